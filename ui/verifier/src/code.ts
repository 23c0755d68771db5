/** What a stranger's text is: a printed code, a Claim 169 text, another family's code, or nothing of the kind. */

import { type Bytes, refuse } from './cbor';
import { MAX_CERTIFICATE, inflate } from './inflate';

/** Longest text that is read, bytes of UTF-8. */
const MAX_TEXT = 4000;
/** Base45 (RFC 9285). */
const BASE45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
/** The first byte of every zlib stream with a 32 KiB window (RFC 1950 §2.2). */
const ZLIB = 0x78;

export type ForeignCode =
  | 'health_certificate'
  | 'smart_health_card'
  | 'visible_digital_seal'
  | 'two_d_doc'
  | 'web_address'
  | 'other';

/** `unpack` gives the sealed bytes, or throws when they are damaged. */
export type Input =
  | { kind: 'certificate'; host?: string; unpack: () => Promise<Bytes> }
  | { kind: 'foreign'; family: ForeignCode }
  | { kind: 'too_long' }
  | { kind: 'empty' };

const FAMILIES: [RegExp, ForeignCode][] = [
  [/^hc1:/i, 'health_certificate'],
  [/^shc:\//i, 'smart_health_card'],
  [/^\u00dc|^\{[^]*"sig"/, 'visible_digital_seal'],
  [/^[Dd][Cc]0[0-9A-Z]{9}/, 'two_d_doc'],
  [/^https?:\/\//i, 'web_address'],
];

/** Sorts a text. Some mail gateways turn the `#` of a code into `%23`. */
export function readText(text: string): Input {
  // Three bytes of UTF-8 at most for each unit: a very long text is not even encoded.
  if (text.length > MAX_TEXT || new TextEncoder().encode(text).length > MAX_TEXT) return { kind: 'too_long' };
  const trimmed = text.replace(/^[ \t\n\f\r]+|[ \t\n\f\r]+$/g, '');
  if (!trimmed) return { kind: 'empty' };
  const code = /^https:\/\/([^/]+)\/(?:#|%23)9([^]+)$/.exec(trimmed);
  if (code) return { kind: 'certificate', host: code[1] ?? '', unpack: () => unpackDigits(code[2] ?? '') };
  const family = FAMILIES.find(([shape]) => shape.test(trimmed));
  if (family) return { kind: 'foreign', family: family[1] };
  const packed = decodeBase45(trimmed);
  if (packed?.[0] !== ZLIB) return { kind: 'foreign', family: 'other' };
  return { kind: 'certificate', unpack: () => inflate(packed, 'deflate', MAX_CERTIFICATE) };
}

/** The sealed bytes from the digits of a printed code: raw DEFLATE as one decimal number. */
export async function unpackDigits(digits: string): Promise<Bytes> {
  // A leading zero is refused: one certificate has one spelling.
  if (digits.length > MAX_TEXT || !/^[1-9][0-9]*$/.test(digits)) return refuse();
  const number = BigInt(digits).toString(16);
  const pairs = (number.length % 2 ? '0' + number : number).match(/../g) ?? [];
  return inflate(Uint8Array.from(pairs, (pair) => parseInt(pair, 16)), 'deflate-raw', MAX_CERTIFICATE);
}

/** Strict: a group above its range is refused, which lenient decoders wrap silently. */
function decodeBase45(text: string): Bytes | undefined {
  const bytes: number[] = [];
  for (const group of text.match(/[^]{1,3}/g) ?? []) {
    let value = 0;
    for (const character of [...group].reverse()) {
      const digit = BASE45.indexOf(character);
      if (digit < 0) return undefined;
      value = value * 45 + digit;
    }
    if (group.length === 3 && value < 65536) bytes.push(value >> 8, value & 255);
    else if (group.length === 2 && value < 256) bytes.push(value);
    else return undefined;
  }
  return new Uint8Array(bytes);
}
