// The public verify page in Chromium, against a real portal: a stranger's phone opens a real certificate, gets its verdict,
// and not a byte of it goes out. Every byte the browser sends is recorded on the wire, below HTTP.

import assert from "node:assert/strict";
import { connect, createServer } from "node:net";
import { after, before, test } from "node:test";
import { base, launch, open, phone, picture, seriousFindings, signIn } from "./lib.mjs";

const portal = new URL(base);
const DAY = 86_400_000;
/** Host of printed codes in the demonstration. */
const verificationHost = "damane.example";

/** Stands between browser and portal and keeps what the browser sends. */
async function recordWire() {
  const chunks = [];
  const sockets = new Set();
  const server = createServer((browserSide) => {
    const portalSide = connect(Number(portal.port) || 80, portal.hostname);
    for (const socket of [browserSide, portalSide]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    }
    browserSide.on("data", (chunk) => chunks.push(chunk));
    browserSide.pipe(portalSide);
    portalSide.pipe(browserSide);
  });
  await new Promise((done) => server.listen(0, "localhost", done));
  return {
    port: server.address().port,
    sent: () => Buffer.concat(chunks).toString("latin1"),
    forget: () => chunks.splice(0),
    /** The network is gone: nobody listens any more. */
    cut: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

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

/** Nothing sent holds eight digits in a row of the certificate, or a piece of what it states. */
function assertNothingLeft(sent, what) {
  for (let at = 0; at + 8 <= digits.length; at++) {
    assert.ok(!sent.includes(digits.slice(at, at + 8)), `${what}: digits of the certificate left the page`);
  }
  const stated = [certificate.id, certificate.reference, certificate.registration_number, certificate.name_latin];
  for (const text of stated) assert.ok(!sent.includes(Buffer.from(text).toString("latin1")), `${what}: ${text} left the page`);
}

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
