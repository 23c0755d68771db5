// The browser's side of the platform: what it sends, and what it makes of every answer.

import { afterEach, expect, test, vi } from 'vitest';
import { browser } from '$lib/platform/browser';
import { encodeBase45, findClaims } from '$lib/platform/pdf';
import { Refusal } from '$lib/words/errors';

interface Sent {
  path: string;
  request: RequestInit;
}

/** A portal that gives one answer and remembers what it was asked. */
function portal(status: number, body: unknown): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal('fetch', (path: string, request: RequestInit) => {
    sent.push({ path, request });
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return Promise.resolve(new Response(text, { status }));
  });
  return sent;
}

const headersOf = (one: Sent | undefined) => (one?.request.headers ?? {}) as Record<string, string>;

async function codeOf(work: Promise<unknown>): Promise<string> {
  const failure: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return failure instanceof Refusal ? failure.body.code : `no refusal: ${String(failure)}`;
}

afterEach(() => vi.unstubAllGlobals());

test('every request carries the header no other site can send, and no token', async () => {
  const sent = portal(200, { as_of: '2026-11-25T10:00:00Z', certificates: [] });
  const list = await browser.certificates();
  expect(list).toEqual({ as_of: '2026-11-25T10:00:00Z', fresh: true, value: [] });
  expect(headersOf(sent[0])['X-Damane']).toBe('1');
  expect(headersOf(sent[0])).not.toHaveProperty('Authorization');
  expect(sent[0]?.request.credentials).toBe('same-origin');
});

test('each request for a certificate has a key of its own', async () => {
  const sent = portal(201, { id: 'x' });
  await browser.issue_certificate('employment');
  await browser.issue_certificate('employment');
  const keys = sent.map((one) => headersOf(one)['Idempotency-Key']);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys[1]).not.toBe(keys[0]);
});

test('an id cannot lead to another path', async () => {
  const sent = portal(404, { code: 'not_found' });
  expect(await codeOf(browser.certificate('../session?x#y'))).toBe('not_found');
  expect(sent[0]?.path).toBe('/v1/certificates/..%2Fsession%3Fx%23y');
});

test('an account is opened with the words of the contract, and no token is asked for', async () => {
  const sent = portal(200, { sign_up_id: 's', expires_in: 600, resend_in: 60 });
  await browser.sign_up({ number: '190000010', cin: 'XA104882', email: 'n@x.ma', mobile: '+212612345678', language: 'ar' });
  expect(sent[0]?.path).toBe('/v1/sign-up');
  expect(JSON.parse(String(sent[0]?.request.body))).toEqual({
    registration_number: '190000010', cin: 'XA104882', email: 'n@x.ma', mobile: '+212612345678', language: 'ar', client: 'browser',
  });
});

test.each<[string, string, string, unknown, () => Promise<unknown>]>([
  ['POST', '/v1/sign-up/code', 'the phone proved', { sign_up_id: 's', code: '12345678' }, () => browser.sign_up_code('s', '12345678')],
  ['POST', '/v1/sign-up/resend', 'another code', { sign_up_id: 's' }, () => browser.resend_code('s')],
  ['POST', '/v1/recovery', 'a link', { registration_number: '1', cin: 'A1', channel: 'email' }, () => browser.recover('1', 'A1', 'email')],
  ['POST', '/v1/recovery/password', 'a new password', { token: 't', password: 'p' }, () => browser.reset_password('t', 'p')],
  ['POST', '/v1/session/code', 'a second step', { challenge_id: 'c', code: '123456', factor: 'authenticator' }, () => browser.confirm_code('c', '123456', 'authenticator')],
  ['POST', '/v1/session/code/sms', 'a code after all', { challenge_id: 'c' }, () => browser.send_code_sms('c')],
  ['POST', '/v1/me/confirmation/code', 'a confirmation', { challenge_id: 'c', code: 'X', factor: 'recovery_code' }, () => browser.confirm_change_code('c', 'X', 'recovery_code')],
  ['POST', '/v1/me/password', 'another password', { password: 'p' }, () => browser.change_password('p')],
  ['PUT', '/v1/me/authenticator', 'an app put in use', { code: '123456' }, () => browser.confirm_authenticator('123456')],
  ['DELETE', '/v1/me/authenticator', 'an app removed', undefined, () => browser.remove_authenticator()],
  ['POST', '/v1/me/details', 'a change', { detail: 'rib', value: '1' }, () => browser.change_detail('rib', '1')],
  ['DELETE', '/v1/me/details/email', 'a change withdrawn', undefined, () => browser.withdraw_change('email')],
  ['PATCH', '/v1/me/devices/a%2Fb', 'a device named', { name: 'n' }, () => browser.name_device('a/b', 'n')],
  ['DELETE', '/v1/me/devices/..%2F..', 'a device revoked', undefined, () => browser.revoke_device('../..')],
  ['GET', '/v1/me/journal', 'the journal', undefined, () => browser.journal()],
  ['GET', '/v1/me/journal?before=a%26b', 'older entries', undefined, () => browser.journal('a&b')],
  ['DELETE', '/v1/me', 'the account closed', { registration_number: '1' }, () => browser.close_account('1')],
])('%s %s is %s', async (method, path, _what, body, call) => {
  const sent = portal(200, {});
  await call();
  expect(sent[0]?.request.method).toBe(method);
  expect(sent[0]?.path).toBe(path);
  expect(sent[0]?.request.body === undefined ? undefined : JSON.parse(String(sent[0].request.body))).toEqual(body);
  expect(headersOf(sent[0])['X-Damane']).toBe('1');
});

test('a password is judged without being sent anywhere', async () => {
  const sent = portal(200, {});
  expect(await browser.password_strength('olive tambour nuage sept', [])).toEqual({ score: 4 });
  expect(sent).toEqual([]);
});

test('a refusal keeps what the portal said', async () => {
  portal(429, { code: 'too_many_tries', retry_after: 30 });
  await expect(browser.sign_in('190000010', 'x')).rejects.toMatchObject({ body: { code: 'too_many_tries', retry_after: 30 } });
});

test('what is not the portal is not taken for it', async () => {
  portal(200, '<html>Welcome to the hotel network</html>');
  expect(await codeOf(browser.me())).toBe('untrusted_portal');
  portal(502, '<html>Bad gateway</html>');
  expect(await codeOf(browser.me())).toBe('untrusted_portal');
});

test('without network the answer is "offline", and nobody is signed in', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')));
  expect(await codeOf(browser.career())).toBe('offline');
  expect(await browser.app_state()).toMatchObject({ vault: 'empty', signed_in: false, online: false });
});

test('a session that has ended is no failure at the start', async () => {
  portal(401, { code: 'session_ended' });
  expect(await browser.app_state()).toMatchObject({ vault: 'empty', signed_in: false, online: true });
});

test.each([
  ['AB', 'BB8'],
  ['Hello!!', '%69 VD92EX0'],
  ['base-45', 'UJCLQE7W581'],
  ['ietf!', 'QED8WEX0'],
])('base45 of %s is that of RFC 9285', (plain, text) => {
  expect(encodeBase45(new TextEncoder().encode(plain))).toBe(text);
});

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

function pdfWith(dictionary: string, stream: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const parts = ['%PDF-1.7\n9 0 obj\n<< ', dictionary, ' >>\nstream\n', stream, '\nendstream\nendobj\n%%EOF'];
  return new Blob(parts).arrayBuffer().then((buffer) => new Uint8Array(buffer));
}

test('the claims attached to a PDF are found, packed or not', async () => {
  const cose = Uint8Array.from([0xd2, 0x84, 1, 2, 3, 0x0a, 0x0d, 250]);
  const plain = await findClaims(await pdfWith(`/Type /EmbeddedFile /Length ${cose.length}`, cose));
  const packed = await deflate(cose);
  const unpacked = await findClaims(await pdfWith(`/Type/EmbeddedFile/Filter/FlateDecode/Length ${packed.length}`, packed));
  expect(plain).toHaveLength(1);
  expect(unpacked).toEqual(plain);
});

test('attachments that are no claims, cut short, or without end give nothing', async () => {
  const text = new TextEncoder().encode('a letter');
  expect(await findClaims(await pdfWith('/Type /EmbeddedFile', text))).toEqual([]);
  expect(await findClaims(await pdfWith('/Type /EmbeddedFile /Filter /FlateDecode', text))).toEqual([]);
  expect(await findClaims(new TextEncoder().encode('/Type /EmbeddedFile stream\n'))).toEqual([]);
  expect(await findClaims(new Uint8Array())).toEqual([]);
});
