// A line of the career from the dispute to its correction: a person disputes it with a photo, without network, and it is sent
// once; an officer sees reason, note and document and asks the employer; the employer's file comes in as a new line; the
// officer says so. Or the officer sets the line right, with the document before their eyes. And a month nobody declared comes in
// with a complementary declaration. In Arabic and French.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { enterAs } from "./console.mjs";
import { damane, data, sheet } from "./forms.mjs";
import { base, desk, launch, look, open, phone, signIn } from "./lib.mjs";

/** People with an account, other than those the other journeys begin with. */
const people = readFileSync(join(data, "declarations/register.csv"), "utf8")
  .split("\n")
  .slice(31, 39)
  .map((line) => line.split(",")[0]);
let browser;
let folder;
before(async () => {
  browser = await launch();
  folder = mkdtempSync(join(tmpdir(), "damane-corrections-"));
});
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

const careerOf = async (page) => (await page.request.get(`${base}/v1/career`)).json();
const disputeOf = async (page) => (await careerOf(page)).disputes;
const run = (...words) => execFileSync(damane, [...words, "--data", data], { encoding: "utf8" });

/** A full month that one employer declared, some months ago, and nobody corrected. */
function findLine({ lines }) {
  const alone = ({ month }) => lines.filter((line) => line.month === month).length === 1;
  const fit = lines.filter((line) => line.origin === "main" && line.situation === "normal" && line.days === 26 && alone(line));
  return fit.at(-3);
}

/** The employer declares the month anew, and the fund receives the file: its name. */
function correct(number, month, employer, ...declared) {
  const path = run("demo", "correct", number, month, employer, "--into", folder, ...declared).trim();
  assert.match(run("declarations", "import", path), /1 files kept/);
  return basename(path);
}

/** Opens the career at a month. */
async function openMonth(page, month, language) {
  await page.goto(`${base}/career?lang=${language}&month=${month}`);
  await page.getByTestId("month").waitFor();
}

/** The dispute on the officer's list that says this. */
const rowOf = (page, note) => page.locator('[data-testid="disputes"] section', { hasText: note });

/** Answers it, and waits until that is on the page. */
async function answer(page, note, code) {
  const row = rowOf(page, note);
  await row.locator(`[data-answer="${code}"]`).click();
  if (code === "corrected") await row.waitFor({ state: "detached" });
  else await row.locator(`[data-answer="${code}"]`).waitFor({ state: "detached" });
}

for (const [place, { language, login, note, theme }] of [
  { language: "fr", login: "h.berrada", note: "Treize jours seulement, voir mon bulletin", theme: "light" },
  { language: "ar", login: "l.bennis", note: "اشتغلت ثلاثة عشر يوما فقط", theme: "dark" },
].entries()) {
  test(`a line is disputed with a photo without network, answered, and corrected by the employer (${language})`, async () => {
    const number = people[place];
    const page = await open(browser, { theme });
    await signIn(page, language, number);
    const see = (screen) => look(page, screen, { language, viewport: phone, theme });
    const line = findLine(await careerOf(page));

    // Begun, left, and gone on with from the list of what lies on this device.
    await openMonth(page, line.month, language);
    await page.getByTestId("dispute").click();
    await page.getByTestId("dispute-note").fill(note);
    await page.getByTestId("discard").waitFor();
    await page.goto(`${base}/claims`);
    await page.getByTestId("draft").first().click();
    await page.getByTestId("dispute-form").waitFor();
    await page.waitForFunction((text) => document.querySelector('[data-testid="dispute-note"]').value === text, note);

    await page.context().setOffline(true);
    await page.getByTestId("document-files").setInputFiles([sheet("bulletin.png")]);
    await page.getByTestId("documents").locator("li").waitFor();
    assert.equal(await page.getByTestId("document-kind").inputValue(), "payslip");
    await see("career-dispute-photo");
    await page.getByTestId("dispute-send").click();
    await page.getByTestId("dispute-waits").waitFor();
    await see("career-dispute-waits");
    await page.context().setOffline(false);
    await page.getByTestId("disputed").waitFor();
    await page.getByTestId("disputed-documents").waitFor();
    await page.getByTestId("dispute-waits").waitFor({ state: "detached" });
    await see("career-dispute-sent");
    const sent = await disputeOf(page);
    assert.deepEqual(
      sent.map((one) => [one.month, one.employer_number, one.reason, one.note, one.documents, one.answer]),
      [[line.month, line.employer_number, "wrong_days", note, 1, undefined]],
    );
    const noted = async (action) => (await (await page.request.get(`${base}/v1/me/journal`)).json()).entries.filter((entry) => entry.action === action);
    assert.equal((await noted("career_disputed")).length, 1, "it was sent once");

    const officer = await enterAs(browser, login, { language, theme });
    await officer.getByTestId("room-disputes").click();
    const row = rowOf(officer, note);
    await row.getByTestId("dispute-document").click();
    await row.getByTestId("document").waitFor();
    await look(officer, "office-disputes", { language, viewport: desk, theme });
    await answer(officer, note, "employer_asked");
    assert.equal((await noted("claim_document_read"))[0].actor, "officer", "the person sees who opened it");

    await openMonth(page, line.month, language);
    await page.getByTestId("dispute-answer").waitFor();
    assert.equal((await disputeOf(page))[0].answer, "employer_asked");
    const name = correct(number, line.month, line.employer_number, "--days", "13");
    assert.match(name, /^DS_/, "a line of the main declaration is corrected by a main declaration");
    // The officer's page is older than the file: it is shown first, then answered.
    await row.locator('[data-answer="corrected"]').click();
    await row.getByTestId("dispute-renewed").waitFor();
    assert.match(await row.getByTestId("dispute-lines").textContent(), /13/);
    await look(officer, "office-dispute-renewed", { language, viewport: desk, theme });
    await answer(officer, note, "corrected");

    await openMonth(page, line.month, language);
    await page.getByTestId("dispute-answer").waitFor();
    await see("career-dispute-corrected");
    const { lines, disputes } = await careerOf(page);
    assert.deepEqual(
      lines.filter(({ month }) => month === line.month).map((one) => [one.days, one.origin, one.superseded]),
      [[26, "main", true], [13, "correction", false]],
    );
    assert.equal(disputes[0].answer, "corrected");
    await page.getByTestId("month").getByRole("button").last().click();
    const waits = page.waitForEvent("download");
    await page.getByTestId("career-csv").click();
    const rows = readFileSync(await (await waits).path(), "utf8").split("\n").filter((text) => text.startsWith(line.month));
    assert.deepEqual(rows.map((text) => text.split(",").slice(-2).join(" ")), ["main true", "correction false"]);
    for (const one of [page, officer]) await one.context().close();
  });
}

for (const [place, { language, login, note, said, theme }] of [
  { language: "fr", login: "h.berrada", note: "Treize jours, l’employeur a fermé", said: "Selon le bulletin du mois.", theme: "dark" },
  { language: "ar", login: "l.bennis", note: "ثلاثة عشر يوما، والمشغل أغلق أبوابه", said: "حسب ورقة أداء الشهر.", theme: "light" },
].entries()) {
  test(`an officer sets a disputed line right, a file undoes it, and what was answered is still read (${language})`, async () => {
    const number = people[3 + place];
    const page = await open(browser, { theme });
    await signIn(page, language, number);
    const line = findLine(await careerOf(page));
    await openMonth(page, line.month, language);
    await page.getByTestId("dispute").click();
    await page.getByTestId("dispute-note").fill(note);
    await page.getByTestId("document-files").setInputFiles([sheet("bulletin.png")]);
    await page.getByTestId("documents").locator("li").waitFor();
    await page.getByTestId("dispute-send").click();
    await page.getByTestId("disputed").waitFor();

    const officer = await enterAs(browser, login, { language, theme });
    await officer.getByTestId("room-disputes").click();
    const row = rowOf(officer, note);
    await row.getByTestId("dispute-document").click();
    await row.getByTestId("document").waitFor();
    await row.getByTestId("dispute-words").fill(said);
    await row.getByTestId("correct").click();
    // What stands is there to begin with; more days than a month has are no correction.
    assert.equal(await row.getByTestId("correct-days").inputValue(), String(line.days));
    await row.getByTestId("correct-days").fill("27");
    await row.getByTestId("correct-send").click();
    await row.locator('[data-testid="correct-days"][aria-invalid="true"]').waitFor();
    assert.equal((await disputeOf(page))[0].answer, undefined, "nothing was sent");
    await row.getByTestId("correct-days").fill("13");
    await row.getByTestId("correct-salary").fill("2500,50");
    await row.getByTestId("correct-form").scrollIntoViewIfNeeded();
    await look(officer, "office-correct", { language, viewport: desk, theme });
    await officer.setViewportSize(phone);
    await look(officer, "office-correct", { language, viewport: phone, theme });
    await officer.setViewportSize(desk);
    await row.getByTestId("correct-send").click();
    await row.waitFor({ state: "detached" });
    await officer.getByTestId("dispute-said").waitFor();

    await openMonth(page, line.month, language);
    await page.getByTestId("dispute-answer").waitFor();
    await look(page, "career-officer-corrected", { language, viewport: phone, theme });
    const { lines, disputes } = await careerOf(page);
    assert.deepEqual(
      lines.filter(({ month }) => month === line.month).map((one) => [one.days, one.salary, one.origin, one.superseded]),
      [[line.days, line.salary, "main", true], [13, 250_050, "correction", false]],
    );
    assert.equal(disputes[0].answer, "corrected");
    const journal = (await (await page.request.get(`${base}/v1/me/journal`)).json()).entries;
    for (const action of ["claim_document_read", "career_corrected", "dispute_answered"]) {
      assert.ok(journal.some((entry) => entry.action === action && entry.actor === "officer"), `the person sees ${action}`);
    }
    await page.goto(`${base}/account/journal`);
    await page.locator('[data-testid="journal-entry"][data-action="career_corrected"]').waitFor();
    await look(page, "journal-corrected", { language, viewport: phone, theme });
    const statement = await page.request.get(`${base}/v1/career/pdf`);
    assert.ok(statement.ok() && (await statement.body()).subarray(0, 8).equals(Buffer.from("%PDF-1.7")), "the statement is made anew");

    correct(number, line.month, line.employer_number, "--days", "20");
    await openMonth(page, line.month, language);
    await page.getByTestId("dispute-undone").waitFor();
    await page.getByTestId("dispute-earlier").waitFor();
    assert.match(await page.getByTestId("disputed").textContent(), new RegExp(said));
    await page.getByTestId("dispute").click();
    await page.getByTestId("dispute-reason").selectOption("wrong_days");
    await page.getByTestId("dispute-send").click();
    await page.getByRole("alert").waitFor();
    await look(page, "career-dispute-undone", { language, viewport: phone, theme });
    await officer.reload();
    await officer.getByTestId("room-disputes").click();
    await row.getByTestId("dispute-undone").waitFor();
    assert.match(await row.getByTestId("dispute-earlier").textContent(), new RegExp(said));
    assert.match(await row.getByTestId("dispute-lines").textContent(), /20/);
    for (const viewport of [phone, desk]) {
      await officer.setViewportSize(viewport);
      await row.scrollIntoViewIfNeeded();
      await look(officer, "office-dispute-undone", { language, viewport, theme });
    }
    for (const one of [page, officer]) await one.context().close();
  });
}

test("a month nobody declared comes in with a complementary declaration, and its dispute is answered beside the new line", async () => {
  const [number, note] = [people[2], "Premier mois chez cet employeur"];
  const page = await open(browser);
  await signIn(page, "fr", number);
  const [first] = (await careerOf(page)).lines;
  const [year, month] = first.month.split("-").map(Number);
  const before = new Date(Date.UTC(year, month - 2)).toISOString().slice(0, 7);
  await openMonth(page, before, "fr");
  await page.getByTestId("dispute").click();
  await page.getByTestId("dispute-note").fill(note);
  await page.getByTestId("dispute-send").click();
  await page.getByTestId("disputed").waitFor();
  const name = correct(number, before, first.employer_number, "--days", "20", "--salary", "400000");
  assert.match(name, /^DSC1_/);
  const officer = await enterAs(browser, "h.berrada");
  await officer.getByTestId("room-disputes").click();
  await rowOf(officer, note).waitFor();
  assert.equal(await rowOf(officer, note).getByTestId("dispute-document").count(), 0);
  await answer(officer, note, "corrected");
  await openMonth(page, before, "fr");
  await page.getByTestId("dispute-answer").waitFor();
  assert.equal(await page.getByTestId("disputed").getAttribute("data-reason"), "missing_month");
  const found = (await careerOf(page)).lines.filter((line) => line.month === before);
  assert.deepEqual(found.map((one) => [one.days, one.salary, one.origin, one.superseded]), [[20, 400_000, "complementary", false]]);
  for (const one of [page, officer]) await one.context().close();
});
