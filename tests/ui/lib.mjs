// What the browser tests share: Chromium, a person who signs in, the outbox, axe, pictures.

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

/** A new page in a profile of its own. */
export async function open(browser, { viewport = phone, theme = "light", ...more } = {}) {
  const context = await browser.newContext({
    viewport,
    deviceScaleFactor: 2,
    colorScheme: theme,
    reducedMotion: "reduce",
    ...more,
  });
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

/** Signs in as a person would: number, password, the SMS's code. */
export async function signIn(page, language = "fr", number = naima) {
  await page.goto(`${base}/?lang=${language}`);
  await page.getByTestId("sign-in-number").fill(number);
  await page.getByTestId("sign-in-password").fill(password);
  await page.getByTestId("sign-in-submit").click();
  await page.getByTestId("code-input").waitFor();
  await page.getByTestId("code-input").fill(await outboxCode());
  await page.getByTestId("code-submit").click();
  await page.getByTestId("home").waitFor();
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

/** Keeps a picture of the screen when the gallery is being made. */
export async function picture(page, name) {
  if (!takesPictures) return;
  mkdirSync(gallery, { recursive: true });
  await page.screenshot({ path: join(gallery, `${name}.png`) });
}
