// Checking in the screens: a camera, pictures with several codes, paste and drop, what is remembered, the Claim 169 text.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { film, png } from "./codes.mjs";
import { base, desk, launch, look, open, phone, signIn } from "./lib.mjs";
import { assertNothingOf, recordWire } from "./wire.mjs";

let browser;
let certificate;
let forged;
let wire;
let folder;

/** A certificate of the demonstration's own person, and the same with one digit changed. */
before(async () => {
  wire = await recordWire();
  folder = mkdtempSync(join(tmpdir(), "damane-check-"));
  browser = await launch();
  const page = await open(browser);
  await signIn(page);
  certificate = await page.evaluate(async () => {
    const headers = { "content-type": "application/json", "x-damane": "1", "idempotency-key": crypto.randomUUID() };
    return (await fetch("/v1/certificates", { method: "POST", headers, body: '{"kind":"employment"}' })).json();
  });
  await page.context().close();
  const last = Number(certificate.qr_text.at(-1));
  forged = certificate.qr_text.slice(0, -1) + ((last + 1) % 10);
});
after(async () => {
  await browser.close();
  wire.cut();
  rmSync(folder, { recursive: true });
});

/** The check page, over the recorded line. */
async function openCheck(options = {}, language = "fr", chromium = browser) {
  const page = await open(chromium, options);
  await page.goto(`http://localhost:${wire.port}/check?lang=${language}`);
  await page.getByTestId("check-camera").waitFor();
  return page;
}

async function verdictOf(page) {
  await page.getByTestId("verdict").waitFor();
  return page.getByTestId("verdict").getAttribute("data-verdict");
}

const choose = (page, buffer, mimeType = "image/png") => page.getByTestId("check-file").setInputFiles({ name: "scan", mimeType, buffer });

for (const [language, viewport, theme] of [["ar", phone, "light"], ["fr", phone, "dark"], ["fr", desk, "light"]]) {
  test(`a forged code beside a good one decides, and both are named (${language}, ${viewport.width})`, async () => {
    const page = await openCheck({ viewport, theme }, language);
    await look(page, "check", { language, viewport, theme });
    wire.forget();
    await choose(page, png([certificate.qr_text, forged]));
    assert.equal(await verdictOf(page), "not_genuine");
    const each = await page.getByTestId("codes").locator("[data-verdict]").evaluateAll((items) => items.map((item) => item.dataset.verdict));
    assert.deepEqual(each.sort(), ["not_genuine", "valid"]);
    await look(page, "verdict-codes", { language, viewport, theme });
    assertNothingOf(certificate, wire.sent(), "a picture of two codes");
    await page.context().close();
  });
}

test("a stack of pictures sends not a byte of what is on them", async () => {
  const page = await openCheck();
  wire.forget();
  for (const texts of [[certificate.qr_text], [certificate.qr_text, "https://poster.example/"], [certificate.qr_text.replace("#", "%23")], ["HC1:6BFOXN*TS3DH0YOJ"]]) {
    await choose(page, png(texts));
    const verdict = await verdictOf(page);
    assert.equal(verdict, texts[0].startsWith("HC1:") ? "not_a_certificate" : "valid", texts[0].slice(0, 30));
    await page.goBack();
    await page.getByTestId("check-camera").waitFor();
  }
  assertNothingOf(certificate, wire.sent(), "pictures");
  await page.context().close();
});

test("a camera sees both codes of what is held before it", async () => {
  const path = join(folder, "camera.y4m");
  writeFileSync(path, film([certificate.qr_text, forged]));
  const withCamera = await launch(["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${path}`]);
  try {
    const page = await openCheck({ permissions: ["camera"] }, "fr", withCamera);
    wire.forget();
    await page.getByTestId("check-camera").click();
    assert.equal(await verdictOf(page), "not_genuine");
    assert.equal(await page.getByTestId("codes").locator("[data-verdict]").count(), 2);
    assertNothingOf(certificate, wire.sent(), "a camera");
    await page.goBack();
    await page.getByTestId("check-camera").waitFor();
    assert.equal(await page.locator("video").count(), 0, "the camera is still on");
  } finally {
    await withCamera.close();
  }
});

test("a code can be pasted or dropped as a picture", async () => {
  const page = await openCheck({ viewport: desk });
  const bytes = [...png([certificate.qr_text])];
  await page.evaluate((bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], "paste.png", { type: "image/png" }));
    window.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data }));
  }, bytes);
  assert.equal(await verdictOf(page), "valid");
  await page.goBack();
  await page.locator(".drop").waitFor();
  await page.evaluate((bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], "drop.png", { type: "image/png" }));
    document.querySelector(".drop").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  }, bytes);
  assert.equal(await verdictOf(page), "valid");
  await page.context().close();
});

test("what is remembered names nobody, can be cleared, and can be switched off", async () => {
  const page = await openCheck();
  const kept = () => page.evaluate(() => localStorage.getItem("damane-checked"));
  const checkOnce = async () => {
    await page.getByTestId("check-text").fill(certificate.qr_text);
    await page.getByTestId("check-submit").click();
    assert.equal(await verdictOf(page), "valid");
    await page.goBack();
    await page.getByTestId("history-keep").waitFor();
  };
  await checkOnce();
  const remembered = await kept();
  assert.match(remembered, /"verdict":"valid"/);
  for (const text of [certificate.id, certificate.reference, certificate.registration_number, certificate.name_latin, certificate.name_arabic]) {
    assert.ok(!remembered.includes(text), `${text} is remembered`);
  }
  await page.getByTestId("history-clear").click();
  assert.equal(await kept(), null);
  await checkOnce();
  await page.getByTestId("history-keep").uncheck();
  assert.equal(await kept(), null, "switched off, and the list is still there");
  await page.reload();
  await page.getByTestId("check-camera").waitFor();
  await checkOnce();
  assert.equal(await kept(), null, "switched off, and remembered all the same");
  assert.equal(await page.getByTestId("history-keep").isChecked(), false);
  await page.context().close();
});

test("a certificate is shown as Claim 169, and that text checks as well", async () => {
  const page = await open(browser, { viewport: phone });
  await signIn(page);
  await page.goto(`${base}/certificates/${certificate.id}?lang=fr`);
  await page.getByTestId("show-qr").click();
  await page.getByTestId("claim169").click();
  const text = await page.getByTestId("claim169-text").textContent();
  assert.match(text, /^[0-9A-Z $%*+\-./:]+$/);
  assert.equal(await page.getByTestId("qr-code").getAttribute("data-text"), text);
  await look(page, "qr-claim169", { language: "fr" });
  await page.getByTestId("claim169").click();
  assert.equal(await page.getByTestId("qr-code").getAttribute("data-text"), certificate.qr_text);
  await page.context().close();

  const stranger = await openCheck();
  await stranger.getByTestId("check-text").fill(text);
  await stranger.getByTestId("check-submit").click();
  assert.equal(await verdictOf(stranger), "valid");
  await stranger.context().close();
});
