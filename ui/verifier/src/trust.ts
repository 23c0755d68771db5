/** The trust list: which keys the fund seals with, signed by its root (a CWT, RFC 8392). */

import { type Bytes, Reader, refuse } from './cbor';
import { deriveKid, hex, isSignedBy, readEnvelope } from './cose';
import { ISS, Times, readTime } from './times';

const TYP = 'application/damane-trust+cwt';
/** Private-use claim with the keys, hosts and addresses. */
const CLAIM_TRUST = -70002;
const LAYOUT = 1;
const MAX_BYTES = 64 * 1024;
/** Most keys, hosts or lists that are read. */
const MAX_ITEMS = 256;
const WITHDRAWN = 2;

/** A key the fund seals certificates and status lists with. */
export interface SealingKey {
  kid: string;
  point: Bytes;
  validFrom: number;
  validUntil: number;
  /** 0 active, 1 retired (what it sealed stands), 2 withdrawn (nothing it sealed stands). */
  state: number;
}

/** What a trust list says, once a root key has vouched for it. Times in milliseconds. */
export interface TrustList {
  issuer: string;
  issuedAt: number;
  expiresAt: number;
  hosts: string[];
  keys: SealingKey[];
  status: { list: number; uri: string }[];
}

/** Why a seal made at that time does not count, if it does not. */
export function findKeyProblem(key: SealingKey, at: number): 'key_withdrawn' | 'key_not_valid_then' | undefined {
  if (key.state === WITHDRAWN) return 'key_withdrawn';
  return at < key.validFrom || at >= key.validUntil ? 'key_not_valid_then' : undefined;
}

/** Reads a list that the root must have signed. */
export async function readTrust(bytes: Bytes, root: Bytes): Promise<TrustList> {
  if (bytes.length > MAX_BYTES) refuse();
  const envelope = readEnvelope(bytes, TYP);
  if (envelope.kid !== (await deriveKid(root)) || !(await isSignedBy(envelope, root))) refuse();
  const trust = readContent(envelope.payload);
  for (const key of trust.keys) if (key.kid !== (await deriveKid(key.point))) refuse();
  return trust;
}

function readContent(payload: Bytes): TrustList {
  const reader = new Reader(payload);
  const times = new Times();
  let issuer: string | undefined;
  let body: Pick<TrustList, 'hosts' | 'keys' | 'status'> | undefined;
  for (let entries = reader.map(); entries > 0; entries--) {
    const claim = reader.integer();
    if (claim === ISS) issuer = reader.text();
    else if (claim === CLAIM_TRUST) body = readBody(reader);
    else times.readOrSkip(claim, reader);
  }
  if (issuer === undefined || !body || times.ttl < 0) return refuse();
  return { issuer, issuedAt: times.issuedAt, expiresAt: times.expiresAt, ...body };
}

function readBody(reader: Reader): Pick<TrustList, 'hosts' | 'keys' | 'status'> {
  expectItems(reader, 5);
  if (reader.unsigned() !== LAYOUT) refuse();
  const hosts = readItems(reader, () => reader.text());
  const keys = readItems(reader, () => readKey(reader));
  const status = readItems(reader, () => {
    expectItems(reader, 2);
    return { list: reader.unsigned(65535), uri: reader.text() };
  });
  // The next root is for verifiers that keep one; this page gets its root from where it was served.
  if (!reader.null()) readPoint(reader);
  return { hosts, keys, status };
}

function readItems<T>(reader: Reader, read: () => T): T[] {
  const count = reader.array();
  return count > MAX_ITEMS ? refuse() : Array.from({ length: count }, read);
}

function expectItems(reader: Reader, items: number): void {
  if (reader.array() !== items) refuse();
}

/** An uncompressed P-256 point (SEC 1 §2.3.3): 0x04, X, Y. */
function readPoint(reader: Reader): Bytes {
  const point = reader.bytes(65);
  return point[0] === 4 ? point : refuse();
}

function readKey(reader: Reader): SealingKey {
  expectItems(reader, 5);
  return {
    kid: hex(reader.bytes()),
    point: readPoint(reader),
    validFrom: readTime(reader),
    validUntil: readTime(reader),
    state: reader.unsigned(WITHDRAWN),
  };
}
