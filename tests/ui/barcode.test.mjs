// The bar code on a box of medicine: scanned by a camera, read off a picture, typed; handed in with its line and seen there.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { barFilm, barPng } from "./codes.mjs";
import { daysAgo, employed, next, pdf, press, typeDay } from "./forms.mjs";
import { base, desk, device, launch, look, open, phone, signIn } from "./lib.mjs";

const BOX = "6111259930018";
let browser;
let folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "damane-bars-"));
  const path = join(folder, "box.y4m");
  writeFileSync(path, barFilm(BOX));
  browser = await launch(["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${path}`]);
});
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** As far as a medicine whose name is chosen. */
async function toMedicine(page) {
  await page.goto(`${base}/reimbursements`);
  await page.getByTestId("who-myself").check();
  await next(page, "where");
  await page.getByTestId("where-home").check();
  await next(page, "care");
  await page.getByTestId("course-once").check();
  await next(page, "when");
  await typeDay(page, "first", daysAgo(9));
  await next(page, "practitioner");
  await page.getByTestId("knows-no").check();
  await next(page, "acts");
  await page.getByTestId("act-medicine").check();
  await page.getByTestId("label").fill("amoxicillin");
  await page.getByTestId("paid").fill("112,60");
}

/** Every track a camera ever gave this page, and whether it is off again. */
const watchCamera = (page, late = 0) =>
  page.addInitScript((late) => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    globalThis.tracks = [];
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const stream = await ask(wanted);
      globalThis.tracks.push(...stream.getTracks());
      await new Promise((soon) => setTimeout(soon, late));
      return stream;
    };
  }, late);
const tracksOf = (page) => page.evaluate(() => globalThis.tracks.map(({ readyState }) => readyState));

for (const [place, at] of [
  { language: "fr", viewport: phone, theme: "light" },
  { language: "ar", viewport: phone, theme: "dark" },
  { language: "ar", viewport: desk, theme: "light" },
].entries()) {
  test(`a box held before the camera is in the answers and in the claim (${at.language}, ${device(at.viewport)}, ${at.theme})`, async () => {
    const page = await open(browser, { ...at, permissions: ["camera"] });
    await watchCamera(page);
    await signIn(page, at.language, employed[place]);
    await toMedicine(page);
    await look(page, "barcode-asked", at);
    await page.getByTestId("scan-open").click();
    await page.waitForFunction(() => document.querySelector('[data-testid="barcode"]').value !== "");
    assert.equal(await page.getByTestId("barcode").inputValue(), BOX);
    assert.equal(await page.locator("video").count(), 0, "the camera is shown no more");
    assert.deepEqual(await tracksOf(page), ["ended"], "and is off");
    await look(page, "barcode-read", at);
    await press(page);
    await page.getByTestId("add-line").waitFor();
    assert.match(await page.getByTestId("lines").textContent(), new RegExp(BOX));
    await look(page, "barcode-line", at);
    await next(page, "documents");
    await page.getByTestId("document-files").setInputFiles(pdf("facture.pdf"));
    await page.getByTestId("documents").locator("li").waitFor();
    await next(page, "account");
    await next(page, "check");
    await page.getByTestId("estimate").waitFor();
    assert.match(await page.getByTestId("answers").textContent(), new RegExp(BOX), "among the answers");
    await look(page, "barcode-answers", at);
    await press(page);
    await page.getByTestId("receipt").waitFor();
    await page.getByTestId("see-claim").click();
    await page.getByTestId("amounts").waitFor();
    assert.match(await page.getByTestId("line-barcode").textContent(), new RegExp(BOX), "beside its line");
    await look(page, "barcode-claim", at);
    await page.context().close();
  });
}

test("without a camera a picture is read, and a picture without bars says so; a wrong number is refused in the form and at the door", async () => {
  const at = { language: "fr", viewport: phone, theme: "light" };
  const page = await open(browser, at);
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  await signIn(page, at.language, employed[3]);
  await toMedicine(page);
  await page.getByTestId("barcode").fill("6111259930017");
  await press(page);
  await page.getByRole("alert").waitFor();
  assert.equal(await page.getByTestId("barcode").getAttribute("aria-invalid"), "true");
  await page.getByTestId("scan-open").click();
  await page.getByTestId("scan-camera").waitFor();
  await look(page, "barcode-no-camera", at);
  const choose = (buffer) => page.getByTestId("scan-file").setInputFiles({ name: "boite.png", mimeType: "image/png", buffer });
  await choose(barPng("96385074".padEnd(13, "0").replace(/.$/, "9")));
  await page.getByTestId("scan-without").waitFor();
  await look(page, "barcode-without", at);
  await choose(barPng(BOX));
  await page.waitForFunction((box) => document.querySelector('[data-testid="barcode"]').value === box, BOX);
  const line = { act: "medicine", label: "amoxicillin", on: daysAgo(9).toISOString().slice(0, 10), paid: 11_260, quantity: 1 };
  const ask = (barcode) =>
    page.request.post(`${base}/v1/reimbursements/estimate`, {
      data: { beneficiary: "myself", lines: [{ ...line, barcode }] },
      headers: { "X-Damane": "1", origin: base },
    });
  for (const wrong of ["96385074", "16111259930014", "6111259930017"]) {
    const answer = await ask(wrong);
    assert.deepEqual([answer.status(), (await answer.json()).field], [422, "barcode"], wrong);
  }
  assert.equal((await ask(BOX)).status(), 200);
  await page.context().close();
});

test("whoever leaves while the browser still asks leaves no camera on", async () => {
  const page = await open(browser, { permissions: ["camera"] });
  await watchCamera(page, 1_500);
  await signIn(page, "fr", employed[4]);
  await toMedicine(page);
  await page.getByTestId("scan-open").click();
  await page.getByTestId("scan-camera").waitFor();
  await page.waitForFunction(() => globalThis.tracks.length > 0);
  await page.getByTestId("act-gp_visit").check();
  await page.waitForFunction(() => globalThis.tracks.every(({ readyState }) => readyState === "ended"));
  await page.context().close();
});
