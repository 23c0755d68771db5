// What journeys through the console share: the demonstration's officers, their authenticator, the door.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { data } from "./forms.mjs";
import { base, deriveTotp, desk, open, password } from "./lib.mjs";

const STEP = 30_000;
const said = readFileSync(join(data, "demo.toml"), "utf8");
/** The records of a name in what the demonstration says of itself. */
const blocks = (name) => said.split(`[[report.${name}]]`).slice(1).map((block) => Object.fromEntries([...block.split("\n[")[0].matchAll(/^(\w+) = "(.*)"$/gm)].map(([, key, value]) => [key, value])));
const officers = Object.fromEntries(blocks("officers").map((one) => [one.login, one.secret]));
const used = {};

/** A code the officer's authenticator shows about now and that was not given yet: each is good once. */
export async function nextCode(login, { secret = officers[login], ahead = 0 } = {}) {
  for (;;) {
    const current = Math.floor((Date.now() + ahead) / STEP);
    // Never the code before: it may be too old by the time it arrives.
    const step = [current, current + 1].find((one) => one > (used[login] ?? 0));
    if (step !== undefined) {
      used[login] = step;
      return deriveTotp(secret, step * STEP);
    }
    await new Promise((soon) => setTimeout(soon, 1_000));
  }
}

/** An officer at the console; `ahead` is how far the portal's clock is before ours, milliseconds. */
export async function enterAs(browser, login, { language = "fr", ahead = 0, ...more } = {}) {
  const page = await open(browser, { viewport: desk, acceptDownloads: true, ahead, ...more });
  await page.goto(`${base}/office?lang=${language}`);
  await page.getByTestId("office-login").fill(login);
  await page.getByTestId("office-password").fill(password);
  // A journey of another file may have given this code just now: the next one then.
  for (let tries = 0; tries < 3; tries++) {
    await page.getByTestId("code-input").fill(await nextCode(login, { ahead }));
    const answered = page.waitForResponse((answer) => answer.url().endsWith("/v1/office/session") && answer.request().method() === "POST");
    await page.getByTestId("office-enter").click();
    if ((await answered).ok()) break;
  }
  await page.getByTestId("officer").waitFor();
  return page;
}
