// A granted job-loss benefit over its months: declared, granted by two officers, each month told on Home and confirmed when it
// ended, one too late and let be paid, all paid.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startClocked } from "./clocked.mjs";

const portal = await startClocked();
const { enterAs } = await import("./console.mjs");
const { employed, typeDay } = await import("./forms.mjs");
const { base, desk, launch, look, open, phone, signIn } = await import("./lib.mjs");
const { checkLoss, declareLoss } = await import("./losses.mjs");

/** The contract ended so long ago, days: its first month has passed when it is granted. */
const ENDED = 35;
const people = [
  { language: "fr", number: employed[0], viewport: phone, theme: "light" },
  { language: "ar", number: employed[2], viewport: phone, theme: "light" },
];

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser.close();
  await portal.stop();
});

const lossOf = async (page, id) => (await page.request.get(`${base}/v1/job-loss/${id}`)).json();
const statesOf = async (page, id) => (await lossOf(page, id)).benefit.months.map(({ state }) => state);

/** From Home, which tells of the month and its last day, to the question. */
async function fromHome(page, person, screen) {
  await page.goto(`${base}/`);
  const home = page.locator('[data-testid="now"][data-kind="month"]');
  await home.waitFor();
  const { to_confirm: month } = (await (await page.request.get(`${base}/v1/claims`)).json()).claims[0];
  const last = new Intl.DateTimeFormat(person.language === "ar" ? "ar-MA" : "fr-FR", { day: "numeric", timeZone: "UTC" }).format(new Date(month.confirm_until));
  assert.ok((await home.textContent()).includes(last), "the last day is told");
  if (screen) await look(page, screen, person);
  await page.getByTestId("now-do").click();
}

/** The person at the declared loss. */
async function atLoss(person) {
  const page = await open(browser, { ...person, ahead: portal.ahead });
  await signIn(page, person.language, person.number);
  await page.goto(`${base}/job-loss/${person.loss}`);
  await page.getByTestId("loss-months").waitFor();
  return page;
}

async function confirmMonth(person, month, screen) {
  const page = await atLoss(person);
  await fromHome(page, person, screen && "home-month");
  await page.locator(`[data-testid="confirm"][data-month="${month}"]`).waitFor();
  if (screen) await look(page, screen, person);
  await page.getByTestId("confirm-month").click();
  await page.getByTestId("confirm").waitFor({ state: "detached" });
  assert.equal((await statesOf(page, person.loss))[month - 1], "confirmed");
  await page.context().close();
}

for (const person of people) {
  test(`a loss is declared (${person.language})`, async () => {
    const page = await open(browser, person);
    await signIn(page, person.language, person.number);
    await checkLoss(page, "economic", ENDED);
    assert.equal(await page.getByTestId("job-loss-answer").getAttribute("data-due"), "true");
    await declareLoss(page);
    await page.getByTestId("see-loss").click();
    await page.getByTestId("loss-reference").waitFor();
    person.loss = new URL(page.url()).pathname.split("/").at(-1);
    await page.context().close();
  });
}

test("one officer proposes the month's amount that the rules give, another one agrees", async () => {
  const first = await enterAs(browser, "h.berrada");
  const second = await enterAs(browser, "s.amrani", { language: "ar" });
  await second.getByTestId("tab-to_agree").click();
  for (const [at, person] of people.entries()) {
    const claim = `[data-claim="${person.loss}"]`;
    await first.locator(claim).click();
    await first.locator('[data-testid="loss-found"][data-due="true"]').waitFor();
    if (at === 0) await look(first, "office-loss", { language: "fr", viewport: first.viewportSize() });
    await first.getByTestId("do-accept").click();
    await first.locator(claim).waitFor({ state: "detached" });
    await second.reload();
    await second.getByTestId("tab-to_agree").click();
    await second.locator(claim).click();
    await second.getByTestId("do-approve").click();
    await second.locator(claim).waitFor({ state: "detached" });
  }
  await first.context().close();
  await second.context().close();
});

/** Two officers send what was confirmed to the bank, and say that it arrived. */
async function payWhatIsDue() {
  const { ahead } = portal;
  const first = await enterAs(browser, "h.berrada", { ahead });
  const second = await enterAs(browser, "s.amrani", { ahead });
  await second.getByTestId("room-payments").click();
  await second.getByTestId("batch-make").click();
  await second.getByText("Un autre agent doit viser ce lot.").waitFor();
  await first.getByTestId("room-payments").click();
  await first.locator("[data-batch]").first().click();
  await first.getByTestId("batch-agree").click();
  await first.getByTestId("batch-settle").click();
  await first.getByTestId("batch-settle").waitFor({ state: "detached" });
  for (const page of [first, second]) await page.context().close();
}

for (const [days, month] of [[0, 1], [29, 2], [60, 3]]) {
  test(`month ${month} is confirmed ${days} days later, and paid`, async () => {
    portal.moveTo(days);
    for (const person of people) await confirmMonth(person, month, month === 2 ? "loss-month" : undefined);
    await payWhatIsDue();
    for (const person of people) {
      const page = await atLoss(person);
      const states = await statesOf(page, person.loss);
      assert.deepEqual(states.slice(0, month + 1), [...Array.from({ length: month }, () => "sent"), "ahead"]);
      await page.context().close();
    }
  });
}

test("a month that was confirmed late is told on Home, and paid once an officer has looked", async () => {
  portal.moveTo(112);
  const { ahead } = portal;
  for (const person of people) {
    const page = await atLoss(person);
    await page.goto(`${base}/`);
    await page.getByTestId("now-late").waitFor();
    await look(page, "home-month-late", person);
    await page.getByTestId("now-do").click();
    await page.locator('[data-testid="confirm"][data-month="4"]').waitFor();
    await look(page, "loss-late", person);
    await page.getByTestId("confirm-month").click();
    await page.getByTestId("confirm").waitFor({ state: "detached" });
    assert.equal((await statesOf(page, person.loss))[3], "held");
    await page.context().close();
    const { language } = person;
    const officer = await enterAs(browser, language === "ar" ? "s.amrani" : "h.berrada", { language, ahead });
    await officer.getByTestId("tab-to_agree").click();
    await officer.locator(`[data-claim="${person.loss}"]`).click();
    const release = officer.getByTestId("release-month");
    await release.scrollIntoViewIfNeeded();
    await look(officer, "office-months", { language, viewport: desk });
    await release.click();
    await release.waitFor({ state: "detached" });
    await officer.context().close();
  }
  await payWhatIsDue();
});

test("after four months the person sees them paid, in all and one by one, and can report new work", async () => {
  for (const person of people) {
    const page = await atLoss(person);
    await page.locator('.chip[data-status="paid"]').waitFor();
    await look(page, "loss-paid", person);
    const { benefit } = await lossOf(page, person.loss);
    const claim = await (await page.request.get(`${base}/v1/claims/${person.loss}`)).json();
    assert.equal(claim.summary.paid, 4 * benefit.monthly_amount);
    const today = new Date(Date.now() + portal.ahead);
    await page.getByTestId("report-work").click();
    await typeDay(page, "work", today);
    await page.getByTestId("report-send").click();
    const asks = page.getByTestId("report-asks");
    assert.match(await asks.textContent(), new RegExp(`${today.getUTCDate()}(er)?\\s.*${today.getUTCFullYear()}`), "the day is read back");
    await look(page, "loss-work-asks", person);
    await page.getByTestId("report-change").click();
    assert.equal(await page.getByTestId("work-y").inputValue(), String(today.getUTCFullYear()), "the way back keeps the day");
    await page.getByTestId("report-send").click();
    assert.equal((await lossOf(page, person.loss)).benefit.work_from ?? null, null, "nothing is reported yet");
    await page.getByTestId("report-confirm").click();
    await page.getByTestId("work-reported").waitFor();
    assert.ok((await statesOf(page, person.loss)).slice(4).every((state) => state === "ended"), "nothing more is paid");
    await page.context().close();
  }
});
