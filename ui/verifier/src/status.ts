/** The status list: an IETF Token Status List in its CWT form, replaced as a whole. Ours have two bits a certificate. */

import { type Bytes, Reader, refuse } from './cbor';
import { isSignedBy, readEnvelope } from './cose';
import { inflate } from './inflate';
import { SUB, Times } from './times';
import { type TrustList, findKeyProblem } from './trust';

const TYP = 'application/statuslist+cwt';
const CLAIM_STATUS_LIST = 65533;
/** Widths the standard knows, bits (Token Status List §4). */
const WIDTHS = [1, 2, 4, 8];
/** Never fewer entries than these: a certificate hides among a million others. */
const MIN_ENTRIES = 2 ** 20;
const MAX_BYTES = 2 ** 22;

/** Values of Token Status List §7.1; "replaced" is the application-specific one. */
export const IN_FORCE = 0;
export const REVOKED = 1;
export const REPLACED = 3;

/** A status list whose signature verified with a key of the trust list. Times in milliseconds. */
export interface StatusList {
  uri: string;
  issuedAt: number;
  expiresAt: number;
  ttl: number;
  entries: Entries;
}

/** The bits of a list. */
export interface Entries {
  /** Bits an entry. */
  width: number;
  bytes: Bytes;
}

/** What is said about the certificate at `index`; nothing outside the list. */
export function findStatus({ width, bytes }: Entries, index: number): number | undefined {
  const perByte = 8 / width;
  const byte = bytes[Math.floor(index / perByte)];
  // The first entry of a byte is in its lowest bits.
  return byte === undefined ? undefined : (byte >> ((index % perByte) * width)) & (2 ** width - 1);
}

/** Reads and verifies a list; one of the trust list's keys must have signed it while it was valid. */
export async function readStatus(bytes: Bytes, trust: TrustList): Promise<StatusList> {
  if (bytes.length > MAX_BYTES) refuse();
  const envelope = readEnvelope(bytes, TYP);
  const key = trust.keys.find((known) => known.kid === envelope.kid);
  if (!key || !(await isSignedBy(envelope, key.point))) return refuse();
  const list = await readContent(envelope.payload);
  return findKeyProblem(key, list.issuedAt) ? refuse() : list;
}

async function readContent(payload: Bytes): Promise<StatusList> {
  const reader = new Reader(payload);
  const times = new Times();
  let uri: string | undefined;
  let packed: Entries | undefined;
  for (let entries = reader.map(); entries > 0; entries--) {
    const claim = reader.integer();
    if (claim === SUB) uri = reader.text();
    else if (claim === CLAIM_STATUS_LIST) packed = readPacked(reader);
    else times.readOrSkip(claim, reader);
  }
  if (uri === undefined || !packed) return refuse();
  const entries = { width: packed.width, bytes: await inflate(packed.bytes, 'deflate', MAX_BYTES) };
  if ((entries.bytes.length * 8) / entries.width < MIN_ENTRIES) refuse();
  return { uri, issuedAt: times.issuedAt, expiresAt: times.expiresAt, ttl: times.ttl, entries };
}

/** A list as it travels: its bytes are still packed. */
export function readPacked(reader: Reader): Entries {
  let bits: number | undefined;
  let list: Bytes | undefined;
  for (let entries = reader.map(); entries > 0; entries--) {
    const name = reader.text();
    if (name === 'bits') bits = reader.unsigned();
    else if (name === 'lst') list = reader.bytes();
    else reader.skip();
  }
  return list && bits !== undefined && WIDTHS.includes(bits) ? { width: bits, bytes: list } : refuse();
}
