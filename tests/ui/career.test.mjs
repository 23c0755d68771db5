// The career: the table downloads as CSV; a line is disputed, is shown as disputed, and cannot be disputed twice for the
// same reason; in Arabic and French.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { base, launch, look, open, signIn } from "./lib.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Opens the newest month that was declared in a year before the last one, so that runs do not meet. */
async function openMonth(page, place) {
  const month = page.locator('[data-testid="career-years"] button[aria-label]').nth(place);
  await month.click();
  await page.getByTestId("month").waitFor();
}

for (const [language, place] of [["fr", 13], ["ar", 14]]) {
  test(`a line of the career is disputed (${language})`, async () => {
    const page = await open(browser);
    await signIn(page, language);
    await page.goto(`${base}/career`);
    await page.getByTestId("career-years").waitFor();
    await openMonth(page, place);
    await page.getByTestId("dispute").first().click();
    const reasons = page.locator('[data-testid="dispute-form"] select option');
    const before = await reasons.count();
    await page.getByTestId("dispute-note").fill(language === "ar" ? "نقصت عشرة أيام" : "Dix jours manquent");
    await look(page, "career-dispute", { language });
    await page.getByTestId("dispute-send").click();
    await page.getByTestId("disputed").first().waitFor();
    await look(page, "career-disputed", { language });
    const { disputes } = await (await page.request.get(`${base}/v1/career`)).json();
    assert.ok(disputes.some((one) => one.reason === "wrong_days" && one.note !== ""), JSON.stringify(disputes));
    await page.getByTestId("dispute").first().click();
    assert.equal(await reasons.count(), before - 1, "the same is not said twice");
    await page.context().close();
  });
}

test("the career downloads as a sealed statement", async () => {
  const page = await open(browser);
  await signIn(page);
  await page.goto(`${base}/career`);
  const waits = page.waitForEvent("download");
  await page.getByTestId("career-pdf").click();
  const download = await waits;
  assert.match(download.suggestedFilename(), /\.pdf$/);
  const pdf = readFileSync(await download.path(), "latin1");
  assert.ok(pdf.startsWith("%PDF-1.7") && pdf.includes("/ETSI.CAdES.detached"), "it is sealed");
  await page.context().close();
});

test("the career downloads as a table with a line for each declared one", async () => {
  const page = await open(browser);
  await signIn(page);
  await page.goto(`${base}/career`);
  const waits = page.waitForEvent("download");
  await page.getByTestId("career-csv").click();
  const download = await waits;
  assert.match(download.suggestedFilename(), /\.csv$/);
  const lines = readFileSync(await download.path(), "utf8").trim().split("\n");
  const career = await (await page.request.get(`${base}/v1/career`)).json();
  assert.equal(lines.length, career.lines.length + 1);
  await page.context().close();
});
