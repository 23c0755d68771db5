// What the browser tests share: Chromium, a person who signs in, the outbox, an authenticator app, axe, pictures.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
// The packages are the UI's: one lock file for all JavaScript.
const require = createRequire(join(here, "../../ui/package.json"));
const { chromium } = require("playwright-core");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const base = process.env.DAMANE_URL ?? "http://localhost:8440";
export const naima = "190000010";
export const password = "zellige-bleu-2026";
export const phone = { width: 360, height: 740 };
export const desk = { width: 1280, height: 900 };
export const takesPictures = process.env.DAMANE_GALLERY === "1";
const gallery = join(here, "../../docs/screens");

/** Starts Chromium. It reaches this machine only. */
export function launch(more = []) {
  return chromium.launch({
    executablePath: process.env.DAMANE_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}

/** A new page in a profile of its own; `ahead` is how far its clock is before ours, milliseconds. */
export async function open(browser, { viewport = phone, theme = "light", ahead = 0, ...more } = {}) {
  const context = await browser.newContext({
    viewport,
    deviceScaleFactor: 2,
    colorScheme: theme,
    reducedMotion: "reduce",
    ...more,
  });
  if (ahead > 0) await context.clock.setSystemTime(Date.now() + ahead);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return page;
}

/** The newest code on the outbox page. */
export async function outboxCode() {
  const answer = await fetch(`${base}/outbox`);
  const found = /data-code="(\d{8})"/.exec(await answer.text());
  if (!found) throw new Error("the outbox shows no code");
  return found[1];
}

/** What lies on the outbox page, the newest first: channel, and the code or the link while it is good. */
export async function outbox() {
  const page = await (await fetch(`${base}/outbox`)).text();
  const plain = (text) => text?.replaceAll("&amp;", "&");
  return [...page.matchAll(/<article ([^>]*)>/g)].map(([, attributes]) => ({
    channel: /data-channel="(\w+)"/.exec(attributes)?.[1],
    code: /data-code="(\w+)"/.exec(attributes)?.[1],
    link: plain(/data-link="([^"]+)"/.exec(attributes)?.[1]),
  }));
}

/** The code or the link that doing this brings. */
export async function messageOf(kind, channel, act) {
  const secrets = async () => (await outbox()).filter((one) => one.channel === channel && one[kind]).map((one) => one[kind]);
  const before = new Set(await secrets());
  await act();
  for (let tries = 0; tries < 60; tries++) {
    const fresh = (await secrets()).find((secret) => !before.has(secret));
    if (fresh) return fresh;
    await new Promise((soon) => setTimeout(soon, 250));
  }
  throw new Error(`no ${kind} came by ${channel}`);
}

/** People of the demonstration without an account, as `demo.toml` in the portal's data folder names them. */
export function findApplicants() {
  const text = readFileSync(join(process.env.DAMANE_DATA ?? join(here, "../../data"), "demo.toml"), "utf8");
  const [, ...blocks] = text.split("[[report.sign_ups]]");
  return blocks.map((block) => Object.fromEntries([...block.split("\n[")[0].matchAll(/^(\w+) = "(.*)"$/gm)].map(([, key, value]) => [key, value])));
}

/** What an authenticator app shows for a Base32 secret (RFC 6238: SHA-1, 30 seconds, six digits). */
export function deriveTotp(secret, at = Date.now()) {
  const bits = [...secret.replaceAll(/[\s=]/g, "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(step).digest();
  const place = mac[19] & 0xf;
  return String((mac.readUInt32BE(place) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Waits for the app's next code: each is good once. */
export async function nextTotpStep() {
  await new Promise((soon) => setTimeout(soon, 30_000 - (Date.now() % 30_000) + 500));
}

/** Signs in as a person would: number, password, the SMS's code. */
export async function signIn(page, language = "fr", number = naima) {
  await page.goto(`${base}/?lang=${language}`);
  await passDoor(page, number);
  await page.getByTestId("home").waitFor();
}

/** The door, wherever it opens. */
export async function passDoor(page, number = naima) {
  await page.getByTestId("sign-in-number").fill(number);
  await page.getByTestId("sign-in-password").fill(password);
  await page.getByTestId("sign-in-submit").click();
  await page.getByTestId("code-input").waitFor();
  await page.getByTestId("code-input").fill(await outboxCode());
  await page.getByTestId("code-submit").click();
}

/** What axe finds serious or critical on the page, in words. */
export async function seriousFindings(page) {
  // Evaluated by the tool: the page's content security policy would refuse a script tag.
  await page.evaluate(axeSource);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
}

export const device = (viewport) => (viewport === phone ? "phone" : "desk");

/** Looks at the screen the page shows now: photographed, nothing serious for axe, its direction, no way sideways. */
export async function look(page, screen, { language, viewport = phone, theme = "light" }) {
  await page.evaluate(() => document.fonts.ready);
  await picture(page, `${screen}-${device(viewport)}-${language}${theme === "dark" ? "-dark" : ""}`);
  assert.deepEqual(await seriousFindings(page), [], `${screen} in ${language}`);
  const direction = await page.evaluate(() => document.documentElement.dir);
  assert.equal(direction, language === "ar" ? "rtl" : "ltr", `${screen}: direction`);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(sideways <= 0, `${screen} in ${language} scrolls sideways by ${sideways} px`);
}

/** Keeps a picture of the screen when the gallery is being made. */
export async function picture(page, name) {
  if (!takesPictures) return;
  mkdirSync(gallery, { recursive: true });
  await page.screenshot({ path: join(gallery, `${name}.png`) });
}
