// Claims of care from the phone: filled in and sent without network, sent once when it is back; documents asked for and sent;
// paid, refused and contested; care abroad with its two papers; and all of it by a screen reader's view, with keys alone.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { camera, daysAgo, decide, employed, next, pdf, photo, press, sidesOf, typeDay } from "./forms.mjs";
import { base, desk, device, launch, look, open, passDoor, phone, signIn } from "./lib.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Answers the questions up to the documents: a visit and a medicine, paid 412,60 in all. */
async function answer(page, { name = "Yassine El Ouardi", abroad = false, see = async () => {} } = {}) {
  await page.goto(`${base}/reimbursements`);
  await page.getByTestId("who-child").check();
  await page.getByTestId("name").fill(name);
  await see("claim-who");
  await next(page, "where");
  await page.getByTestId(abroad ? "where-abroad" : "where-home").check();
  if (abroad) {
    await page.getByTestId("country").selectOption("FR");
    assert.equal(await page.getByTestId("currency").inputValue(), "EUR", "the country's currency is proposed");
    await page.getByTestId("rate").fill("10,85");
    await page.getByTestId("two-papers").waitFor();
    await see("claim-abroad");
  }
  await next(page, "care");
  await page.getByTestId("course-once").check();
  await see("claim-care");
  await next(page, "when");
  await typeDay(page, "first", daysAgo(9));
  const left = await page.getByTestId("deadline").getAttribute("data-left");
  assert.ok(Number(left) >= 50 && Number(left) <= 53, `two months from the first act: ${left} days are left`);
  await see("claim-when");
  await next(page, "practitioner");
  await page.getByTestId("knows-yes").check();
  await page.getByTestId("practitioner").fill("123 456 789");
  await next(page, "acts");
  await page.getByTestId("act-specialist_visit").check();
  await page.getByTestId("label").fill("Pneumologue");
  await page.getByTestId("paid").fill(abroad ? "30" : "300");
  if (abroad) assert.match(await page.getByTestId("converted").textContent(), /325,50/, "the rate is shown at work");
  await press(page);
  await page.getByTestId("add-line").click();
  await page.getByTestId("act-medicine").check();
  await page.getByTestId("label").fill("amox");
  await see("claim-medicine");
  await page.getByTestId("medicines").getByRole("button", { name: "amoxicillin", exact: true }).click();
  await page.getByTestId("paid").fill("112,60");
  await press(page);
  await page.getByTestId("add-line").waitFor();
  await see("claim-acts");
  await next(page, "documents");
}

const claimsOf = async (page) => (await (await page.request.get(`${base}/v1/claims`)).json()).claims;
const claimOf = async (page, id) => (await page.request.get(`${base}/v1/claims/${id}`)).json();
const idOf = (page) => new URL(page.url()).pathname.split("/").at(-1);

for (const [place, at] of [
  { language: "fr", viewport: phone, theme: "light" },
  { language: "ar", viewport: phone, theme: "dark" },
  { language: "ar", viewport: desk, theme: "light" },
].entries()) {
  test(`care is claimed without network, sent once, asked about, answered and paid (${at.language}, ${device(at.viewport)}, ${at.theme})`, async () => {
    const page = await open(browser, at);
    await signIn(page, at.language, employed[place]);
    const see = (screen) => look(page, screen, at);
    const before = await claimsOf(page);
    await answer(page, { see });

    await page.context().setOffline(true);
    await page.getByTestId("document-files").setInputFiles([photo("feuille.png", 420), photo("ordonnance.png", 60), pdf("facture.pdf")]);
    await page.getByTestId("documents").locator("li").nth(2).waitFor();
    const kinds = page.getByTestId("document-kind");
    assert.deepEqual(await Promise.all([0, 1, 2].map((one) => kinds.nth(one).inputValue())), ["care_form", "prescription", "invoice"]);
    await see("claim-documents");
    await next(page, "account");
    await see("claim-account");
    await next(page, "check");
    await page.getByTestId("answers").waitFor();
    await see("claim-check-offline");
    await press(page);
    await page.locator('[data-testid="sending"][data-waits="true"]').waitFor();
    await see("claim-waits");
    assert.equal((await claimsOf(page)).length, before.length, "nothing was handed in yet");

    await page.context().setOffline(false);
    await page.getByTestId("receipt").waitFor();
    await see("claim-receipt");
    const reference = await page.getByTestId("receipt-reference").textContent();
    await page.reload();
    assert.equal(await page.getByTestId("receipt-reference").textContent(), reference, "the receipt is kept");
    const claims = await claimsOf(page);
    assert.equal(claims.length, before.length + 1, "it was sent once");
    assert.equal(claims[0].reference, reference);
    assert.equal((await claimOf(page, claims[0].id)).documents.length, 3);
    await follow(page, see);
    await page.context().close();
  });
}

/** From handed in to paid: four statuses, each seen. */
async function follow(page, see) {
  await page.getByTestId("see-claim").click();
  await page.getByTestId("timeline").waitFor();
  const id = idOf(page);
  const status = async () => page.locator('[data-testid="claim-page"] .chip').getAttribute("data-status");
  const again = async () => {
    await page.reload();
    await page.getByTestId("timeline").waitFor();
  };
  const seen = [await status()];
  assert.match(await page.getByTestId("total").textContent(), /183,82/, "150 and 112,60 at seven tenths");
  await see("claim-received");

  decide(id, "take");
  await again();
  seen.push(await status());
  decide(id, "ask", "prescription", "--words", "L’ordonnance est coupée en bas.");
  await page.goto(`${base}/`);
  await page.locator('[data-testid="now"][data-kind="documents"]').waitFor();
  await see("home-asked");
  await page.getByTestId("now-do").click();
  await page.getByTestId("reply").waitFor();
  seen.push(await status());
  assert.match(await page.getByTestId("timeline").textContent(), /coupée en bas/, "in the officer's words");
  await see("claim-asked");
  await page.getByTestId("reply-send").click();
  await page.getByRole("alert").waitFor();
  await page.getByTestId("document-files").setInputFiles(photo("ordonnance-entiere.png", 80));
  await page.getByTestId("documents").locator("li").waitFor();
  await page.getByTestId("reply-send").click();
  await page.locator('[data-step="answered"]').waitFor();
  assert.equal(await status(), "in_progress", "the fund goes on reading");
  assert.equal((await claimOf(page, id)).documents.length, 4);

  decide(id, "pay", "10500", "7000");
  await again();
  seen.push(await status());
  assert.deepEqual(seen, ["received", "in_progress", "documents_asked", "paid"]);
  assert.match(await page.getByTestId("total").textContent(), /175,00/, "what was granted, not what was estimated");
  const lines = await page.getByTestId("amounts").locator("tbody tr").allTextContents();
  assert.match(lines[0], /Pneumologue.*300,00.*150,00.*105,00/s);
  assert.match(lines[1], /amoxicillin.*112,60.*70,00/s);
  await see("claim-paid");
  const waits = page.waitForEvent("download");
  await page.getByTestId("claim-letter").click();
  const letter = readFileSync(await (await waits).path(), "latin1");
  assert.ok(letter.startsWith("%PDF-1.7") && letter.includes("/ETSI.CAdES.detached"), "the letter is sealed");
  await page.goto(`${base}/claims`);
  const row = page.getByTestId("claim").first();
  assert.equal(await row.getAttribute("data-status"), "paid");
  assert.match(await row.textContent(), /175,00/);
  await see("claims");
  await page.goto(`${base}/`);
  assert.equal(await page.getByTestId("last-claim").getAttribute("data-status"), "paid");
}

test("care abroad goes nowhere without its two papers, and goes with them", async () => {
  const at = { language: "fr", viewport: phone, theme: "light" };
  const page = await open(browser, at);
  await signIn(page, "fr", employed[1]);
  await answer(page, { name: "Salma", abroad: true, see: (screen) => (screen === "claim-abroad" ? look(page, screen, at) : undefined) });
  await page.getByTestId("document-files").setInputFiles(photo("facture.png", 40));
  await page.getByTestId("documents").locator("li").waitFor();
  await page.getByTestId("document-kind").selectOption("invoice");
  await press(page);
  await page.getByRole("alert").waitFor();
  assert.equal(await page.getByRole("alert").locator("li").count(), 2, "both papers are named");
  await look(page, "claim-abroad-refused", at);
  const request = { beneficiary: "myself", abroad: { country: "FR", currency: "EUR", rate: 108_500 }, lines: [], documents: [] };
  const door = await page.request.post(`${base}/v1/reimbursements`, { data: request, headers: { "X-Damane": "1", "Idempotency-Key": "x", origin: base } });
  assert.equal(door.status(), 422, "the portal says no as well");
  await page.getByTestId("document-files").setInputFiles([photo("accord.png", 41), photo("traduction.png", 42)]);
  await page.getByTestId("documents").locator("li").nth(2).waitFor();
  await next(page, "account");
  await next(page, "check");
  await page.getByTestId("estimate").waitFor();
  await press(page);
  await page.getByTestId("receipt").waitFor();
  const claim = await claimOf(page, (await claimsOf(page))[0].id);
  const kinds = claim.documents.map(({ kind }) => kind).sort();
  assert.deepEqual(kinds, ["invoice", "prior_agreement", "sworn_translation"]);
  assert.equal(claim.lines[0].paid, 32_550, "30 € at 10,85");
  await page.context().close();
});

test("a refusal says why and is contested in time", async () => {
  const at = { language: "ar", viewport: phone, theme: "light" };
  const page = await open(browser, at);
  await signIn(page, "ar", employed[2]);
  await answer(page, { name: "سلمى" });
  await page.getByTestId("document-files").setInputFiles(pdf("facture.pdf"));
  await page.getByTestId("documents").locator("li").waitFor();
  await next(page, "account");
  await next(page, "check");
  await press(page);
  await page.getByTestId("see-claim").click();
  await page.getByTestId("timeline").waitFor();
  const id = idOf(page);
  decide(id, "take");
  decide(id, "refuse", "not_covered", "--words", "هذا العلاج غير وارد في اللائحة.");
  await page.reload();
  await page.locator('[data-step="rejected"]').waitFor();
  await look(page, "claim-rejected", at);
  await page.getByTestId("contest-open").click();
  await page.getByTestId("contest-send").click();
  await page.getByRole("alert").waitFor();
  await page.getByTestId("contest-reason").fill("الوصفة موقعة من طبيب اختصاصي.");
  await look(page, "claim-contest", at);
  await page.getByTestId("contest-send").click();
  await page.locator('[data-step="contested"]').waitFor();
  assert.equal((await claimOf(page, id)).summary.status, "received", "it is looked at again");
  await page.context().close();
});

/** What lies in a store of the browser's, as text. */
function rowsOf(page, store) {
  return page.evaluate(async (name) => {
    const answer = (asked) =>
      new Promise((resolve, reject) => {
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      });
    const database = await answer(indexedDB.open("damane-drafts"));
    const rows = await answer(database.transaction(name).objectStore(name).getAll());
    return rows.map((row) => (row.sealed ? new TextDecoder("latin1").decode(row.sealed) : "key")).join("");
  }, store);
}

test("a draft is there after going back, after a reload, and gone after signing out", async () => {
  const page = await open(browser);
  await signIn(page, "fr", employed[0]);
  await page.goto(`${base}/reimbursements`);
  await page.getByTestId("who-spouse").check();
  await page.getByTestId("name").fill("Karim");
  await next(page, "where");
  await page.getByTestId("where-home").check();
  await next(page, "care");
  await page.goBack();
  await page.goBack();
  await page.locator('[data-step="who"]').waitFor();
  assert.equal(await page.getByTestId("name").inputValue(), "Karim");
  await page.goto(`${base}/claims`);
  await page.getByTestId("draft").click();
  await page.locator('[data-step="care"]').waitFor();
  const stored = await rowsOf(page, "drafts");
  assert.ok(stored.length > 100 && !stored.includes("Karim"), "it lies there sealed");
  await page.goto(`${base}/more`);
  await page.getByTestId("sign-out").click();
  await page.getByTestId("sign-out-drafts").waitFor();
  await page.getByTestId("sign-out-confirm").click();
  await page.getByTestId("sign-in-number").waitFor();
  for (const store of ["key", "drafts", "documents"]) {
    assert.equal(await rowsOf(page, store), "", `${store}: nothing stays in a browser one signed out of`);
  }
  await page.context().close();
});

test("no line that is being typed is left behind, a reload keeps the question, and back leads out of what was sent", async () => {
  const page = await open(browser);
  await signIn(page, "fr", employed[0]);
  await answer(page);
  await page.goBack();
  await page.getByTestId("add-line").click();
  await page.getByTestId("act-gp_visit").check();
  await page.getByTestId("paid").fill("80");
  await typeDay(page, "on", daysAgo(10));
  await press(page);
  await page.getByRole("alert").filter({ hasText: "avant le premier jour des soins" }).waitFor();
  await page.getByRole("status").filter({ hasText: "brouillon enregistré" }).waitFor();
  await page.goto(`${base}/claims`);
  await page.getByTestId("draft").click();
  await page.locator('[data-step="acts"]').waitFor();
  assert.equal(await page.getByTestId("paid").inputValue(), "80", "it is still being typed");
  await typeDay(page, "on", daysAgo(9));
  await press(page);
  await page.getByTestId("add-line").waitFor();
  await page.getByRole("button", { name: "Modifier Pneumologue" }).click();
  await page.getByTestId("paid").fill("999");
  assert.equal(await page.getByTestId("form-next").textContent(), "Enregistrer cette ligne");
  await page.getByTestId("line-cancel").click();
  assert.match(await page.getByTestId("lines").locator("li").first().textContent(), /300,00/, "it is left as it was");
  await page.getByRole("button", { name: "Modifier Pneumologue" }).click();
  await page.getByTestId("paid").fill("350");
  await press(page);
  await page.getByTestId("add-line").waitFor();
  const lines = await page.getByTestId("lines").locator("li").allTextContents();
  assert.equal(lines.length, 3);
  assert.match(lines[0], /350,00/, "it is changed in its place");
  await next(page, "documents");
  await page.getByTestId("document-files").setInputFiles(pdf("facture.pdf"));
  await page.getByTestId("documents").locator("li").waitFor();
  await page.reload();
  await page.locator('[data-step="documents"]').waitFor();
  await next(page, "account");
  await next(page, "check");
  await press(page);
  await page.getByTestId("receipt").waitFor();
  await page.goBack();
  await page.waitForURL(`${base}/claims`);
  assert.equal(await page.getByTestId("draft").count(), 0);
  await page.context().close();
});

test("a person with a screen reader files a claim with keys alone", async () => {
  const page = await open(browser);
  await signIn(page, "fr", employed[1]);
  await page.goto(`${base}/reimbursements`);
  const main = page.getByRole("main");
  const heading = (name) => main.getByRole("heading", { level: 2, name });
  const isFocused = (place) => place.evaluate((node) => node === document.activeElement);
  const enter = async (name) => {
    await page.keyboard.press("Enter");
    await heading(name).waitFor();
    assert.ok(await isFocused(heading(name)), `the focus is on “${name}”`);
  };
  await heading("Qui a été soigné ?").waitFor();
  assert.match(
    await main.ariaSnapshot(),
    /heading "Qui a été soigné \?".*group "Qui a été soigné \?".*radio "Moi".*radio "Mon conjoint".*radio "Mon enfant"/s,
  );
  assert.match(await main.ariaSnapshot(), /status: Question 1 sur 8/);
  await main.getByRole("radio", { name: "Moi" }).focus();
  await page.keyboard.press("Enter");
  const alert = page.getByRole("alert");
  await alert.waitFor();
  assert.ok(await isFocused(alert), "what is wrong is read out first");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.ok(await isFocused(main.getByRole("radio", { name: "Moi" })), "its link leads to the field");
  await page.keyboard.press("Space");
  await enter("Où les soins ont-ils eu lieu ?");
  await main.getByRole("radio", { name: "Au Maroc" }).focus();
  await page.keyboard.press("Space");
  await enter("De quels soins s’agit-il ?");
  await main.getByRole("radio", { name: /^Des soins ponctuels/ }).focus();
  await page.keyboard.press("Space");
  await enter("Quand les soins ont-ils eu lieu ?");
  const day = daysAgo(4);
  await main.getByRole("group", { name: "Premier jour" }).getByRole("textbox", { name: "Jour" }).focus();
  for (const part of [day.getUTCDate(), day.getUTCMonth() + 1, day.getUTCFullYear()]) {
    await page.keyboard.type(String(part));
    await page.keyboard.press("Tab");
  }
  await main.getByRole("textbox", { name: "Année" }).focus();
  await enter("Avez-vous le numéro du praticien ?");
  await main.getByRole("radio", { name: /^Non/ }).focus();
  await page.keyboard.press("Space");
  await enter("Qu’avez-vous payé ?");
  await main.getByRole("radio", { name: "Consultation, généraliste" }).focus();
  await page.keyboard.press("Space");
  await main.getByRole("textbox", { name: "Montant payé (DH)" }).focus();
  await page.keyboard.type("80");
  await page.keyboard.press("Enter");
  await main.getByRole("button", { name: "Ajouter un acte ou un médicament" }).waitFor();
  await page.getByRole("button", { name: "Continuer" }).focus();
  await enter("Joignez les originaux, en photo ou en PDF");
  const files = main.getByLabel("Choisir des fichiers");
  await files.setInputFiles(pdf("facture.pdf"));
  await main.getByRole("status").filter({ hasText: "1 document" }).waitFor();
  await main.getByRole("combobox", { name: "Type de facture.pdf" }).waitFor();
  await page.getByRole("button", { name: "Continuer" }).focus();
  await enter("Où l’argent sera-t-il viré ?");
  await page.getByRole("button", { name: "Continuer" }).focus();
  await enter("Vérifiez vos réponses");
  assert.match(await main.ariaSnapshot(), /term: Personne soignée.*definition: Moi.*button "Modifier Personne soignée"/s);
  await page.getByRole("button", { name: "Envoyer la demande" }).focus();
  await enter("Demande reçue");
  await page.context().close();
});

test("a file that could never be read is named when it is chosen, and the others are attached; a session that is over is told, and the claim goes after signing in", async () => {
  const at = { language: "ar", viewport: phone, theme: "light" };
  const page = await open(browser, at);
  await signIn(page, "ar", employed[2]);
  const before = await claimsOf(page);
  await answer(page, { name: "سلمى" });
  const text = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("صيدلية الحي") };
  const nothing = { name: "vide.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(0) };
  await page.getByTestId("document-files").setInputFiles([text, nothing, pdf("facture.pdf")]);
  const leftOut = page.getByTestId("left-out");
  await leftOut.waitFor();
  const told = await leftOut.locator("li").allTextContents();
  assert.deepEqual(told.map((one) => /^[\w.]+/.exec(one)?.[0]), ["notes.txt", "vide.pdf"]);
  assert.match(told[1], /فارغ/, "empty, not too large");
  assert.equal(await page.getByTestId("documents").locator("li").count(), 1, "the good one is there");
  await look(page, "claim-left-out", at);
  await next(page, "account");
  await next(page, "check");
  await page.getByTestId("estimate").waitFor();

  await page.context().clearCookies();
  await press(page);
  await page.locator('[data-testid="sending"][data-ended="true"]').waitFor();
  await look(page, "claim-session-ended", at);
  await page.getByTestId("send-sign-in").click();
  await passDoor(page, employed[2]);
  await page.getByTestId("receipt").waitFor();
  assert.equal((await claimsOf(page)).length, before.length + 1, "it was sent once");
  await page.context().close();
});

test("a camera's photograph is made lighter on the phone, upright and without its place; a light one and a PDF go as they are", async () => {
  const at = { language: "ar", viewport: phone, theme: "light" };
  const page = await open(browser, at);
  await signIn(page, "ar", employed[1]);
  await answer(page, { name: "سلمى" });
  const files = [await camera(page, "ورقة.jpeg", 5712, 4284), photo("ordonnance.png", 60), pdf("facture.pdf")];
  assert.ok(files[0].buffer.length > 10 * 1024 * 1024, "larger than the fund takes");
  await page.getByTestId("document-files").setInputFiles(files);
  await page.getByTestId("documents").locator("li").nth(2).waitFor();
  const pieces = new Map();
  page.on("request", (request) => {
    const [, document] = /\/v1\/documents\/([^/]+)\/\d+$/.exec(request.url()) ?? [];
    if (request.method() === "PUT") pieces.set(document, [...(pieces.get(document) ?? []), request.postDataBuffer()]);
  });
  await next(page, "account");
  await next(page, "check");
  await press(page);
  await page.getByTestId("receipt").waitFor();
  const sent = [...pieces.values()].map((parts) => Buffer.concat(parts));
  const kept = sent.find((one) => one[0] === 0xff);
  assert.deepEqual(sidesOf(kept), [2250, 3000], "turned as it was seen, as fine as a page needs");
  assert.ok(kept.length < files[0].buffer.length / 3, `${kept.length} bytes`);
  assert.ok(!kept.includes("Exif"), "nothing says where it was taken");
  for (const light of files.slice(1)) assert.ok(sent.some((one) => one.equals(light.buffer)), light.name);
  const claim = await claimOf(page, (await claimsOf(page))[0].id);
  assert.equal(claim.documents.length, 3);
  await page.context().close();
});
