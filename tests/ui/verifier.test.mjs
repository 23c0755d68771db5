// The public verify page in Chromium, against a real portal: a stranger's phone opens a real certificate, gets its verdict,
// and not a byte of it goes out. Every byte the browser sends is recorded on the wire, below HTTP.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, launch, open, phone, picture, seriousFindings, signIn } from "./lib.mjs";
import { assertNothingOf, recordWire } from "./wire.mjs";

const DAY = 86_400_000;
/** Host of printed codes in the demonstration. */
const verificationHost = "damane.example";

/** A certificate of the demonstration's own person, asked for as the screens ask. */
async function issueCertificate(browser) {
  const page = await open(browser);
  await signIn(page);
  const certificate = await page.evaluate(async () => {
    const headers = { "content-type": "application/json", "x-damane": "1", "idempotency-key": crypto.randomUUID() };
    const answer = await fetch("/v1/certificates", { method: "POST", headers, body: '{"kind":"employment"}' });
    return answer.json();
  });
  await page.context().close();
  assert.match(certificate.qr_text, /^https:\/\/damane\.example\/#9\d{300,}$/);
  return certificate;
}

let browser;
let certificate;
let digits;
let wire;

before(async () => {
  wire = await recordWire();
  browser = await launch([
    // Nothing but the portal can be reached, and the printed host leads there as it does in the world.
    `--host-resolver-rules=MAP ${verificationHost} localhost, EXCLUDE localhost, MAP * ~NOTFOUND`,
    `--unsafely-treat-insecure-origin-as-secure=http://${verificationHost}:${wire.port}`,
  ]);
  certificate = await issueCertificate(browser);
  digits = certificate.qr_text.split("#9")[1];
});
after(async () => {
  await browser.close();
  wire.cut();
});

/** A page that notes every request and every fault of its own. */
async function openWatched(options) {
  const page = await open(browser, options);
  const seen = { addresses: [], faults: [] };
  page.context().on("request", (request) => seen.addresses.push(request.url()));
  page.on("pageerror", (error) => seen.faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && seen.faults.push(message.text()));
  return { page, seen };
}

const verdictOf = async (page) => {
  await page.locator("[data-verdict]").waitFor();
  return page.locator("[data-verdict]").getAttribute("data-verdict");
};

const assertNothingLeft = (sent, what) => assertNothingOf(certificate, sent, what);

function assertOnlyThePortal(addresses) {
  const known = /^\/(verify(\/(app-[\w-]+\.js|index-[\w-]+\.css|sw\.js|profile\.json)?)?|v1\/trust|v1\/status\/\d{4}|favicon\.ico)?$/;
  for (const address of addresses) {
    const { host, pathname, search } = new URL(address);
    assert.ok(host.endsWith(`:${wire.port}`), `${host} was asked`);
    assert.match(pathname, known);
    assert.ok(search === "" || /^\?lang=\w\w$/.test(search), search);
  }
}

for (const language of ["ar", "fr"]) {
  test(`a certificate in the address is verified and leaves nothing behind (${language})`, async () => {
    wire.forget();
    const { page, seen } = await openWatched({ theme: language === "ar" ? "dark" : "light" });
    await page.goto(`http://localhost:${wire.port}/verify?lang=${language}#9${digits}`);
    assert.equal(await verdictOf(page), "valid");
    assert.equal(await page.title(), language === "ar" ? "صحيحة" : "Valide");
    assert.ok(!(await page.evaluate(() => location.href)).includes("#"), "the fragment is still in the address");
    const shown = await page.locator("main").innerText();
    for (const text of [certificate.name_arabic, certificate.reference]) assert.ok(shown.includes(text), `${text} is not shown`);
    assert.deepEqual(await seriousFindings(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.dir), language === "ar" ? "rtl" : "ltr");
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, "it scrolls sideways");
    await picture(page, `verdict-valid-phone-${language}${language === "ar" ? "-dark" : ""}`);
    await page.evaluate(() => navigator.serviceWorker.ready);
    assert.deepEqual(seen.faults, []);
    assert.ok(seen.addresses.length >= 5, "the page asked for less than it needs");
    assertOnlyThePortal(seen.addresses);
    assert.match(wire.sent(), /GET \/v1\/trust HTTP/);
    assertNothingLeft(wire.sent(), "from the address");
    await page.context().close();
  });
}

test("a printed code's own address answers at the root of its host", async () => {
  const { page, seen } = await openWatched();
  await page.goto(`http://${verificationHost}:${wire.port}/#9${digits}`);
  assert.equal(await verdictOf(page), "valid");
  assert.match(await page.locator("main").innerText(), new RegExp(`${verificationHost}`));
  assert.deepEqual(seen.faults, []);
  await page.context().close();
});

test("a pasted code stays in the page, even where a mail gateway has written %23", async () => {
  const { page, seen } = await openWatched();
  await page.goto(`http://localhost:${wire.port}/verify?lang=fr`);
  await page.locator("textarea").waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await picture(page, "verify-phone-fr");
  wire.forget();
  for (const text of [certificate.qr_text, certificate.qr_text.replace("#", "%23")]) {
    await page.locator("textarea").fill(text);
    await page.locator("form button").click();
    assert.equal(await verdictOf(page), "valid");
    await page.locator(".foot button").last().click();
  }
  await page.locator("form button").click();
  assert.equal(await page.locator("[role=alert]").count(), 1, "an empty field is not named");
  assertNothingLeft(wire.sent(), "pasted");
  assert.deepEqual(seen.faults, []);
  await page.context().close();
});

test("an address with %23 is read, and what the browser had to send once is not sent again", async () => {
  const { page, seen } = await openWatched();
  await page.goto(`http://localhost:${wire.port}/verify?lang=fr`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.close();
  wire.forget();
  const second = await page.context().newPage();
  await second.goto(`http://localhost:${wire.port}/verify%239${digits}`);
  assert.equal(await verdictOf(second), "valid");
  assert.ok(!second.url().includes(digits.slice(0, 8)), "the digits are still in the address");
  assertNothingLeft(wire.sent(), "the worker answers");
  await second.context().close();

  const stranger = await openWatched({ serviceWorkers: "block" });
  await stranger.page.goto(`http://localhost:${wire.port}/verify%239${digits}`);
  assert.equal(await verdictOf(stranger.page), "valid");
  const carrying = stranger.seen.addresses.filter((address) => address.includes(digits.slice(0, 8)));
  assert.equal(carrying.length, 1, "only the browser's own first request may carry it");
  assert.ok(wire.sent().includes(digits.slice(0, 8)), "the recorder sees what is sent");
  await stranger.page.context().close();
  assert.deepEqual(seen.faults, []);
});

test("one digit changed: not genuine, and nothing of it is shown", async () => {
  const { page } = await openWatched();
  for (const at of [40, 350, digits.length - 5]) {
    const changed = digits.slice(0, at) + ((Number(digits[at]) + 1) % 10) + digits.slice(at + 1);
    await page.goto("about:blank");
    await page.goto(`http://localhost:${wire.port}/verify?lang=fr#9${changed}`);
    assert.match(await verdictOf(page), /^(not_genuine|wrong_issuer|untrusted_key)$/);
    const shown = await page.locator("body").innerText();
    for (const text of [certificate.name_arabic, certificate.registration_number]) assert.ok(!shown.includes(text));
  }
  assert.deepEqual(await seriousFindings(page), []);
  await picture(page, "verdict-fake-phone-fr");
  await page.context().close();
});

test("another code opened in the same tab is verified as well", async () => {
  const { page } = await openWatched();
  await page.goto(`http://localhost:${wire.port}/verify?lang=fr`);
  await page.locator("textarea").waitFor();
  await page.evaluate((fragment) => (location.hash = fragment), `9${digits}`);
  assert.equal(await verdictOf(page), "valid");
  assert.ok(!page.url().includes("#"), "the fragment is still in the address");
  await page.context().close();
});

test("a second use needs no network: valid, then valid by an old list, then unknown", async () => {
  const line = await recordWire();
  const page = await open(browser, { viewport: phone });
  const address = `http://localhost:${line.port}/verify?lang=fr`;
  await page.goto(`${address}#9${digits}`);
  assert.equal(await verdictOf(page), "valid");
  await page.evaluate(() => navigator.serviceWorker.ready);
  line.cut();
  await assert.rejects(fetch(`http://localhost:${line.port}/healthz`), "the network should be gone");
  const now = Date.now();
  for (const [later, verdict] of [[0, "valid"], [3 * DAY, "valid_status_old"], [10 * DAY, "status_unknown"], [120 * DAY, "expired"]]) {
    const again = await page.context().newPage();
    await again.clock.setFixedTime(now + later);
    await again.goto(`${address}#9${digits}`);
    assert.equal(await verdictOf(again), verdict, `${later / DAY} days later`);
    assert.ok((await again.locator("main").innerText()).includes(certificate.name_arabic));
    await again.close();
  }
  await page.context().close();
});

test("the answer is said in each of the three languages, one press away", async () => {
  const { page, seen } = await openWatched();
  await page.goto(`http://localhost:${wire.port}/verify?lang=fr#9${digits}`);
  assert.equal(await verdictOf(page), "valid");
  wire.forget();
  for (const [language, word, direction] of [["ar", "صحيحة", "rtl"], ["en", "Valid", "ltr"], ["fr", "Valide", "ltr"]]) {
    await page.locator(`.lang [lang=${language}]`).click();
    assert.equal(await page.locator("h1").innerText(), word);
    assert.equal(await page.title(), word);
    assert.equal(await page.evaluate(() => `${document.documentElement.lang} ${document.documentElement.dir}`), `${language} ${direction}`);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("lang")), language, "the focus is lost");
    assert.deepEqual(await seriousFindings(page), [], language);
  }
  assertNothingLeft(wire.sent(), "another language");
  await page.locator(".lang [lang=ar]").click();
  await page.goto("about:blank");
  await page.goto(`http://localhost:${wire.port}/verify`);
  assert.equal(await page.evaluate(() => document.documentElement.lang), "ar", "the chosen language is not remembered");
  assert.deepEqual(seen.faults, []);
  await page.context().close();
});

test("a keyboard is enough: text in, answer out, and on to the next", async () => {
  const { page } = await openWatched();
  await page.goto(`http://localhost:${wire.port}/verify?lang=fr`);
  await page.locator("textarea").waitFor();
  const press = async (key, until) => {
    for (let times = 0; times < 12; times++) {
      await page.keyboard.press(key);
      if (await page.evaluate((selector) => document.activeElement?.matches(selector), until)) return;
    }
    assert.fail(`${key} never reaches ${until}`);
  };
  await press("Tab", "textarea");
  await page.keyboard.insertText(certificate.qr_text);
  await press("Tab", "form button");
  const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.notEqual(ring, "none", "the focus is not seen");
  await page.keyboard.press("Enter");
  assert.equal(await verdictOf(page), "valid");
  await page.waitForFunction(() => document.activeElement?.matches("h1"));
  await press("Tab", ".foot button");
  await page.keyboard.press("Enter");
  await page.locator("textarea").waitFor();
  await page.context().close();
});

for (const language of ["ar", "fr"]) {
  test(`text twice as large loses nothing and never scrolls sideways (${language})`, async () => {
    const { page } = await openWatched();
    for (const fragment of ["", `#9${digits}`, `#9${digits.slice(0, -1)}`]) {
      await page.goto("about:blank");
      await page.goto(`http://localhost:${wire.port}/verify?lang=${language}${fragment}`);
      await page.locator(fragment ? "[data-verdict]" : "textarea").waitFor();
      await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `sideways: ${fragment.slice(0, 6)}`);
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll("h1, p, dd, button")].filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline" && !one.closest(".receipt")).map((one) => one.textContent),
      );
      assert.deepEqual(cut, []);
    }
    await page.context().close();
  });
}

for (const language of ["ar", "fr"]) {
  test(`a check is printed as a receipt (${language})`, async () => {
    wire.forget();
    const { page, seen } = await openWatched({ theme: "dark" });
    await page.goto(`http://localhost:${wire.port}/verify?lang=${language}#9${digits}`);
    assert.equal(await verdictOf(page), "valid");
    assert.equal(await page.locator(".receipt").isVisible(), false, "the receipt is for paper only");
    await page.evaluate(() => (window.print = () => (window.printed = true)));
    await page.locator(".below .btn").click();
    assert.equal(await page.evaluate(() => window.printed), true);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const paper = await page.locator("body").innerText();
    const now = await page.evaluate(() => new Date().getFullYear());
    const said = [certificate.name_arabic, certificate.reference, `localhost:${wire.port}`, String(now)];
    for (const text of said) assert.ok(paper.includes(text), `${text} is not on the receipt`);
    assert.equal(await page.locator(".receipt").isVisible(), true);
    assert.ok(await page.locator(".as-of").isVisible(), "the day of the list is not on the receipt");
    for (const gone of [".foot", ".lang", ".below .btn"]) assert.equal(await page.locator(gone).first().isVisible(), false, gone);
    const colours = await page.evaluate(() => ["h1", ".verdict", ".facts dd"].map((one) => getComputedStyle(document.querySelector(one)).color));
    assert.deepEqual(colours, Array(3).fill("rgb(0, 0, 0)"), "printers leave out grounds: words must be black");
    const pages = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1").match(/\/Type\s*\/Page\b/g);
    assert.equal(pages?.length, 1, "a receipt is one page");
    await picture(page, `verdict-receipt-phone-${language}`);
    assertNothingLeft(wire.sent(), "printed");
    assert.deepEqual(seen.faults, []);
    await page.context().close();
  });
}
