// The pension room: the answer at the pension age, moved by keys, shown as a table, changed by another salary; in Arabic
// and French, on a phone and a desk.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, desk, device, launch, look, open, phone, seriousFindings, signIn } from "./lib.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const digits = async (place) => Number((await place.textContent()).replaceAll(/\D/g, ""));

for (const at of [
  { language: "ar", viewport: phone, theme: "light" },
  { language: "fr", viewport: phone, theme: "dark" },
  { language: "fr", viewport: desk, theme: "light" },
  { language: "ar", viewport: desk, theme: "dark" },
]) {
  test(`a person sees what each age gives and why (${at.language}, ${device(at.viewport)}, ${at.theme})`, async () => {
    const page = await open(browser, at);
    await signIn(page, at.language);
    await page.goto(`${base}/more`);
    await page.getByTestId("my-pension").click();
    await page.getByTestId("pension-amount").waitFor();
    await look(page, "pension", at);

    const slider = page.getByTestId("pension-age");
    assert.equal(await slider.inputValue(), "60", "it opens at the pension age");
    const answer = await (await page.request.get(`${base}/v1/pension`)).json();
    const amountAt = (age) => answer.ages.find((one) => one.age === age).monthly_amount;
    const shown = () => digits(page.getByTestId("pension-amount"));
    assert.equal(await shown(), Math.round(amountAt(60) / 100));

    await slider.focus();
    for (const forward of [at.language === "ar" ? "ArrowLeft" : "ArrowRight", "ArrowUp"]) await page.keyboard.press(forward);
    assert.equal(await slider.inputValue(), "62", "an arrow is a year, in the reading direction");
    assert.equal(await shown(), Math.round(amountAt(62) / 100));
    assert.ok(amountAt(62) >= amountAt(60), "more years give no less");

    const steps = page.getByTestId("pension-steps").locator("li");
    const found = answer.ages.find((one) => one.age === 62);
    assert.equal(await steps.count(), found.steps.length);
    assert.match(await page.getByTestId("pension-steps").textContent(), /1-72-184/, "each step has its law");
    assert.equal(await page.getByTestId("pension-thresholds").locator("li").count(), 3);

    await page.getByTestId("pension-show-table").click();
    const rows = page.getByTestId("pension-table").locator("tbody tr");
    assert.equal(await rows.count(), answer.ages.length, "the table has what the plot has");
    for (const details of await page.locator("details > summary").all()) await details.click();
    assert.deepEqual(await seriousFindings(page), [], "everything opened");
    await look(page, "pension-open", at);
    await page.context().close();
  });
}

test("a lower salary is supposed, refused when it is none, and left again", async () => {
  const page = await open(browser);
  await signIn(page);
  await page.goto(`${base}/pension`);
  const amount = page.getByTestId("pension-amount");
  await amount.waitFor();
  const before = await digits(amount);
  await page.getByTestId("pension-change").click();
  await page.getByTestId("pension-salary").fill("abc");
  await page.getByTestId("pension-ask").click();
  await page.getByRole("alert").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.className), "errsum", "the summary has focus");
  for (const unclear of ["1.500", "1,500"]) {
    await page.getByTestId("pension-salary").fill(unclear);
    await page.getByTestId("pension-ask").click();
    await page.locator("#pension-salary[aria-invalid=true]").waitFor();
  }
  await page.getByTestId("pension-salary").fill("١٥٠٠ درهم");
  await page.getByTestId("pension-ask").click();
  await page.getByTestId("pension-reset").waitFor();
  await page.getByTestId("pension-what-if").waitFor({ state: "detached" });
  assert.ok((await digits(amount)) < before, "a lower salary gives less");
  await look(page, "pension-supposed", { language: "fr" });
  await page.getByTestId("pension-reset").click();
  await page.getByTestId("pension-reset").waitFor({ state: "detached" });
  assert.equal(await digits(amount), before, "the career as it is");
  await page.context().close();
});
