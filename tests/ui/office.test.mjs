// The office console: an officer clears thirty claims by keyboard alone, asks for a document, two of them pay, another
// office sees nothing, an officer enrols; in Arabic and French, and axe finds nothing.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { enterAs, file, nextCode } from "./console.mjs";
import { damane, data } from "./forms.mjs";
import { base, desk, launch, look, open, phone, signIn } from "./lib.mjs";

/** People with an account and a bank account, other than those the other journeys begin with. */
const people = readFileSync(join(data, "declarations/register.csv"), "utf8")
  .split("\n")
  .slice(1)
  .map((line) => line.split(","))
  .slice(12, 39)
  .filter((line) => line[6] !== "")
  .map(([number]) => number);
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** A person who is signed in. */
async function insured(number) {
  const page = await open(browser);
  await signIn(page, "fr", number);
  return page;
}

/** Moves to a claim with J and K alone. */
async function moveTo(page, id) {
  const place = async (selector) => Number(await page.locator(selector).first().getAttribute("data-place"));
  const wanted = await place(`[data-claim="${id}"]`);
  const from = await place('[data-testid="queue"] button.at');
  for (let at = from; at !== wanted; at += Math.sign(wanted - from)) await page.keyboard.press(wanted > from ? "j" : "k");
}

/** Opens it with Enter. */
async function openByKey(page, id) {
  const current = page.locator(`[data-claim="${id}"][aria-current="true"]`);
  const atRest = () => page.locator('main[aria-busy="false"]').waitFor();
  await atRest();
  if ((await current.count()) === 0) {
    await page.keyboard.press("Escape");
    await moveTo(page, id);
    await page.keyboard.press("Enter");
  }
  await current.waitFor();
  // One that opened by itself takes no key at once: it was meant for the one before.
  await page.locator('[data-testid="decision"][data-fresh="false"]').waitFor();
  await atRest();
}

test("an officer clears thirty claims by keyboard alone", async () => {
  const ids = [];
  for (const number of people.slice(8, 10)) {
    const person = await insured(number);
    ids.push(...(await file(person, 15)));
    await person.context().close();
  }
  const page = await enterAs(browser, "l.bennis");
  await page.getByTestId("queue").waitFor();
  // From here on no pointer: one that comes down is counted.
  await page.evaluate(() => {
    globalThis.pointers = 0;
    addEventListener("pointerdown", () => (globalThis.pointers += 1), { capture: true });
  });
  for (const [at, id] of ids.entries()) {
    await openByKey(page, id);
    const step = page.waitForResponse((answer) => answer.url().endsWith(`/claims/${id}/step`));
    if (at % 3 === 2) {
      await page.keyboard.press("r");
      await page.getByTestId("pick").waitFor();
      await page.keyboard.press("2");
      await page.keyboard.press("Enter");
    } else {
      await page.keyboard.press("a");
    }
    assert.equal((await step).status(), 204, `${at}`);
    await page.locator(`[data-claim="${id}"]`).waitFor({ state: "detached" });
  }
  assert.equal(await page.evaluate(() => globalThis.pointers), 0, "the journey is by keyboard");
  const states = await page.evaluate(
    async (ids) => {
      const found = [];
      for (const id of ids) found.push((await (await fetch(`/v1/office/claims/${id}`)).json()).state);
      return found;
    },
    ids,
  );
  assert.equal(states.filter((state) => state === "proposed").length, 20);
  assert.equal(states.filter((state) => state === "rejected").length, 10);
  await page.context().close();
});

test("an officer asks for a document and the person is told which", async () => {
  const person = await insured(people[1]);
  const [id] = await file(person, 1);
  const page = await enterAs(browser, "h.berrada");
  await page.locator(`[data-claim="${id}"]`).click();
  await page.getByTestId("document").waitFor();
  await page.getByTestId("do-take").click();
  await page.locator('[data-testid="decision"][data-state="in_progress"]').waitFor();
  await page.keyboard.press("d");
  await page.keyboard.press("3");
  await page.locator("#pick-words").fill("La facture, s’il vous plaît");
  await page.getByTestId("pick-send").click();
  await page.locator(`[data-claim="${id}"]`).waitFor({ state: "detached" });
  const claim = await (await person.request.get(`${base}/v1/claims/${id}`)).json();
  assert.deepEqual([claim.summary.status, claim.summary.wanted], ["documents_asked", ["invoice"]]);
  const journal = await (await person.request.get(`${base}/v1/me/journal`)).json();
  const read = journal.entries.filter((entry) => entry.actor === "officer").map((entry) => entry.action);
  for (const action of ["claim_read", "claim_document_read", "claim_taken"]) assert.ok(read.includes(action), `${action}: ${read}`);
  await person.context().close();
  await page.context().close();
});

test("two officers pay: who proposed does not approve, and a batch takes another one, too", async () => {
  const person = await insured(people[2]);
  const [id] = await file(person, 1);
  const first = await enterAs(browser, "h.berrada");
  await first.locator(`[data-claim="${id}"]`).click();
  await first.getByTestId("do-accept").click();
  await first.locator(`[data-claim="${id}"]`).waitFor({ state: "detached" });
  await first.getByTestId("tab-to_agree").click();
  assert.equal(await first.locator(`[data-claim="${id}"]`).count(), 0, "one's own proposal is not offered");
  const second = await enterAs(browser, "s.amrani");
  await second.getByTestId("tab-to_agree").click();
  await second.locator(`[data-claim="${id}"]`).click();
  await second.getByTestId("do-approve").click();
  await second.locator(`[data-claim="${id}"]`).waitFor({ state: "detached" });
  await second.getByTestId("room-payments").click();
  await second.getByTestId("batch-make").click();
  await second.getByText("Un autre agent doit viser ce lot.").waitFor();
  // Something in it is wrong: it is withdrawn, and made again.
  await second.getByTestId("batch-withdraw").click();
  await second.getByTestId("batch-withdrawn").waitFor();
  await look(second, "office-withdrawn", { language: "fr", viewport: desk });
  assert.equal((await (await person.request.get(`${base}/v1/claims/${id}`)).json()).summary.status, "in_progress");
  await second.getByRole("button", { name: "Retour à la liste" }).click();
  await second.getByTestId("batch-make").click();
  await second.getByText("Un autre agent doit viser ce lot.").waitFor();
  await first.getByTestId("room-payments").click();
  await first.locator("[data-batch]").first().click();
  await first.getByTestId("batch-agree").click();
  const downloads = first.waitForEvent("download");
  await first.getByTestId("batch-pain").click();
  const xml = readFileSync(await (await downloads).path(), "utf8");
  assert.match(xml, /pain\.001\.001\.09/);
  await first.getByTestId("batch-settle").click();
  await first.getByTestId("batch-settle").waitFor({ state: "detached" });
  const claim = await (await person.request.get(`${base}/v1/claims/${id}`)).json();
  assert.equal(claim.summary.status, "paid");
  // Days later the bank gives it back: the claim is to be paid again.
  const payment = first.locator("tr", { hasText: claim.summary.reference });
  await payment.getByTestId("return-reason").selectOption("account_closed");
  await payment.getByTestId("returned-on").waitFor();
  await look(first, "office-return", { language: "fr", viewport: desk });
  await payment.getByTestId("return").click();
  await payment.getByTestId("returned").waitFor();
  const again = await (await person.request.get(`${base}/v1/claims/${id}`)).json();
  assert.deepEqual([again.summary.status, again.summary.paid], ["in_progress", 0]);
  assert.equal(again.events.at(-1).step, "payment_returned");
  await first.getByTestId("room-claims").click();
  await first.getByTestId("tab-to_pay").click();
  await first.locator(`[data-claim="${id}"]`).waitFor();
  await person.goto(`${base}/claims/${id}`);
  await person.getByTestId("returned-account").waitFor();
  await look(person, "claim-returned", { language: "fr", viewport: phone });
  for (const page of [person, first, second]) await page.context().close();
});

test("an officer of another office sees nothing of it, and an insured person none of the console", async () => {
  const person = await insured(people[3]);
  const [id] = await file(person, 1);
  const page = await enterAs(browser, "k.alaoui");
  await page.getByTestId("queue-empty").waitFor();
  assert.equal(await page.getByTestId("count-to_do").textContent(), "0");
  assert.equal((await page.request.get(`${base}/v1/office/claims/${id}`)).status(), 404);
  assert.equal((await person.request.get(`${base}/v1/office/claims/${id}`)).status(), 401);
  assert.equal((await page.request.get(`${base}/v1/claims/${id}`)).status(), 401, "an officer is no insured person");
  await page.getByTestId("office-sign-out").click();
  await page.getByTestId("office-door").waitFor();
  assert.equal((await page.request.get(`${base}/v1/office/queue?tab=to_do`)).status(), 401);
  await person.context().close();
  await page.context().close();
});

test("a person is looked up with a purpose, and two officers reset the account", async () => {
  const number = people[4];
  const first = await enterAs(browser, "h.berrada");
  await first.getByTestId("room-people").click();
  await first.getByTestId("search-number").fill(number);
  await first.getByTestId("search").click();
  await first.locator("#search-note-wrong").waitFor();
  await first.getByTestId("search-note").fill("Reçue au guichet avec sa CNIE");
  await first.getByTestId("search").click();
  await first.getByTestId("found").waitFor();
  await look(first, "office-person", { language: "fr", viewport: desk });
  await first.getByTestId("shown").fill("CNIE originale");
  await first.getByTestId("reset-ask").click();
  await first.getByTestId("person-said").waitFor();
  assert.equal(await first.getByTestId("reset-agree").count(), 0, "who asked does not agree");
  const second = await enterAs(browser, "s.amrani");
  await second.getByTestId("room-people").click();
  await second.getByTestId("reset-agree").first().click();
  await second.getByText("le lien part par SMS").waitFor();
  await first.context().close();
  await second.context().close();
});

test("an officer enrols with the link that was printed, once", async () => {
  const login = `n.${Date.now().toString(36)}`;
  const printed = execFileSync(damane, ["office", "officer", "add", login, "--name", `N. ${login}`, "--office", "demo-01", "--roles", "decide", "--data", data], { encoding: "utf8" });
  const link = new URL(printed.split("\n")[0]);
  const page = await open(browser, { viewport: desk });
  await page.goto(`${base}/office?lang=fr${link.hash}`);
  await page.locator("#new-password").fill("quatre chats sur le toit");
  await page.getByRole("button", { name: "Continuer" }).click();
  const secret = (await page.getByTestId("office-secret").textContent()).replaceAll(" ", "");
  assert.equal(new URL(page.url()).hash, "", "the token has left the address");
  await page.getByTestId("code-input").fill(await nextCode(login, { secret }));
  await page.getByTestId("office-enrol-finish").click();
  await page.getByTestId("office-login").fill(login);
  await page.getByTestId("office-password").fill("quatre chats sur le toit");
  await page.getByTestId("code-input").fill(await nextCode(login, { secret }));
  await page.getByTestId("office-enter").click();
  await page.getByTestId("officer").waitFor();
  await page.context().close();
});

for (const [language, login] of [["fr", "h.berrada"], ["ar", "s.amrani"]]) {
  test(`every room of the console is as it should be (${language})`, async () => {
    const person = await insured(people[5]);
    const ids = await file(person, 4);
    await person.context().close();
    const door = await open(browser, { viewport: desk });
    await door.goto(`${base}/office?lang=${language}`);
    await door.getByTestId("office-door").waitFor();
    await look(door, "office-door", { language, viewport: desk });
    await door.context().close();
    for (const theme of ["light", "dark"]) {
      const page = await enterAs(browser, login, { language, theme });
      await page.locator(`[data-claim="${ids[0]}"]`).click();
      await page.getByTestId("document").waitFor();
      await look(page, "office-desk", { language, viewport: desk, theme });
      if (login === "h.berrada") {
        await page.keyboard.press("r");
        await page.getByTestId("pick").waitFor();
        await look(page, "office-refuse", { language, viewport: desk, theme });
        await page.keyboard.press("Escape");
      }
      await page.keyboard.press("?");
      await page.getByTestId("keys").waitFor();
      await look(page, "office-keys", { language, viewport: desk, theme });
      await page.keyboard.press("Escape");
      await page.getByTestId("keys").waitFor({ state: "detached" });
      for (const room of ["payments", "people"]) {
        await page.getByTestId(`room-${room}`).click();
        await page.getByTestId(room).waitFor();
        await page.waitForLoadState("networkidle");
        await look(page, `office-${room}`, { language, viewport: desk, theme });
      }
      if (theme === "light") {
        await page.setViewportSize(phone);
        for (const room of ["payments", "people"]) {
          await page.getByTestId(`room-${room}`).click();
          await page.getByTestId(room).waitFor();
          await page.waitForLoadState("networkidle");
          await look(page, `office-${room}`, { language, viewport: phone, theme });
        }
        await page.getByTestId("room-claims").click();
        await page.getByTestId("queue").waitFor();
        await look(page, "office-desk", { language, viewport: phone, theme });
      }
      await page.context().close();
    }
  });
}
