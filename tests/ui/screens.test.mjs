// Every screen, in Arabic and French, on a phone and a desk, light and dark: the main job works on each, axe finds
// nothing serious, nothing scrolls sideways. With DAMANE_GALLERY=1 each is photographed into docs/screens.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, desk, device, launch, look, open, outboxCode, naima, password, phone, picture, seriousFindings, signIn, takesPictures } from "./lib.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const looks = takesPictures
  ? ["ar", "fr"].flatMap((language) =>
      [phone, desk].flatMap((viewport) => ["light", "dark"].map((theme) => ({ language, viewport, theme }))),
    )
  : [
      { language: "ar", viewport: phone, theme: "light" },
      { language: "fr", viewport: phone, theme: "dark" },
      { language: "ar", viewport: desk, theme: "dark" },
      { language: "fr", viewport: desk, theme: "light" },
    ];

for (const at of looks) {
  const name = `${at.language}, ${device(at.viewport)}, ${at.theme}`;
  test(`a person does the main job and every screen stands (${name})`, async () => {
    const page = await open(browser, at);
    const faults = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    await page.goto(`${base}/?lang=${at.language}`);
    await page.getByTestId("sign-in-number").waitFor();
    await look(page, "signin", at);
    await page.getByTestId("sign-in-number").fill(naima);
    await page.getByTestId("sign-in-password").fill(password);
    await page.getByTestId("sign-in-submit").click();
    await page.getByTestId("code-input").waitFor();
    await look(page, "code", at);
    await page.getByTestId("code-input").fill(await outboxCode());
    await page.getByTestId("code-submit").click();
    await page.getByTestId("home").waitFor();
    await look(page, "home", at);

    await page.goto(`${base}/certificates`);
    await page.getByTestId("ask-certificate").click();
    await page.getByTestId("ask-for-one").waitFor();
    await look(page, "ask", at);
    await page.getByTestId("issue-employment").click();
    await page.getByTestId("certificate-reference").first().waitFor();
    await look(page, "certificate", at);
    await page.getByTestId("show-qr").click();
    await page.getByTestId("qr-code").waitFor();
    await look(page, "qr", at);
    await page.goto(`${base}/certificates`);
    await page.getByTestId("certificate-card").first().waitFor();
    await look(page, "certificates", at);

    await page.goto(`${base}/career`);
    await page.getByTestId("career").waitFor();
    await look(page, "career", at);
    for (const screen of ["claims", "more", "check"]) {
      await page.goto(`${base}/${screen}`);
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      await look(page, screen, at);
    }
    assert.deepEqual(faults, [], "no script failed");
    await page.context().close();
  });
}

test("the certificate's page downloads as a PDF and its code is found valid by another person", async () => {
  const page = await open(browser);
  await signIn(page);
  const answer = await page.request.get(`${base}/v1/certificates`);
  const { certificates } = await answer.json();
  const { id, qr_text: text, reference } = certificates.find(({ state }) => state === "valid");
  const pdf = await page.request.get(`${base}/v1/certificates/${id}/pdf`);
  assert.equal(pdf.status(), 200);
  assert.equal((await pdf.body()).subarray(0, 5).toString(), "%PDF-");

  const stranger = await open(browser);
  await stranger.goto(`${base}/check?lang=fr`);
  await stranger.getByTestId("check-text").fill(text);
  await stranger.getByTestId("check-submit").click();
  await stranger.getByTestId("verdict").waitFor();
  assert.equal(await stranger.getByTestId("verdict").getAttribute("data-verdict"), "valid");
  assert.ok((await stranger.getByTestId("verdict").textContent()).length > 0);
  await picture(stranger, "verdict-valid-phone-fr");
  assert.deepEqual(await seriousFindings(stranger), []);
  const forged = text.slice(0, -3) + (text.endsWith("111") ? "222" : "111");
  await stranger.goto(`${base}/check?lang=ar`);
  await stranger.getByTestId("check-text").fill(forged);
  await stranger.getByTestId("check-submit").click();
  await stranger.getByTestId("verdict").waitFor();
  assert.equal(await stranger.getByTestId("verdict").getAttribute("data-verdict"), "not_genuine");
  assert.ok(!(await stranger.content()).includes(reference), "nothing of a forged code is shown");
  await picture(stranger, "verdict-fake-phone-ar");
  assert.deepEqual(await seriousFindings(stranger), []);
});

test("the whole of sign-in works with the keyboard alone and a wrong password is said in words", async () => {
  const page = await open(browser, { viewport: desk });
  await page.goto(`${base}/?lang=fr`);
  await page.getByTestId("sign-in-number").focus();
  await page.keyboard.type(naima);
  await page.getByTestId("sign-in-password").focus();
  await page.keyboard.type("pas-le-bon-mot-de-passe");
  await page.keyboard.press("Enter");
  const summary = page.getByRole("alert").first();
  await summary.waitFor();
  assert.ok(((await summary.textContent()) ?? "").trim().length > 10, "the error is said in words");
  assert.deepEqual(await seriousFindings(page), []);
  await picture(page, "signin-refused-desk-fr");
});

test("without network the browser says so in words and shows what it had", async () => {
  const page = await open(browser);
  await signIn(page);
  const certificates = page.locator('a[href$="/certificates"]').first();
  const home = page.locator('a[href="/"]').first();
  await certificates.click();
  await page.getByTestId("certificate-card").first().waitFor();
  await home.click();
  await page.getByTestId("home").waitFor();
  await page.context().setOffline(true);
  await certificates.click();
  await page.getByTestId("offline-strip").waitFor();
  await page.getByTestId("certificate-card").first().waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await picture(page, "offline-phone-fr");
});
