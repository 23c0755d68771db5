// The ten verdicts, each on both pages: the public one and the screens' own. The lists are those of the shared vectors
// (tests/vectors/credential), put in the portal's place, and the clock is theirs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { base, launch, look, open, phone } from "./lib.mjs";

const { bundles, cases } = JSON.parse(readFileSync(new URL("../vectors/credential/verdicts.json", import.meta.url), "utf8"));

/** One vector for each verdict, and what its panel must look like. */
const VERDICTS = {
  valid: ["fresh", "valid"],
  valid_status_old: ["list of five days", "valid"],
  status_unknown: ["list expired", "unknown"],
  revoked: ["revoked", "revoked"],
  replaced: ["replaced", "revoked"],
  expired: ["expired", "revoked"],
  not_genuine: ["one digit more", "fake"],
  untrusted_key: ["withdrawn key", "unknown"],
  wrong_issuer: ["another host", "fake"],
  not_a_certificate: ["without the digits", "unknown"],
};
/** What may be shown of a certificate only when its seal holds. */
const STATES = ["valid", "valid_status_old", "status_unknown", "revoked", "replaced", "expired"];

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const find = (name) => cases.find((one) => one.name === name);
const bytes = (text) => Buffer.from(text, "base64url");

/** A page at the moment of a vector, whose lists are the vector's. */
async function openAt(one, theme) {
  const page = await open(browser, { viewport: phone, theme, serviceWorkers: "block" });
  await page.clock.setFixedTime(one.now * 1000);
  const { root, trust, status } = bundles[one.bundle];
  const cwt = (body) => ({ contentType: "application/cwt", body });
  await page.route("**/verify/profile.json", async (route) => route.fulfill({ json: { ...(await (await route.fetch()).json()), root } }));
  await page.route("**/v1/trust", (route) => route.fulfill(cwt(bytes(trust))));
  await page.route("**/v1/status/*", (route) => {
    const list = route.request().url().endsWith("/2026") ? status[0] : undefined;
    return list ? route.fulfill(cwt(bytes(list))) : route.fulfill({ status: 404 });
  });
  return page;
}

const PAGES = {
  public: {
    path: "/verify",
    async ask(page, text) {
      await page.locator("textarea").fill(text);
      await page.locator("form button").click();
    },
    panel: "[data-verdict]",
    word: "h1",
  },
  screens: {
    path: "/check",
    async ask(page, text) {
      await page.getByTestId("check-text").fill(text);
      await page.getByTestId("check-submit").click();
    },
    panel: "[data-testid=verdict]",
    word: "[data-testid=verdict] h2",
  },
};

for (const [where, { path, ask, panel, word }] of Object.entries(PAGES)) {
  for (const [language, theme] of [["ar", "light"], ["fr", "dark"]]) {
    test(`the ten verdicts on the ${where} page (${language}, ${theme})`, async () => {
      const words = new Set();
      for (const [verdict, [name, shape]] of Object.entries(VERDICTS)) {
        const one = find(name);
        const page = await openAt(one, theme);
        await page.goto(`${base}${path}?lang=${language}`);
        await ask(page, one.text);
        await page.locator(panel).waitFor();
        assert.equal(await page.locator(panel).getAttribute("data-verdict"), verdict, name);
        assert.ok((await page.locator(panel).getAttribute("class")).split(" ").includes(shape), `${verdict} is not a ${shape}`);
        const said = await page.locator(word).innerText();
        assert.ok((await page.title()).includes(said), `${verdict}: the title does not say the word`);
        words.add(said);
        const shown = await page.locator("body").innerText();
        assert.equal(/ouardi|نعيمة/i.test(shown), STATES.includes(verdict), `${verdict}: facts`);
        await look(page, `${where === "public" ? "verify" : "check"}-${verdict.replaceAll("_", "-")}`, { language, viewport: phone, theme });
        await page.context().close();
      }
      // "Valid" is the word of two verdicts: one of them says how old its list is.
      assert.equal(words.size, 9, [...words].join(", "));
    });
  }
}

test("a clock set back is told from a missing network, and never valid", async () => {
  const one = cases.find(({ reasons, verdict }) => verdict === "status_unknown" && reasons.includes("clock_behind"));
  for (const { path, ask, panel } of Object.values(PAGES)) {
    const page = await openAt(one, "light");
    await page.goto(`${base}${path}?lang=fr`);
    await ask(page, one.text);
    await page.locator(panel).waitFor();
    assert.equal(await page.locator(panel).getAttribute("data-verdict"), "status_unknown");
    assert.match(await page.locator("body").innerText(), /Mettez cet appareil à la bonne date/);
    await page.context().close();
  }
});
