// What journeys of a lost job share: is the benefit due, and declaring the loss with its papers.

import assert from "node:assert/strict";
import { daysAgo, next, pdf, press, sheet, typeDay } from "./forms.mjs";
import { base } from "./lib.mjs";

/** From the first question to the answer of the fund. */
export async function checkLoss(page, reason, days) {
  await page.goto(`${base}/job-loss`);
  await typeDay(page, "ended", daysAgo(days));
  await next(page, "reason");
  await page.getByTestId(`reason-${reason}`).check();
  await next(page, "answer");
  await page.getByTestId("job-loss-answer").waitFor();
}

/** From the answer to the receipt; `see` looks at each screen. */
export async function declareLoss(page, see = async () => {}) {
  await see("loss-answer");
  await next(page, "employer");
  assert.notEqual(await page.getByTestId("employer").inputValue(), "", "the last employer is proposed");
  await next(page, "documents");
  await press(page);
  await page.getByRole("alert").waitFor();
  await page.getByTestId("document-files").setInputFiles([sheet("cnie.png"), pdf("attestation.pdf"), pdf("pv.pdf")]);
  await page.getByTestId("documents").locator("li").nth(2).waitFor();
  assert.equal(await page.getByTestId("needed").locator("li.there").count(), 3, "each is taken for one that is needed");
  await see("loss-documents");
  await next(page, "promises");
  await press(page);
  await page.getByRole("alert").waitFor();
  await page.getByTestId("sworn").check();
  await page.getByTestId("will_report").check();
  await see("loss-promises");
  await next(page, "check");
  await see("loss-check");
  await press(page);
  await page.getByTestId("receipt").waitFor();
  await see("loss-receipt");
}
