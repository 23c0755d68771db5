// A pension from the phone: simulated, asked for with its papers, refused once, asked for again, completed, granted by two
// officers in the console, paid, its letter opened; in Arabic and French. And who is too young is told from when.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { enterAs } from "./console.mjs";
import { data, decide, employed, next, pdf, press, sheet, typeDay } from "./forms.mjs";
import { base, desk, launch, look, open, phone, signIn } from "./lib.mjs";

/** Who turned sixty and stopped work. */
const retired = readFileSync(join(data, "declarations/register-retired.csv"), "utf8").split("\n")[1].split(",")[0];
/** The last full month is three or four months ago, whatever the day. */
const stopped = new Date(Date.now() - 62 * 86_400_000);
const ar = { language: "ar", viewport: phone, theme: "light" };
const fr = { language: "fr", viewport: phone, theme: "dark" };
const wide = { language: "ar", viewport: desk, theme: "light" };

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const requestOf = async (page, id) => (await page.request.get(`${base}/v1/pension/requests/${id}`)).json();
const idOf = (page) => new URL(page.url()).pathname.split("/").at(-1);

/** From the simulation to what the career gives. */
async function check(page, see) {
  await page.goto(`${base}/pension`);
  await page.getByTestId("pension-start").click();
  await page.getByTestId("stopped").waitFor();
  await press(page);
  await page.getByRole("alert").waitFor();
  await typeDay(page, "stopped", stopped);
  await see("pension-stopped");
  await next(page, "underground");
  await page.getByTestId("underground-no").check();
  await next(page, "answer");
  await page.locator('[data-testid="pension-check"][data-obstacle=""]').waitFor();
  await see("pension-check");
}

/** From there to the request's own page: its id. */
async function send(page, see) {
  await next(page, "documents");
  await press(page);
  await page.getByRole("alert").waitFor();
  await page.getByTestId("document-files").setInputFiles([sheet("cnie.png"), pdf("employeur.pdf"), pdf("vie.pdf")]);
  await page.getByTestId("documents").locator("li").nth(2).waitFor();
  assert.equal(await page.getByTestId("needed").locator("li.there").count(), 3, "each is taken for one that is needed");
  await see("pension-documents");
  await next(page, "promise");
  await page.getByTestId("sworn").check();
  await next(page, "check");
  await see("pension-answers");
  await press(page);
  await page.getByTestId("receipt").waitFor();
  await see("pension-receipt");
  const reference = await page.getByTestId("receipt-reference").textContent();
  await page.reload();
  assert.equal(await page.getByTestId("receipt-reference").textContent(), reference, "the receipt is kept");
  await page.getByTestId("see-request").click();
  await page.getByTestId("pension-reference").waitFor();
  assert.equal(await page.getByTestId("pension-reference").textContent(), reference);
  return idOf(page);
}

test("a request in Arabic is refused with its reason, and makes way for another one", async () => {
  const page = await open(browser, ar);
  await signIn(page, "ar", retired);
  const see = (screen) => look(page, screen, ar);
  await check(page, see);
  const id = await send(page, see);
  assert.equal((await requestOf(page, id)).status, "received");
  await see("pension-waits");
  await page.goto(`${base}/`);
  await page.locator('[data-testid="last-claim"][data-status="received"]').waitFor();
  // While it stands there is no second one.
  await page.goto(`${base}/pension`);
  await page.getByTestId("pension-follow").waitFor();
  await page.goto(`${base}/pension/request`);
  await typeDay(page, "stopped", stopped);
  await next(page, "underground");
  await page.getByTestId("underground-no").check();
  await next(page, "answer");
  await page.locator('[data-testid="pension-check"][data-obstacle="asked_before"]').waitFor();
  await press(page);
  await page.getByRole("alert").waitFor();
  await see("pension-asked-before");
  await page.getByTestId("discard").click();
  await page.getByTestId("discard-confirm").click();
  await page.waitForURL(`${base}/claims`);
  decide(id, "take");
  decide(id, "refuse", "work_not_stopped");
  await page.goto(`${base}/pension/${id}`);
  await page.locator('.chip[data-status="rejected"]').waitFor();
  await see("pension-rejected");
  await page.getByTestId("pension-claim").click();
  await page.getByTestId("claim-letter").waitFor();
  await page.context().close();
});

test("asked for again in French it is completed, granted by two officers, paid, and has its letter", async () => {
  const page = await open(browser, { ...fr, acceptDownloads: true });
  await signIn(page, "fr", retired);
  const see = (screen) => look(page, screen, fr);
  await check(page, see);
  const id = await send(page, see);
  const { now } = await requestOf(page, id);
  assert.deepEqual([now.outcome, now.days, now.rate], ["pension", 3_484, 5_100]);

  // An officer asks for a paper.
  const first = await enterAs(browser, "h.berrada");
  const claim = `[data-claim="${id}"]`;
  const onlyPensions = async (console) => {
    await console.getByTestId("filter").click();
    await console.getByTestId("filter-kind").selectOption("pension");
  };
  await onlyPensions(first);
  await first.locator(claim).click();
  await first.getByTestId("office-pension").waitFor();
  await look(first, "office-pension", { language: "fr", viewport: desk });
  await first.getByTestId("do-take").click();
  await first.locator('[data-testid="decision"][data-state="in_progress"]').waitFor();
  await first.getByTestId("do-ask").click();
  await first.getByTestId("pick").locator('input[value="birth_record"]').check();
  await first.getByTestId("pick-send").click();
  await first.locator(claim).waitFor({ state: "detached" });

  // The person sends it.
  await page.goto(`${base}/claims/${id}`);
  await page.getByTestId("reply").waitFor();
  await page.getByTestId("document-files").setInputFiles(pdf("naissance.pdf"));
  await page.getByTestId("documents").locator("li").first().waitFor();
  await page.getByTestId("reply-send").click();
  await page.locator('.chip[data-status="in_progress"]').waitFor();

  // The amount is the rules'; another officer agrees, in Arabic.
  await first.reload();
  await first.getByTestId("officer").waitFor();
  await onlyPensions(first);
  await first.locator(claim).click();
  await first.getByTestId("grant-fixed").waitFor();
  await first.getByTestId("do-accept").click();
  await first.locator(claim).waitFor({ state: "detached" });
  const second = await enterAs(browser, "s.amrani", { language: "ar" });
  await second.getByTestId("tab-to_agree").click();
  await second.locator(claim).click();
  await second.getByTestId("office-pension").waitFor();
  await look(second, "office-pension", { language: "ar", viewport: desk });
  await second.getByTestId("do-approve").click();
  await second.locator(claim).waitFor({ state: "detached" });

  // The person reads what is granted, and the letter.
  await page.goto(`${base}/pension/${id}`);
  await page.getByTestId("pension-granted").waitFor();
  await see("pension-granted");
  assert.equal((await requestOf(page, id)).grant.granted, now.monthly_amount);
  await page.getByTestId("pension-claim").click();
  const waits = page.waitForEvent("download");
  await page.getByTestId("claim-letter").click();
  const letter = readFileSync(await (await waits).path(), "latin1");
  assert.ok(letter.startsWith("%PDF-1.7") && letter.includes("/ETSI.CAdES.detached"), "the letter is sealed");
  await see("pension-claim");

  // Two officers send it to the bank, with the months since its start.
  await second.getByTestId("room-payments").click();
  await second.getByTestId("batch-make").click();
  await first.getByTestId("room-payments").click();
  await first.locator("[data-batch]").first().click();
  await first.getByTestId("batch-agree").click();
  await first.getByTestId("batch-settle").click();
  await first.getByTestId("batch-settle").waitFor({ state: "detached" });
  await page.goto(`${base}/pension/${id}`);
  await page.getByTestId("pension-paid").waitFor();
  const { paid, status } = await requestOf(page, id);
  assert.deepEqual([status, paid % now.monthly_amount, paid > 0], ["paid", 0, true]);
  await see("pension-paid");
  await page.goto(`${base}/claims`);
  assert.equal(await page.getByTestId("claim").first().getAttribute("data-status"), "paid");
  for (const one of [page, first, second]) await one.context().close();
});

for (const at of [fr, wide]) {
  test(`who is too young is told from when, and what the other pensions ask for (${at.language})`, async () => {
    const page = await open(browser, at);
    await signIn(page, at.language, employed[1]);
    await page.goto(`${base}/pension`);
    await page.getByTestId("pension-not-yet").waitFor();
    await page.getByTestId("pension-start").click();
    await typeDay(page, "stopped", new Date());
    await next(page, "underground");
    await page.getByTestId("underground-no").check();
    await next(page, "answer");
    await page.locator('[data-testid="pension-check"][data-obstacle="too_early"]').waitFor();
    await look(page, "pension-too-early", at);
    await page.getByTestId("discard").click();
    await page.getByTestId("discard-confirm").click();
    await page.goto(`${base}/pension`);
    await page.getByTestId("pension-others").click();
    for (const part of ["survivors", "invalidity"]) await page.getByTestId(part).waitFor();
    assert.equal(await page.locator("[data-condition]").count(), 17, "each condition has its sentence");
    await look(page, "pension-others", at);
    await page.context().close();
  });
}
