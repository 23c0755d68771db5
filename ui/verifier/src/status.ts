/** The status list: an IETF Token Status List in its CWT form, two bits a certificate, replaced as a whole. */

import { type Bytes, Reader, refuse } from './cbor';
import { isSignedBy, readEnvelope } from './cose';
import { inflate } from './inflate';
import { SUB, Times } from './times';
import { type TrustList, findKeyProblem } from './trust';

const TYP = 'application/statuslist+cwt';
const CLAIM_STATUS_LIST = 65533;
const BITS = 2;
/** Four entries a byte: never fewer than 2^20, never more than 2^24. */
const MIN_BYTES = 2 ** 18;
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
  entries: Bytes;
}

/** What is said about the certificate at `index`; nothing outside the list. */
export function findStatus(list: StatusList, index: number): number | undefined {
  const byte = list.entries[Math.floor(index / 4)];
  return byte === undefined ? undefined : (byte >> ((index % 4) * 2)) & 3;
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
  let packed: Bytes | undefined;
  for (let entries = reader.map(); entries > 0; entries--) {
    const claim = reader.integer();
    if (claim === SUB) uri = reader.text();
    else if (claim === CLAIM_STATUS_LIST) packed = readPacked(reader);
    else times.readOrSkip(claim, reader);
  }
  if (uri === undefined || !packed) return refuse();
  const entries = await inflate(packed, 'deflate', MAX_BYTES);
  if (entries.length < MIN_BYTES) refuse();
  return { uri, issuedAt: times.issuedAt, expiresAt: times.expiresAt, ttl: times.ttl, entries };
}

function readPacked(reader: Reader): Bytes {
  let bits: number | undefined;
  let list: Bytes | undefined;
  for (let entries = reader.map(); entries > 0; entries--) {
    const name = reader.text();
    if (name === 'bits') bits = reader.unsigned();
    else if (name === 'lst') list = reader.bytes();
    else reader.skip();
  }
  return list && bits === BITS ? list : refuse();
}
