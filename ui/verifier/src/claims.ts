/** What a certificate states: CWT claims (RFC 8392), Claim 169 v1.2, our facts, the pointer into the status list. */

import { certificateKinds } from '$lib/bindings/certificateKinds';
import { type Bytes, Reader, refuse } from './cbor';
import { hex } from './cose';
import { ISS, Times } from './times';

const IDENTITY = 169;
const STATUS = 65535;
const FACTS = -70001;
/** Longest text of one field, bytes. */
const MAX_TEXT = 256;
/** Digits and letters without I, L, O and U, which are taken for others when read aloud. */
const REFERENCE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Situations by their rank in an employer's file (domain: `Situation`), in the words of the wire. */
const SITUATIONS = [
  'normal', 'left', 'deceased', 'maternity', 'sickness', 'work_accident', 'unpaid_leave', 'kept_without_pay', 'occupational_disease',
] as const;

type Kind = (typeof certificateKinds)[number];
type Field = Kind['fields'][number];

/** One fact, named as on the wire (contract: `FactView`). */
export type Fact = { key: Field['key'] } & (
  | { name: string; number: string }
  | { month: string }
  | { days: number }
  | { count: number }
  | { centimes: number }
  | { situation: (typeof SITUATIONS)[number] }
);

/** What a certificate states, in the words of the wire (contract: `VerifiedCertificateView`). */
export interface Certificate {
  id: string;
  reference: string;
  kind: Kind['code'];
  issuer: string;
  name_latin: string;
  name_arabic: string;
  birth_date: string;
  registration_number: string;
  facts: Fact[];
  issued_at: string;
  valid_until: string;
}

/** A certificate with what the verdict needs. Times in milliseconds. */
export interface Claims {
  certificate: Certificate;
  issuedAt: number;
  expiresAt: number;
  /** The list its status stands in: the year (UTC) in which it was sealed. */
  statusList: number;
  statusIndex: number;
}

type Identity = Pick<Certificate, 'id' | 'name_latin' | 'name_arabic' | 'birth_date'>;
type Stated = Pick<Certificate, 'registration_number' | 'facts'> & { of: Kind };

/** Reads claims. Unknown claims are stepped over: the layout may grow. */
export function readClaims(payload: Bytes): Claims {
  const reader = new Reader(payload);
  const times = new Times();
  let issuer: string | undefined;
  let identity: Identity | undefined;
  let statusIndex: number | undefined;
  let stated: Stated | undefined;
  for (let entries = reader.map(); entries > 0; entries--) {
    const claim = reader.integer();
    if (claim === ISS) issuer = reader.text(MAX_TEXT);
    else if (claim === IDENTITY) identity = readIdentity(reader);
    else if (claim === STATUS) statusIndex = readStatusIndex(reader);
    else if (claim === FACTS) stated = readFacts(reader);
    else times.readOrSkip(claim, reader);
  }
  if (issuer === undefined || !identity || statusIndex === undefined || !stated) return refuse();
  const { issuedAt, expiresAt } = times;
  const { of, ...facts } = stated;
  const certificate: Certificate = {
    ...identity,
    ...facts,
    issuer,
    kind: of.code,
    reference: deriveReference(of.letters, identity.id),
    issued_at: new Date(issuedAt).toISOString().replace('.000', ''),
    valid_until: new Date(expiresAt - 1).toISOString().slice(0, 10),
  };
  return { certificate, issuedAt, expiresAt, statusIndex, statusList: new Date(issuedAt).getUTCFullYear() };
}

/** Reads the issuer alone, of a payload whose seal is not known: whose certificate this claims to be. */
export function readClaimedIssuer(payload: Bytes): string {
  const reader = new Reader(payload);
  for (let entries = reader.map(); entries > 0; entries--) {
    if (reader.integer() === ISS) return reader.text();
    reader.skip();
  }
  return refuse();
}

/** What a person quotes: `EM-7K4M-29QX-81TN`, sixty bits of the id. */
function deriveReference(letters: string, id: string): string {
  const bits = BigInt('0x' + id) >> 68n;
  const symbols = Array.from({ length: 12 }, (_, place) =>
    REFERENCE_ALPHABET.charAt(Number((bits >> BigInt(5 * (11 - place))) & 31n)),
  ).join('');
  return [letters, symbols.slice(0, 4), symbols.slice(4, 8), symbols.slice(8)].join('-');
}

function readIdentity(reader: Reader): Identity {
  let id: string | undefined;
  let name_latin: string | undefined;
  let birth_date: string | undefined;
  let name_arabic: string | undefined;
  let language: string | undefined;
  for (let entries = reader.map(); entries > 0; entries--) {
    const field = reader.unsigned();
    if (field === 1) id = hex(reader.bytes(16));
    else if (field === 4) name_latin = reader.text(MAX_TEXT);
    else if (field === 8) birth_date = readDate(reader.text());
    else if (field === 19) name_arabic = reader.text(MAX_TEXT);
    else if (field === 20) language = reader.text();
    else reader.skip();
  }
  if (id === undefined || name_latin === undefined || birth_date === undefined) return refuse();
  return name_arabic !== undefined && language === 'ara' ? { id, name_latin, name_arabic, birth_date } : refuse();
}

/** `19870412` → `1987-04-12`, if there is such a day. */
function readDate(text: string): string {
  if (!/^\d{8}$/.test(text)) refuse();
  const iso = text.replace(/^(....)(..)(..)$/, '$1-$2-$3');
  const day = new Date(iso);
  return Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== iso ? refuse() : iso;
}

/** Token Status List §6.2; the list's address is implied by the year and left out. */
function readStatusIndex(reader: Reader): number {
  let index: number | undefined;
  for (let entries = reader.map(); entries > 0; entries--) {
    if (reader.text() !== 'status_list') {
      reader.skip();
      continue;
    }
    for (let fields = reader.map(); fields > 0; fields--) {
      if (reader.text() === 'idx') index = reader.unsigned(2 ** 32 - 1);
      else reader.skip();
    }
  }
  return index ?? refuse();
}

/** A layout that is known, exactly its items, each of its field's type and within its limits. */
function readFacts(reader: Reader): Stated {
  const items = reader.array();
  const layout = reader.unsigned();
  const of = certificateKinds.find((kind) => kind.layout === layout);
  if (!of) return refuse();
  const fields: readonly Field[] = of.fields;
  // An employer is two items: its number and its name.
  if (items !== 2 + fields.length + fields.filter((field) => field.of === 'employer').length) refuse();
  const registration_number = readNumber(reader, /^\d{8,10}$/);
  return { of, registration_number, facts: fields.map((field) => readFact(field, reader)) };
}

function readFact(field: Field, reader: Reader): Fact {
  const { key } = field;
  switch (field.of) {
    case 'employer': {
      const number = readNumber(reader, /^\d{7}$/);
      return { key, name: reader.text(MAX_TEXT), number };
    }
    case 'month':
      return { key, month: readMonth(reader) };
    case 'days':
      return { key, days: reader.unsigned(field.most) };
    case 'number':
      return { key, count: reader.unsigned(field.most) };
    case 'money':
      return { key, centimes: reader.unsigned(Number.MAX_SAFE_INTEGER) };
    case 'situation':
      return { key, situation: SITUATIONS[reader.unsigned(SITUATIONS.length - 1)] ?? refuse() };
  }
}

/** A number of digits: an integer, or a text where a leading zero would be lost. */
function readNumber(reader: Reader, shape: RegExp): string {
  let digits: string;
  if (reader.isNextUnsigned()) {
    digits = String(reader.unsigned(Number.MAX_SAFE_INTEGER));
  } else {
    digits = reader.text();
    if (!digits.startsWith('0')) refuse();
    digits = digits.replace(/[\p{White_Space}.-]/gu, '');
  }
  return shape.test(digits) ? digits : refuse();
}

/** Months since the year 0; years 1900 to 2199. */
function readMonth(reader: Reader): string {
  const months = reader.unsigned(65535);
  const year = Math.floor(months / 12);
  if (year < 1900 || year > 2199) refuse();
  return `${year}-${String((months % 12) + 1).padStart(2, '0')}`;
}
