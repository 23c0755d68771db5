// The page's verification is held to the same vectors as Rust's: same inputs, same verdicts. Then to noise.
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { certificateKinds } from '$lib/bindings/certificateKinds';
import type { Bytes } from '../src/cbor';
import { type Bundle, type OpenBundle, canVerify, openBundle, verify, verifyDigits, verifyWith } from '../src/verify';

interface Case {
  name: string;
  bundle: string;
  text: string;
  /** Seconds since 1970. */
  now: number;
  verdict: string;
  reasons: string[];
  status_age_days: number | null;
  host: string | null;
  foreign: string | null;
  name_latin: string | null;
  kind: string | null;
  facts: unknown[] | null;
}

interface Vectors {
  bundles: Record<string, { root: string; trust: string; status: string[] }>;
  cases: Case[];
}

const file = new URL('../../../tests/vectors/credential/verdicts.json', import.meta.url);
const { bundles, cases } = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

const bytes = (base64url: string): Bytes => new Uint8Array(Buffer.from(base64url, 'base64url'));

function bundle(name: string): Bundle {
  const { root, trust, status } = bundles[name]!;
  return { root: bytes(root), trust: bytes(trust), status: status.map(bytes) };
}

function find(name: string): Case {
  const found = cases.find((one) => one.name === name);
  if (!found) throw new Error(`no vector is called “${name}”`);
  return found;
}

const fresh = find('fresh');
const digits = fresh.text.split('#9')[1] ?? '';
const ordinary = (await openBundle(bundle('ordinary'))) as OpenBundle;

describe('the vectors', () => {
  test('are many, and of all ten verdicts', () => {
    expect(cases.length).toBeGreaterThan(70);
    expect(new Set(cases.map(({ verdict }) => verdict)).size).toBe(10);
  });

  test.each(cases)('$name', async (one) => {
    const answer = await verify(one.text, bundle(one.bundle), one.now * 1000);
    expect({
      verdict: answer.verdict,
      reasons: answer.reasons,
      status_age_days: answer.status_age_days ?? null,
      host: answer.host ?? null,
      foreign: answer.foreign ?? null,
      name_latin: answer.certificate?.name_latin ?? null,
      kind: answer.certificate?.kind ?? null,
      facts: answer.certificate?.facts ?? null,
    }).toEqual({
      verdict: one.verdict,
      reasons: one.reasons,
      status_age_days: one.status_age_days,
      host: one.host,
      foreign: one.foreign,
      name_latin: one.name_latin,
      kind: one.kind,
      facts: one.facts,
    });
  });
});

test('every kind of certificate is among the vectors', () => {
  expect([...new Set(cases.flatMap(({ kind }) => kind ?? []))].sort()).toEqual(certificateKinds.map(({ code }) => code).sort());
});

test('what is stated is named as on the wire', async () => {
  const { certificate } = await verify(fresh.text, bundle('ordinary'), fresh.now * 1000);
  expect(certificate).toMatchObject({ kind: 'employment', name_arabic: expect.stringMatching(/^[\u0600-\u06ff ]+$/) });
  expect(certificate?.reference).toMatch(/^EM(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
  expect(certificate?.id).toMatch(/^[0-9a-f]{32}$/);
  expect(certificate?.facts.map(({ key }) => key)).toEqual(['employer', 'declared_since', 'last_month', 'days_last_year']);
  expect(certificate?.issued_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});

test('the digits of an address are judged as the text they come from', async () => {
  const { host, ...whole } = await verifyWith(fresh.text, ordinary, fresh.now * 1000);
  expect(host).toBe('damane.example');
  expect(await verifyDigits(digits, ordinary, fresh.now * 1000)).toEqual(whole);
  expect(await verifyDigits(`0${digits}`, ordinary, fresh.now * 1000)).toMatchObject({ verdict: 'not_genuine' });
});

test('without a trust list, or with one that another root signed, nothing is shown and nothing is valid', async () => {
  const { root, trust, status } = bundle('ordinary');
  const stranger = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])) as CryptoKeyPair;
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', stranger.publicKey));
  const torn = trust!.slice(0, -1);
  for (const poor of [{ root, status }, { root: point, trust, status }, { root, trust: torn, status }]) {
    const answer = await verify(fresh.text, poor, fresh.now * 1000);
    expect(answer).toEqual({ verdict: 'status_unknown', reasons: ['no_status_list'], host: 'damane.example' });
  }
});

test('a damaged status list counts as none', async () => {
  const held = bundle('ordinary');
  held.status[0]![held.status[0]!.length - 1]! ^= 1;
  const answer = await verify(fresh.text, held, fresh.now * 1000);
  expect(answer).toMatchObject({ verdict: 'status_unknown', reasons: ['no_status_list'] });
});

test('a clock behind a time seen elsewhere makes the status unknown', async () => {
  const clockFloor = (fresh.now + 3 * 3600) * 1000;
  const answer = await verify(fresh.text, { ...bundle('ordinary'), clockFloor }, fresh.now * 1000);
  expect(answer).toMatchObject({ verdict: 'status_unknown', reasons: ['clock_behind'] });
});

test('this engine can verify', () => {
  expect(canVerify()).toBe(true);
});

/** Numbers that look random and are the same every time (mulberry32). */
function makeChance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:#abcé\u0000\ud800ع';

test('no change of a text makes it valid, and none makes the verifier throw', async () => {
  const chance = makeChance(20261121);
  const seeds = [fresh.text, find('fresh, Claim 169 text').text, find('revoked').text];
  let changed = 0;
  for (let round = 0; round < 1500; round++) {
    const seed = seeds[round % seeds.length]!;
    const at = chance(seed.length);
    const one = ALPHABET[chance(ALPHABET.length)]!;
    const text = [
      seed.slice(0, at) + one + seed.slice(at + 1),
      seed.slice(0, at) + seed.slice(at + 1),
      seed.slice(0, at) + one + seed.slice(at),
      seed.slice(0, at),
      seed.slice(0, at) + seed.slice(chance(seed.length)),
    ][chance(5)]!;
    if (text.trim() === seed) continue;
    changed++;
    const { verdict } = await verifyWith(text, ordinary, fresh.now * 1000);
    expect(verdict, JSON.stringify(text)).not.toMatch(/^valid/);
  }
  expect(changed).toBeGreaterThan(1200);
}, 60_000);

test('no change of a signed list makes another one', async () => {
  const chance = makeChance(7);
  for (let round = 0; round < 300; round++) {
    const held = bundle('ordinary');
    const list = round % 2 ? held.trust! : held.status[0]!;
    list[chance(list.length)]! ^= 1 << chance(8);
    const { verdict } = await verify(fresh.text, held, fresh.now * 1000);
    expect(verdict).toBe('status_unknown');
  }
}, 60_000);

describe('what is packed', () => {
  const packed = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`).toString();
  const number = BigInt(digits).toString(16);
  const raw = Buffer.from(number.length % 2 ? `0${number}` : number, 'hex');

  test('is read back from its own bytes', async () => {
    expect(packed(raw)).toBe(digits);
    expect(await verifyDigits(packed(raw), ordinary, fresh.now * 1000)).toMatchObject({ verdict: 'valid' });
  });

  test('ends where its stream ends, and is no larger than a certificate', async () => {
    const tail = Buffer.concat([raw, Buffer.from([0])]);
    const bomb = deflateRawSync(Buffer.alloc(16 * 1024 + 1, 7));
    for (const bytes of [tail, raw.subarray(0, -1), bomb]) {
      const answer = await verifyDigits(packed(bytes), ordinary, fresh.now * 1000);
      expect(answer).toEqual({ verdict: 'not_genuine', reasons: ['malformed'] });
    }
  });
});
