// Accounts, as people open, recover and keep them, in Arabic and in French: each journey begins at the door and reads
// its codes and links on the outbox page. The two languages have a person each, who has no account at the start.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { base, deriveTotp, desk, findApplicants, launch, look, messageOf, nextTotpStep, open, phone } from "./lib.mjs";

const FIRST = "olive tambour nuage sept";
const SECOND = "ruelle citron bateau neuf";
const THIRD = "montagne lampe savon onze";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Answers the four questions and asks for the code; a portal that says "wait" is waited for. */
async function askForCode(page, { number, cin, email, mobile }, language) {
  await page.goto(`${base}/sign-up?lang=${language}`);
  for (const [question, answer] of Object.entries({ number, cin, email, mobile })) {
    await page.getByTestId(`sign-up-${question}`).fill(answer);
    if (question !== "mobile") await page.getByTestId("sign-up-next").click();
  }
  return messageOf("code", "sms", () => untilShown(page, "sign-up-next", "code-input"));
}

/** Presses until what it leads to is there: the portal may ask for some patience between two messages. */
async function untilShown(page, button, wanted) {
  for (let tries = 0; tries < 30; tries++) {
    await page.getByTestId(button).click();
    const shown = await page.getByTestId(wanted).waitFor({ timeout: 3_000 }).then(
      () => true,
      () => false,
    );
    if (shown) return;
  }
  throw new Error(`${wanted} does not come`);
}

async function giveCode(page, code) {
  await page.getByTestId("code-input").fill(code);
  await page.getByTestId("code-submit").click();
}

/** The guided page of a case, whole and reachable. */
async function expectGuide(page, name, at) {
  await page.getByTestId("guide").waitFor();
  assert.equal(await page.getByTestId("guide").getAttribute("data-case"), name);
  await look(page, `blocked-${name.replaceAll("_", "-")}`, at);
}

/** Number and password; a second step where the portal asks for one. */
async function enter(page, number, password, language, answer) {
  await page.goto(`${base}/?lang=${language}`);
  await page.getByTestId("sign-in-number").fill(number);
  await page.getByTestId("sign-in-password").fill(password);
  await answer(() => page.getByTestId("sign-in-submit").click());
  await page.getByTestId("home").waitFor();
}

/** Confirms that it is the person: the password, then a printed code, or the SMS's where there is none. */
async function confirm(page, password, printed) {
  const dialog = page.getByTestId("confirm");
  await page.getByTestId("confirm-password").fill(password);
  const goOn = async () => {
    await page.getByTestId("confirm-submit").click();
    await page.locator("#confirm-code").waitFor();
  };
  if (printed) {
    await goOn();
    await dialog.getByTestId("use-recovery_code").click();
    await page.locator("#confirm-code").fill(printed);
  } else {
    await page.locator("#confirm-code").fill(await messageOf("code", "sms", goOn));
  }
  await dialog.getByTestId("code-submit").click();
  await dialog.waitFor({ state: "detached" });
}

for (const [language, rank] of [
  ["ar", 0],
  ["fr", 1],
]) {
  describe(`an account, in ${language}`, () => {
    const at = { language, viewport: phone };
    const whole = findApplicants().filter(({ story }) => story === "everything fits");
    const one = whole[rank];
    const who = { number: one.registration_number, cin: one.cin, email: `journey-${language}@example.com`, mobile: one.mobile };
    let secret;
    let printed;
    let page;
    before(async () => {
      page = await open(browser);
    });
    after(() => page.context().close());

    test("a telephone the employer did not declare leads to what to ask the employer", async () => {
      await giveCode(page, await askForCode(page, { ...who, mobile: rank === 0 ? "0611000010" : "0611000011" }, language));
      await expectGuide(page, "other_mobile", at);
      const letter = await page.getByTestId("letter").textContent();
      assert.equal(letter.replaceAll(/\D/g, "").includes(who.number), true, "the message names the number");
    });

    test("a card that is not the number's is told only to the phone that was proved", async () => {
      await giveCode(page, await askForCode(page, { ...who, cin: "ZZ000000", mobile: rank === 0 ? "0611000012" : "0611000013" }, language));
      await expectGuide(page, "number_unknown", at);
    });

    test("a lost SMS: help one tap away, nothing typed is lost, another code works", async () => {
      await askForCode(page, who, language);
      await look(page, "sign-up-code", at);
      await page.locator('a[href="/help/no-sms"]').click();
      await expectGuide(page, "no_sms", at);
      await page.goBack();
      await page.getByTestId("code-input").waitFor();
      await giveCode(page, "00000000");
      await page.getByRole("alert").first().waitFor();
      await page.getByTestId("resend").waitFor({ timeout: 90_000 });
      const another = await messageOf("code", "sms", () => page.getByTestId("resend").click());
      await giveCode(page, another);
      await page.getByTestId("new-password").waitFor();
    });

    test("a password is refused in words, then one is taken and the person is in", async () => {
      await page.getByTestId("new-password").fill("trop court");
      await page.getByTestId("new-password-submit").click();
      await page.getByRole("alert").first().waitFor();
      await page.getByTestId("new-password").fill("123456789123456");
      await page.getByTestId("new-password-submit").click();
      await page.getByRole("alert").first().waitFor();
      assert.ok((await page.getByRole("alert").first().textContent()).trim().length > 20);
      await look(page, "sign-up-password", at);
      await page.getByTestId("new-password").fill(FIRST);
      await page.getByTestId("new-password-submit").click();
      await page.getByTestId("home").waitFor();
    });

    test("every screen of the account stands", async () => {
      for (const [path, shown] of [
        ["account", "account"],
        ["account/details", "detail-mobile"],
        ["account/security", "change-password"],
        ["account/devices", "this-device"],
        ["account/journal", "journal-entry"],
        ["account/export", "export"],
        ["account/close", "close-number"],
        ["account/security/password", "new-password"],
        ["account/details/rib", "detail-input"],
      ]) {
        await page.goto(`${base}/${path}`);
        await page.getByTestId(shown).first().waitFor();
        await look(page, path.replaceAll("/", "-"), at);
      }
      await page.setViewportSize(desk);
      await look(page, "account-details-rib", { ...at, viewport: desk });
      await page.setViewportSize(phone);
    });

    test("a second account leads to the first one, whose e-mail shows its ends only", async () => {
      const stranger = await open(browser);
      await giveCode(stranger, await askForCode(stranger, { ...who, email: `other-${language}@example.com` }, language));
      await expectGuide(stranger, "account_exists", at);
      const words = await stranger.getByTestId("guide").textContent();
      assert.ok(words.includes("…") && !words.includes(who.email), "most of the e-mail is hidden");
      await stranger.getByTestId("guide").locator('a[href="/recover"]').click();
      await stranger.getByTestId("recover-number").waitFor();
      await stranger.context().close();
    });

    test("another e-mail is proved by a code, waits, and can be withdrawn", async () => {
      await page.goto(`${base}/account/details/email`);
      await page.getByTestId("detail-input").fill(`new-${language}@example.com`);
      await page.getByTestId("detail-submit").click();
      const code = await messageOf("code", "email", () => confirm(page, FIRST));
      await page.locator("#code").fill(code);
      await page.getByTestId("code-submit").click();
      await page.getByTestId("change-pending").waitFor();
      await page.goto(`${base}/account/details`);
      await page.getByTestId("pending-email").getByRole("button").click();
      await page.getByTestId("pending-email").waitFor({ state: "detached" });
    });

    test("an authenticator app is put in use, and printed codes are shown once", async () => {
      await page.goto(`${base}/account/security/authenticator`);
      await page.getByTestId("app-secret").waitFor();
      secret = (await page.getByTestId("app-secret").textContent()).replaceAll(" ", "");
      assert.ok((await page.getByTestId("app-code").getAttribute("data-uri")).includes(secret), "the picture holds the same secret");
      await giveCode(page, deriveTotp(secret));
      await page.getByTestId("codes").waitFor();
      printed = await page.getByTestId("codes").locator("li").allTextContents();
      assert.equal(new Set(printed).size, 10);
      await look(page, "account-codes", at);
      await page.getByTestId("codes-kept").click();
      await page.getByTestId("remove-app").waitFor();
    });

    test("a new device: the app's code opens, a printed code as well, each once", async () => {
      const laptop = await open(browser);
      await nextTotpStep();
      await enter(laptop, who.number, FIRST, language, async (submit) => {
        await submit();
        await laptop.getByTestId("code-input").waitFor();
        await look(laptop, "sign-in-app", at);
        await giveCode(laptop, deriveTotp(secret));
      });
      await laptop.goto(`${base}/account/devices`);
      await laptop.getByTestId("this-device").getByRole("button").first().click();
      await laptop.getByTestId("given-name").fill("Zellige");
      await laptop.getByTestId("name-save").click();
      await laptop.getByTestId("this-device").getByText("Zellige").waitFor();
      const tablet = await open(browser);
      const used = printed[0];
      await enter(tablet, who.number, FIRST, language, byPrinted(tablet));
      const thief = await open(browser);
      await thief.goto(`${base}/?lang=${language}`);
      await thief.getByTestId("sign-in-number").fill(who.number);
      await thief.getByTestId("sign-in-password").fill(FIRST);
      await thief.getByTestId("sign-in-submit").click();
      await thief.getByTestId("use-recovery_code").click();
      await giveCode(thief, used);
      await thief.getByRole("alert").first().waitFor();
      await thief.context().close();

      // The laptop is revoked from the tablet: its next step is the door.
      await tablet.goto(`${base}/account/devices`);
      const named = tablet.getByTestId("other-device").filter({ hasText: "Zellige" });
      await named.waitFor();
      await look(tablet, "account-devices", at);
      await named.getByTestId("revoke").click();
      await tablet.getByTestId("ask-yes").click();
      await confirm(tablet, FIRST, printed.shift());
      await named.waitFor({ state: "detached" });
      await laptop.goto(`${base}/account/journal`);
      await laptop.getByTestId("sign-in-number").waitFor();

      // The device in use is revoked by itself.
      await tablet.getByTestId("this-device").getByTestId("revoke").click();
      await tablet.getByTestId("ask-yes").click();
      await tablet.getByTestId("sign-in-number").waitFor();
      await laptop.context().close();
      await tablet.context().close();
    });

    test("a forgotten password comes back by a link in an SMS, once", async () => {
      const link = await askForLink("sms");
      const lost = await open(browser, { locale: `${language}-MA` });
      await lost.goto(link);
      await lost.getByTestId("new-password").waitFor();
      assert.equal(new URL(lost.url()).hash, "", "the token left the address bar");
      await look(lost, "recover-password", at);
      await lost.getByTestId("new-password").fill(SECOND);
      await lost.getByTestId("new-password-submit").click();
      await lost.getByTestId("recover-done").waitFor();
      await page.goto(`${base}/account/details`);
      await page.getByTestId("sign-in-number").waitFor();

      await lost.goto(`${base}/check`);
      await lost.goto(link);
      await lost.getByTestId("new-password").fill(THIRD);
      await lost.getByTestId("new-password-submit").click();
      await lost.getByTestId("recover-again").waitFor();
      await look(lost, "recover-used", at);
      await nextTotpStep();
      await enter(lost, who.number, SECOND, language, byApp(lost));
      await lost.goto(`${base}/account/details`);
      await lost.getByTestId("guarded").waitFor();
      await look(lost, "account-details-guarded", at);
      await lost.context().close();
    });

    test("and by a link in an e-mail", async () => {
      const lost = await open(browser);
      await lost.goto(await askForLink("email"));
      await lost.getByTestId("new-password").fill(THIRD);
      await lost.getByTestId("new-password-submit").click();
      await lost.getByTestId("recover-done").waitFor();
      await lost.getByTestId("recover-sign-in").click();
      await lost.getByTestId("sign-in-number").waitFor();
      await lost.context().close();
    });

    test("a passkey opens the account without a password", async () => {
      const own = await open(browser);
      const control = await own.context().newCDPSession(own);
      await control.send("WebAuthn.enable");
      const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
      await control.send("WebAuthn.addVirtualAuthenticator", { options });
      await enter(own, who.number, THIRD, language, byPrinted(own));
      await own.goto(`${base}/account/security`);
      await own.getByTestId("add-passkey").click();
      await own.getByTestId("given-name").fill("Zellige");
      await own.getByTestId("name-save").click();
      await confirm(own, THIRD, printed.shift());
      await own.getByTestId("passkeys").getByText("Zellige").waitFor();
      await look(own, "account-security", at);
      await own.goto(`${base}/more`);
      await own.getByTestId("sign-out").click();
      await own.getByTestId("sign-out-confirm").click();
      // The simulated authenticator also answers what the number's field offers: either way leads in.
      await own.getByTestId("use-passkey").or(own.getByTestId("home")).first().waitFor();
      await own.getByTestId("use-passkey").click({ timeout: 5_000 }).catch(() => undefined);
      await own.getByTestId("home").waitFor();
      await own.context().close();
    });

    test("the file is taken along, then the account is closed and the door no longer opens", async () => {
      const leaving = await open(browser, { acceptDownloads: true });
      await enter(leaving, who.number, THIRD, language, byPrinted(leaving));
      await leaving.goto(`${base}/account/export`);
      const file = leaving.waitForEvent("download", { timeout: 120_000 });
      await leaving.locator('button[data-testid="export"]').click();
      await confirm(leaving, THIRD, printed.shift());
      assert.match((await file).suggestedFilename(), /\.zip$/);
      await leaving.goto(`${base}/account/close`);
      await leaving.getByTestId("close-number").fill(who.number);
      await leaving.getByTestId("close-submit").click();
      await expectGuide(leaving, "closed", at);
      await leaving.goto(`${base}/?lang=${language}`);
      await leaving.getByTestId("sign-in-number").fill(who.number);
      await leaving.getByTestId("sign-in-password").fill(THIRD);
      await leaving.getByTestId("sign-in-submit").click();
      await leaving.getByRole("alert").first().waitFor();
      await leaving.context().close();
    });

    /** Answers the second step with the app's code, where one is asked for. */
    function byApp(device) {
      return async (submit) => {
        await submit();
        await device.getByTestId("code-input").or(device.getByTestId("home")).first().waitFor();
        if (await device.getByTestId("code-input").isVisible()) await giveCode(device, deriveTotp(secret));
      };
    }

    /** Answers the second step with a printed code, where one is asked for. */
    function byPrinted(device) {
      return async (submit) => {
        await submit();
        await device.getByTestId("code-input").or(device.getByTestId("home")).first().waitFor();
        if (!(await device.getByTestId("code-input").isVisible())) return;
        await device.getByTestId("use-recovery_code").click();
        await giveCode(device, printed.shift());
      };
    }

    /** The link that brings the account back, by this channel. */
    async function askForLink(channel) {
      const lost = await open(browser);
      await lost.goto(`${base}/recover?lang=${language}`);
      await lost.getByTestId("recover-number").fill(who.number);
      await lost.getByTestId("recover-cin").fill(who.cin);
      await lost.getByTestId("recover-next").click();
      const link = await messageOf("link", channel, () => untilShown(lost, `recover-${channel}`, "recover-sent"));
      await look(lost, `recover-sent-${channel}`, at);
      await lost.context().close();
      return link;
    }
  });
}

test("recovery says the same to a number nobody has", async () => {
  const words = [];
  for (const number of ["100000001", findApplicants()[0].registration_number]) {
    const page = await open(browser);
    await page.goto(`${base}/recover?lang=fr`);
    await page.getByTestId("recover-number").fill(number);
    await page.getByTestId("recover-cin").fill("ZZ999999");
    await page.getByTestId("recover-next").click();
    await page.getByTestId("recover-sms").click();
    await page.getByTestId("recover-sent").waitFor();
    words.push((await page.getByTestId("recover").textContent()).replaceAll(/\d+:\d\d/g, ""));
    await page.context().close();
  }
  assert.equal(words[0], words[1]);
});
