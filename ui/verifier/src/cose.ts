/** COSE_Sign1 (RFC 9052 §4.2), one shape only: tag 18, ES256, alg and kid from the protected header. */

import { type Bytes, Reader, check, refuse } from './cbor';

const TAG = 18;
/** ES256 (RFC 9053 §2.1). */
const ES256 = -7;
const ALG = 1;
const KID = 4;
/** Type of the signed object (RFC 9596): keeps a status list from passing for a certificate. */
const TYP = 16;

/** A read, not yet verified, signed object. */
export interface Envelope {
  /** Sixteen hex digits. */
  kid: string;
  payload: Bytes;
  protected: Bytes;
  signature: Bytes;
}

export const hex = (bytes: Bytes): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Reads an object whose protected header holds exactly alg, kid and `typ` (absent for certificates). */
export function readEnvelope(bytes: Bytes, typ?: string): Envelope {
  check(bytes);
  const reader = new Reader(bytes);
  if (reader.tag() !== TAG || reader.array() !== 4) refuse();
  const header = reader.bytes();
  const kid = readKid(header, typ);
  // Whatever stood in the unprotected header would not be signed: nothing may stand there.
  if (reader.map() !== 0) refuse();
  const payload = reader.bytes();
  check(payload);
  return { kid, payload, protected: header, signature: reader.bytes(64) };
}

function readKid(header: Bytes, typ?: string): string {
  check(header);
  const reader = new Reader(header);
  let alg: number | undefined;
  let kid: string | undefined;
  let found: string | undefined;
  for (let entries = reader.map(); entries > 0; entries--) {
    const name = reader.unsigned();
    if (name === ALG) alg = reader.integer();
    else if (name === KID) kid = hex(reader.bytes(8));
    else if (name === TYP) found = reader.text();
    else refuse();
  }
  return kid !== undefined && alg === ES256 && found === typ ? kid : refuse();
}

/** First eight bytes of SHA-256 over the uncompressed public point, in hex. */
export async function deriveKid(point: Bytes): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', point)).subarray(0, 8));
}

/** Whether the key of `point` signed it: ECDSA P-256 with SHA-256 over the Sig_structure of RFC 9052 §4.4. */
export async function isSignedBy(envelope: Envelope, point: Bytes): Promise<boolean> {
  const message = new Uint8Array([
    0x84,
    ...byteString(new TextEncoder().encode('Signature1'), 0x60),
    ...byteString(envelope.protected),
    0x40,
    ...byteStringHead(envelope.payload.length, 0x40),
  ]);
  const signed = new Uint8Array(message.length + envelope.payload.length);
  signed.set(message);
  signed.set(envelope.payload, message.length);
  try {
    const curve = { name: 'ECDSA', namedCurve: 'P-256' };
    const key = await crypto.subtle.importKey('raw', point, curve, false, ['verify']);
    return await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, envelope.signature, signed);
  } catch {
    // A point that is not on the curve signs nothing.
    return false;
  }
}

const byteString = (bytes: Uint8Array, kind = 0x40): number[] => [...byteStringHead(bytes.length, kind), ...bytes];

function byteStringHead(length: number, kind: number): number[] {
  if (length < 24) return [kind | length];
  if (length < 256) return [kind | 24, length];
  if (length < 65536) return [kind | 25, length >> 8, length & 255];
  return [kind | 26, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255];
}
