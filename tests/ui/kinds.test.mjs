// The five kinds of certificate in Arabic and French: asked for in two taps, shown, downloaded, found valid by a
// stranger in the app's check and in the web verifier; who may not have one reads why and where to go.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { base, launch, look, naima, open, phone, seriousFindings, signIn } from "./lib.mjs";

/** Each kind with the letters of its reference and the number of its facts on the screen. */
const OF_NAIMA = [
  ["employment", "EM", 4],
  ["affiliation", "AF", 4],
  ["annual_salary", "DS", 6],
  ["quarters", "TR", 5],
];
/** Rows of every certificate: name, number, day of issue. */
const OWN_ROWS = 3;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Everyone with an account, as `demo.toml` in the portal's data folder names them. */
function findPeople() {
  const text = readFileSync(join(process.env.DAMANE_DATA ?? "data", "demo.toml"), "utf8");
  return text.split("[[report.people]]").slice(1).map((block) => /registration_number = "(\d+)"/.exec(block)[1]);
}

/** Asks for a kind; gives whether it was issued, with the certificate on the screen, or the refusal in focus. */
async function ask(page, kind) {
  await page.goto(`${base}/certificates`);
  await page.getByTestId("ask-certificate").click();
  await page.getByTestId(`issue-${kind}`).click();
  const reference = page.getByTestId("certificate-reference");
  await reference.or(page.getByRole("alert")).first().waitFor();
  return (await reference.count()) > 0;
}

/** What a stranger finds, in the check page and in the web verifier. */
async function assertValidToStrangers(page, language, facts) {
  const id = new URL(page.url()).pathname.split("/").at(-1);
  const certificate = await (await page.request.get(`${base}/v1/certificates/${id}`)).json();
  const pdf = await page.request.get(`${base}/v1/certificates/${id}/pdf`);
  assert.equal((await pdf.body()).subarray(0, 5).toString(), "%PDF-");

  const stranger = await open(browser, { viewport: phone });
  const faults = [];
  stranger.on("pageerror", (error) => faults.push(String(error)));
  await stranger.goto(`${base}/check?lang=${language}`);
  await stranger.getByTestId("check-text").fill(certificate.qr_text);
  await stranger.getByTestId("check-submit").click();
  assert.equal(await stranger.getByTestId("verdict").getAttribute("data-verdict"), "valid");
  const shown = await stranger.locator("dl.facts").first().innerText();
  for (const { number, centimes } of certificate.facts) {
    const digits = number ?? (centimes && String(centimes).slice(0, -2));
    if (digits && !number) assert.ok(shown.replaceAll(/\s/g, "").includes(digits), `${digits} in ${shown}`);
  }

  await stranger.goto(`${base}/verify?lang=${language}#9${certificate.qr_text.split("#9")[1]}`);
  await stranger.locator("[data-verdict=valid]").waitFor();
  const rows = await stranger.locator("dl.facts > div").count();
  assert.ok(rows >= facts + OWN_ROWS, `${rows} rows in the web verifier`);
  assert.deepEqual(await seriousFindings(stranger), []);
  assert.deepEqual(faults, []);
  await stranger.context().close();
}

for (const language of ["ar", "fr"]) {
  test(`who works has four kinds and reads why there is no fifth (${language})`, async () => {
    const page = await open(browser, { viewport: phone });
    await signIn(page, language, naima);
    for (const [kind, letters, facts] of OF_NAIMA) {
      assert.ok(await ask(page, kind), `${kind} is issued`);
      assert.match(await page.getByTestId("certificate-reference").innerText(), new RegExp(`^${letters}-`));
      assert.equal(await page.locator("dl.facts > div").count(), facts + OWN_ROWS, kind);
      await look(page, `certificate-${kind.replace("_", "-")}`, { language, viewport: phone, theme: "light" });
      await assertValidToStrangers(page, language, facts);
    }
    assert.ok(!(await ask(page, "deregistration")), "who works has not left");
    const alert = page.getByRole("alert").first();
    assert.ok((await alert.innerText()).length > 40, "the reason is said in words");
    assert.equal(await alert.getByRole("link").getAttribute("href"), "/certificates/new#employment");
    assert.deepEqual(await seriousFindings(page), []);
    await page.context().close();
  });

  test(`who left has a certificate of it and none of employment (${language})`, async () => {
    for (const number of findPeople().filter((one) => one !== naima)) {
      const page = await open(browser, { viewport: phone });
      await signIn(page, language, number);
      if (await ask(page, "deregistration")) {
        assert.match(await page.getByTestId("certificate-reference").innerText(), /^CD-/);
        await assertValidToStrangers(page, language, 4);
        assert.ok(!(await ask(page, "employment")), "who left is not employed");
        const hrefs = await page.getByRole("alert").getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
        assert.ok(hrefs.includes("/certificates/new#deregistration"), String(hrefs));
        await page.context().close();
        return;
      }
      await page.context().close();
    }
    assert.fail("nobody of the demonstration has left");
  });
}
