// Documents that were asked for do not come: until their last day the officer waits, after it the claim is refused for that
// reason; the person is told on Home, in the claim and in the letter. In Arabic and French.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startClocked } from "./clocked.mjs";

const portal = await startClocked();
const { enterAs, file } = await import("./console.mjs");
const { employed } = await import("./forms.mjs");
const { base, desk, launch, look, open, phone, signIn } = await import("./lib.mjs");

const people = [
  { language: "fr", number: employed[0], login: "h.berrada", theme: "light", refused: "Les documents demandés ne sont pas arrivés dans le délai" },
  { language: "ar", number: employed[2], login: "l.bennis", theme: "dark", refused: "لم تصل الوثائق المطلوبة داخل الأجل" },
];

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser.close();
  await portal.stop();
});

/** The person at Home. */
async function atHome({ language, number, theme }) {
  const page = await open(browser, { theme, ahead: portal.ahead });
  await signIn(page, language, number);
  return page;
}

/** The officer at the claim that waits for its documents. */
async function atClaim(officer, { claim, language, theme }) {
  await officer.getByTestId("tab-waiting").click();
  await officer.locator(`[data-claim="${claim}"]`).click();
  await officer.getByTestId("awaited").waitFor();
  return (screen) => look(officer, screen, { language, viewport: desk, theme });
}

for (const person of people) {
  test(`a document is asked for, and is waited for until its day (${person.language})`, async () => {
    const page = await atHome(person);
    [person.claim] = await file(page, 1);
    await page.context().close();
    const { language, theme } = person;
    const officer = await enterAs(browser, person.login, { language, theme });
    await officer.locator(`[data-claim="${person.claim}"]`).click();
    await officer.getByTestId("do-take").click();
    await officer.locator('[data-testid="decision"][data-state="in_progress"]').waitFor();
    await officer.keyboard.press("d");
    await officer.keyboard.press("3");
    await officer.getByTestId("pick-send").click();
    await officer.locator(`[data-claim="${person.claim}"]`).waitFor({ state: "detached" });
    const see = await atClaim(officer, person);
    await see("office-awaited");
    assert.equal(await officer.getByTestId("do-refuse").count(), 0, "its day has not come");
    await officer.keyboard.press("r");
    assert.equal(await officer.getByTestId("pick").count(), 0, "nor does the key ask");
    await officer.context().close();
  });
}

test("a month and a day pass", () => portal.moveTo(31));

for (const person of people) {
  test(`the person reads that the time has passed, and the officer refuses for it (${person.language})`, async () => {
    const { language, theme, claim } = person;
    const page = await atHome(person);
    await page.getByTestId("now-late").waitFor();
    await look(page, "home-late", { language, viewport: phone, theme });
    const officer = await enterAs(browser, person.login, { language, theme, ahead: portal.ahead });
    const see = await atClaim(officer, person);
    await officer.getByTestId("do-refuse").waitFor();
    await see("office-overdue");
    await officer.keyboard.press("r");
    await officer.getByTestId("pick").waitFor();
    assert.equal(await officer.locator('[data-testid="pick"] input').first().getAttribute("value"), "no_reply");
    await officer.keyboard.press("1");
    await see("office-no-reply");
    await officer.setViewportSize(phone);
    await look(officer, "office-no-reply", { language, viewport: phone, theme });
    await officer.setViewportSize(desk);
    await officer.getByTestId("pick-send").click();
    await officer.locator(`[data-claim="${claim}"]`).waitFor({ state: "detached" });
    await officer.context().close();

    await page.goto(`${base}/claims/${claim}`);
    const step = page.locator('[data-testid="timeline"] [data-step="rejected"]');
    await step.waitFor();
    assert.ok((await step.textContent()).includes(person.refused));
    await look(page, "claim-no-reply", { language, viewport: phone, theme });
    const letter = await page.request.get(`${base}/v1/claims/${claim}/letter`);
    assert.ok(letter.ok() && (await letter.body()).subarray(0, 5).equals(Buffer.from("%PDF-")));
    await page.context().close();
  });
}
