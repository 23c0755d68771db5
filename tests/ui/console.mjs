// What journeys through the console share: the demonstration's officers, their authenticator, the door, claims that are handed in.

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

/** Hands in so many claims as a signed-in person, each with a picture: their ids. */
export async function file(page, count, act = "gp_visit") {
  return page.evaluate(
    async ({ count, act }) => {
      const ask = async (method, path, body, headers = {}) => {
        const raw = body instanceof Blob;
        const answer = await fetch(path, {
          method,
          headers: { "X-Damane": "1", ...(body && !raw ? { "Content-Type": "application/json" } : {}), ...headers },
          body: raw ? body : body && JSON.stringify(body),
        });
        if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
        return answer.json();
      };
      const canvas = Object.assign(document.createElement("canvas"), { width: 600, height: 800 });
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fbfaf4";
      pen.fillRect(0, 0, 600, 800);
      pen.fillStyle = "#26346b";
      pen.font = "28px sans-serif";
      ["Dr Exemple", "Consultation", "150,00 DH"].forEach((line, at) => pen.fillText(line, 60, 120 + 60 * at));
      const picture = await new Promise((done) => canvas.toBlob(done, "image/png"));
      const on = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
      const ids = [];
      for (let at = 0; at < count; at++) {
        const begun = await ask("POST", "/v1/documents", { kind: "care_form", bytes: picture.size });
        await ask("PUT", `/v1/documents/${begun.id}/0`, picture);
        const line = { act, label: act === "other" ? "Radio" : "", on, paid: 15_000, quantity: 1, public_hospital: false };
        const form = { beneficiary: "myself", continuous: false, long_term: false, papers: [], lines: [line], documents: [begun.id] };
        ids.push((await ask("POST", "/v1/reimbursements", form, { "Idempotency-Key": crypto.randomUUID() })).id);
      }
      return ids;
    },
    { count, act },
  );
}
