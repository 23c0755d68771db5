// Passkeys with a real browser's WebAuthn and Chromium's own virtual authenticator: what the portal asks for is what a
// browser understands, and what the browser answers is what the portal takes.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, launch, naima, open, outboxCode, password } from "./lib.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** A blank page of the portal's origin, and an authenticator that knows its person. */
async function openWithAuthenticator() {
  const page = await open(browser);
  const blank = `${base}/blank-page-of-a-test`;
  await page.route(blank, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>·</title>" }));
  await page.goto(blank);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { page, devtools, authenticatorId };
}

/** Asks the portal as a page of its own does: status and words. */
function ask(page, method, path, words) {
  return page.evaluate(
    async ([method, path, words]) => {
      const headers = { "x-damane": "1", "content-type": "application/json" };
      const body = words === undefined ? undefined : JSON.stringify(words);
      const answer = await fetch(path, { method, headers, body });
      const text = await answer.text();
      return { status: answer.status, words: text ? JSON.parse(text) : null };
    },
    [method, path, words],
  );
}

async function signIn(page) {
  const asked = { registration_number: naima, password, client: "browser" };
  const first = await ask(page, "POST", "/v1/session", asked);
  if (first.words.state === "signed_in") return;
  const code = { challenge_id: first.words.challenge_id, code: await outboxCode() };
  const second = await ask(page, "POST", "/v1/session/code", code);
  assert.equal(second.words.state, "signed_in");
}

async function confirm(page) {
  const first = await ask(page, "POST", "/v1/me/confirmation", { password });
  assert.equal(first.status, 200);
  const code = { challenge_id: first.words.challenge_id, code: await outboxCode(), factor: "sms" };
  assert.equal((await ask(page, "POST", "/v1/me/confirmation/code", code)).status, 204);
}

/** Lets the browser make a passkey; gives what it answers, as JSON. */
function create(page, options) {
  return page.evaluate(async (options) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(options));
    return JSON.stringify((await navigator.credentials.create({ publicKey })).toJSON());
  }, options);
}

/** Lets the browser sign with a passkey it finds by itself; gives what it answers, as JSON. */
function get(page, options) {
  return page.evaluate(async (options) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(options));
    return JSON.stringify((await navigator.credentials.get({ publicKey })).toJSON());
  }, options);
}

test("a passkey made in a browser signs its person in, without number, password or code", async () => {
  const { page, devtools, authenticatorId } = await openWithAuthenticator();
  await signIn(page);
  const early = await ask(page, "POST", "/v1/me/passkeys/start");
  assert.deepEqual([early.status, early.words.code], [403, "confirmation_needed"]);
  await confirm(page);

  const begun = await ask(page, "POST", "/v1/me/passkeys/start");
  assert.equal(begun.status, 200);
  const made = await create(page, begun.words.options);
  const added = await ask(page, "POST", "/v1/me/passkeys", {
    ceremony_id: begun.words.ceremony_id,
    credential: made,
    name: "Chromium",
  });
  assert.deepEqual([added.status, added.words.name], [200, "Chromium"]);
  const { credentials } = await devtools.send("WebAuthn.getCredentials", { authenticatorId });
  assert.deepEqual(credentials.map(({ isResidentCredential, rpId }) => [isResidentCredential, rpId]), [[true, "localhost"]]);
  const again = await ask(page, "POST", "/v1/me/passkeys/start");
  await assert.rejects(create(page, again.words.options), /InvalidStateError/, "the same authenticator makes no second one");

  await ask(page, "DELETE", "/v1/session");
  assert.equal((await ask(page, "GET", "/v1/me")).status, 401);
  const start = await ask(page, "POST", "/v1/session/passkey/start");
  const answer = { ceremony_id: start.words.ceremony_id, credential: await get(page, start.words.options) };
  const signedIn = await ask(page, "POST", "/v1/session/passkey", answer);
  assert.deepEqual([signedIn.status, signedIn.words.state], [200, "signed_in"]);
  assert.equal(signedIn.words.token, undefined, "no script sees the token");
  assert.equal((await ask(page, "GET", "/v1/me")).words.registration_number, naima);
  const replayed = await ask(page, "POST", "/v1/session/passkey", answer);
  assert.deepEqual([replayed.status, replayed.words.code], [401, "passkey_refused"]);

  await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  const unverified = await ask(page, "POST", "/v1/session/passkey/start");
  await assert.rejects(get(page, unverified.words.options), /NotAllowedError/, "a stranger's finger signs nothing");

  await confirm(page);
  assert.equal((await ask(page, "DELETE", `/v1/me/passkeys/${added.words.id}`)).status, 204);
  await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  const last = await ask(page, "POST", "/v1/session/passkey/start");
  const gone = { ceremony_id: last.words.ceremony_id, credential: await get(page, last.words.options) };
  assert.equal((await ask(page, "POST", "/v1/session/passkey", gone)).words.code, "passkey_refused");
  await page.context().close();
});
