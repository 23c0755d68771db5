// Other people's vectors, the same files Rust runs: signatures, status lists. Each test counts what it ran.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Bytes, Reader, check } from '../src/cbor';
import { isSignedBy, readEnvelope } from '../src/cose';
import { inflate } from '../src/inflate';
import { findStatus, readPacked } from '../src/status';
import { verifyWith } from '../src/verify';

function read<T>(name: string): T[] {
  const file = new URL(`../../../tests/vectors/conformance/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { cases: T[] }).cases;
}

const bytes = (hex: string): Bytes => new Uint8Array(Buffer.from(hex, 'hex'));

test('Wycheproof finds no signature that passes or fails wrongly', async () => {
  const cases = read<{ id: number; what: string; key: string; msg: string; sig: string; valid: boolean }>('wycheproof_p256_p1363');
  let valid = 0;
  for (const one of cases) {
    const key = await crypto.subtle.importKey('raw', bytes(one.key), { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    const signature = bytes(one.sig);
    // As in an envelope: anything but 64 bytes never reaches the key.
    const holds = signature.length === 64 && (await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, bytes(one.msg)));
    expect(holds, `${one.id}: ${one.what}`).toBe(one.valid);
    valid += Number(holds);
  }
  expect(cases).toHaveLength(262);
  expect(valid).toBeGreaterThan(150);
}, 30_000);

test('the working group’s signatures hold over our Sig_structure and no others', async () => {
  const cases = read<{ name: string; key: string; cbor: string; verifies: boolean }>('cose_sign1');
  let held = 0;
  for (const one of cases) {
    const reader = new Reader(bytes(one.cbor));
    if (!/^8/.test(one.cbor)) reader.tag();
    expect(reader.array()).toBe(4);
    const header = reader.bytes();
    reader.skip();
    const envelope = { kid: '', protected: header, payload: reader.bytes(), signature: reader.bytes() };
    const holds = await isSignedBy(envelope, bytes(one.key));
    expect(holds, one.name).toBe(one.verifies);
    expect(() => readEnvelope(bytes(one.cbor)), one.name).toThrow();
    held += Number(holds);
  }
  expect([cases.length, held]).toEqual([13, 6]);
});

test('every entry of the standard’s status lists is read', async () => {
  const cases = read<{ name: string; bits: number; json: { bits: number; lst: string }; cbor: string; statuses: [number, number][] }>('token_status_list');
  let named = 0;
  for (const one of cases) {
    const cbor = bytes(one.cbor);
    check(cbor);
    const packed = readPacked(new Reader(cbor));
    const listed = { width: one.json.bits, bytes: new Uint8Array(Buffer.from(one.json.lst, 'base64url')) };
    const expected = new Map(one.statuses);
    for (const list of [packed, listed]) {
      const entries = { width: list.width, bytes: await inflate(list.bytes, 'deflate', 2 ** 22) };
      const wrong: number[] = [];
      for (let index = 0; index < (entries.bytes.length * 8) / one.bits; index++) {
        if (findStatus(entries, index) !== (expected.get(index) ?? 0)) wrong.push(index);
      }
      expect(wrong, one.name).toEqual([]);
      named += expected.size;
    }
  }
  expect(cases.map(({ bits }) => bits)).toEqual([1, 2, 1, 2, 4, 8]);
  expect(named).toBe(2 * (16 + 12 + 11 + 11 + 15 + 256));
}, 60_000);

test('other issuers’ Claim 169 codes never pass for a certificate', async () => {
  const cases = read<{ name: string; text: string }>('claim169');
  for (const one of cases) {
    const { verdict, certificate } = await verifyWith(one.text, undefined, Date.now());
    expect(['status_unknown', 'not_genuine', 'not_a_certificate'], one.name).toContain(verdict);
    expect(certificate).toBeUndefined();
  }
  expect(cases).toHaveLength(15);
});
