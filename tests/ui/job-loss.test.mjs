// A lost job from the phone: is the benefit due, declaring it with its papers, sent once, the receipt, where it stands; and a
// declaration that is given up.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { decide, employed, next } from "./forms.mjs";
import { base, desk, device, launch, look, open, phone, signIn } from "./lib.mjs";
import { checkLoss, declareLoss } from "./losses.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const lossOf = async (page, id) => (await page.request.get(`${base}/v1/job-loss/${id}`)).json();

for (const [place, at] of [
  { language: "fr", viewport: phone, theme: "light" },
  { language: "ar", viewport: phone, theme: "dark" },
  { language: "ar", viewport: desk, theme: "light" },
].entries()) {
  test(`a lost job is checked, declared with its papers and followed (${at.language}, ${device(at.viewport)}, ${at.theme})`, async () => {
    const page = await open(browser, at);
    await signIn(page, at.language, employed[place]);
    const see = (screen) => look(page, screen, at);
    await checkLoss(page, "dismissal", 3);
    await declareLoss(page, see);
    const reference = await page.getByTestId("receipt-reference").textContent();
    await page.reload();
    assert.equal(await page.getByTestId("receipt-reference").textContent(), reference, "the receipt is kept");
    await page.getByTestId("see-loss").click();
    await page.getByTestId("loss-reference").waitFor();
    assert.equal(await page.getByTestId("loss-reference").textContent(), reference);
    const id = new URL(page.url()).pathname.split("/").at(-1);
    assert.equal((await lossOf(page, id)).status, "received");
    decide(id, "take");
    decide(id, "refuse", "loss_was_voluntary");
    await page.reload();
    await page.locator('.chip[data-status="rejected"]').waitFor();
    await see("loss-page");
    await page.goto(`${base}/claims`);
    assert.equal(await page.getByTestId("claim").first().getAttribute("data-status"), "rejected");
    await page.context().close();
  });
}

test("another reason is another answer, and a declaration that is given up is gone once that is confirmed", async () => {
  const page = await open(browser);
  await signIn(page, "fr", employed[0]);
  await checkLoss(page, "resignation", 3);
  const voluntary = await page.getByTestId("job-loss-answer").textContent();
  await page.goBack();
  await page.getByTestId("reason-dismissal").check();
  await next(page, "answer");
  await page.getByTestId("job-loss-answer").waitFor();
  assert.notEqual(await page.getByTestId("job-loss-answer").textContent(), voluntary);
  // There is one at a time: who comes again goes on with it.
  await page.goto(`${base}/claims/new`);
  await page.getByTestId("new-job-loss").click();
  await page.getByTestId("discard").waitFor();
  assert.match(page.url(), /draft=/);
  await page.getByTestId("discard").click();
  await page.getByTestId("discard-confirm").click();
  await page.waitForURL(`${base}/claims`);
  await page.getByTestId("claim-new").waitFor();
  assert.equal(await page.getByTestId("draft").count(), 0);
  await page.context().close();
});
