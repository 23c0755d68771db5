/** From a stranger's text to one of ten verdicts. No network and no clock of its own; never throws. */

import type { Bytes } from './cbor';
import { type Certificate, type Claims, readClaimedIssuer, readClaims } from './claims';
import { type ForeignCode, readText, unpackDigits } from './code';
import { isSignedBy, readEnvelope } from './cose';
import { MAX_CERTIFICATE } from './inflate';
import { IN_FORCE, REPLACED, REVOKED, type StatusList, findStatus, readStatus } from './status';
import { type TrustList, findKeyProblem, readTrust } from './trust';

export type Verdict =
  | 'valid'
  | 'valid_status_old'
  | 'status_unknown'
  | 'revoked'
  | 'replaced'
  | 'expired'
  | 'not_genuine'
  | 'untrusted_key'
  | 'wrong_issuer'
  | 'not_a_certificate';

export type Reason =
  | 'signature_invalid'
  | 'malformed'
  | 'key_unknown'
  | 'key_not_valid_then'
  | 'key_withdrawn'
  | 'wrong_host'
  | 'issued_in_future'
  | 'validity_passed'
  | 'revoked_by_fund'
  | 'replaced_by_fund'
  | 'no_status_list'
  | 'status_list_expired'
  | 'clock_behind'
  | 'foreign_code'
  | 'no_code';

/** The answer in the words of the wire (contract: `VerificationView`), with the day of the status list. */
export interface Verification {
  verdict: Verdict;
  /** Why; empty when valid. */
  reasons: Reason[];
  /** What is stated; absent unless a trusted key sealed it. */
  certificate?: Certificate;
  /** When the status list was signed: UTC, RFC 3339. */
  status_as_of?: string;
  /** Its age in whole days. */
  status_age_days?: number;
  /** Host named in the code. */
  host?: string;
  foreign?: ForeignCode;
}

/** What a verifier holds, as bytes: the root's point, the signed trust list, the signed status lists. */
export interface Bundle {
  root: Bytes;
  trust?: Bytes | undefined;
  status: Bytes[];
  /** Newest time seen elsewhere (an earlier list, a server's `Date`), milliseconds. */
  clockFloor?: number;
}

/** A bundle whose signatures verified. */
export interface OpenBundle {
  trust: TrustList;
  statuses: StatusList[];
  clockFloor: number;
}

const DAY = 24 * 60 * 60 * 1000;
/** How far clocks may differ before a time counts as lying in the future, milliseconds. */
const CLOCK_TOLERANCE = 5 * 60 * 1000;

/** Whether this browser can verify at all. Where it cannot, no verdict may be given. */
export function canVerify(): boolean {
  try {
    return Boolean(crypto.subtle && new DecompressionStream('deflate-raw'));
  } catch {
    return false;
  }
}

/** Verifies the text of a code: printed QR, or Claim 169. */
export async function verify(text: string, bundle: Bundle, nowMs: number): Promise<Verification> {
  return verifyWith(text, await openBundle(bundle), nowMs);
}

/** Checks the signatures of a bundle. Without a good trust list there is none; bad status lists are left out. */
export async function openBundle(bundle: Bundle): Promise<OpenBundle | undefined> {
  try {
    if (!bundle.trust) return undefined;
    const trust = await readTrust(bundle.trust, bundle.root);
    const statuses = new Map<string, StatusList>();
    let clockFloor = Math.max(trust.issuedAt, bundle.clockFloor ?? 0);
    for (const bytes of bundle.status) {
      const list = await readStatus(bytes, trust).catch(() => undefined);
      // Lists are replaced, not merged, and never by an older one.
      if (!list || list.issuedAt < (statuses.get(list.uri)?.issuedAt ?? 0)) continue;
      statuses.set(list.uri, list);
      clockFloor = Math.max(clockFloor, list.issuedAt);
    }
    return { trust, statuses: [...statuses.values()], clockFloor };
  } catch {
    return undefined;
  }
}

/** As `verify`, with a bundle opened before; without one nothing is shown and nothing is called valid. */
export async function verifyWith(text: string, open: OpenBundle | undefined, nowMs: number): Promise<Verification> {
  const input = readText(text);
  if (input.kind === 'too_long') return refused('not_a_certificate', 'malformed');
  if (input.kind === 'empty') return refused('not_a_certificate', 'no_code');
  if (input.kind === 'foreign') return { ...refused('not_a_certificate', 'foreign_code'), foreign: input.family };
  const { host } = input;
  const isStrange = open && host !== undefined && !open.trust.hosts.includes(host);
  const answer = isStrange ? refused('wrong_issuer', 'wrong_host') : await verifyPacked(input.unpack, open, nowMs);
  return host === undefined ? answer : { ...answer, host };
}

/** Verifies the digits of a printed code that led to this very page: its host is the page's own. */
export function verifyDigits(digits: string, open: OpenBundle | undefined, nowMs: number): Promise<Verification> {
  return verifyPacked(() => unpackDigits(digits), open, nowMs);
}

const refused = (verdict: Verdict, reason: Reason): Verification => ({ verdict, reasons: [reason] });

async function verifyPacked(
  unpack: () => Promise<Bytes>,
  open: OpenBundle | undefined,
  nowMs: number,
): Promise<Verification> {
  try {
    const cose = await unpack();
    if (!open) return refused('status_unknown', 'no_status_list');
    const proven = await prove(cose, open.trust);
    return 'verdict' in proven ? proven : judge(proven, open, nowMs);
  } catch {
    return refused('not_genuine', 'malformed');
  }
}

/** Everything about the seal: who made it, whether it holds, whether the key may. */
async function prove(cose: Bytes, trust: TrustList): Promise<Claims | Verification> {
  if (cose.length > MAX_CERTIFICATE) return refused('not_genuine', 'malformed');
  const envelope = readEnvelope(cose);
  const key = trust.keys.find((known) => known.kid === envelope.kid);
  if (!key) {
    const isOurs = readClaimedIssuer(envelope.payload) === trust.issuer;
    return refused(isOurs ? 'untrusted_key' : 'wrong_issuer', 'key_unknown');
  }
  if (!(await isSignedBy(envelope, key.point))) return refused('not_genuine', 'signature_invalid');
  const claims = readClaims(envelope.payload);
  if (claims.certificate.issuer !== trust.issuer) return refused('wrong_issuer', 'key_unknown');
  const problem = findKeyProblem(key, claims.issuedAt);
  return problem ? refused('untrusted_key', problem) : claims;
}

/** Everything about time and status: a certificate with a good seal, does it stand now? */
function judge(claims: Claims, open: OpenBundle, nowMs: number): Verification {
  const uri = open.trust.status.find((address) => address.list === claims.statusList)?.uri;
  const list = open.statuses.find((held) => held.uri === uri);
  const [verdict, reasons] = standing(claims, list, open, nowMs);
  const answer: Verification = { verdict, reasons, certificate: claims.certificate };
  if (!list) return answer;
  answer.status_as_of = new Date(list.issuedAt).toISOString().replace('.000', '');
  answer.status_age_days = Math.max(0, Math.floor((nowMs - list.issuedAt) / DAY));
  return answer;
}

function standing(
  claims: Claims,
  list: StatusList | undefined,
  open: OpenBundle,
  nowMs: number,
): [Verdict, Reason[]] {
  const isUsable = list && nowMs < list.expiresAt;
  const status = isUsable ? findStatus(list.entries, claims.statusIndex) : undefined;
  if (status === REVOKED) return ['revoked', ['revoked_by_fund']];
  if (status === REPLACED) return ['replaced', ['replaced_by_fund']];
  if (nowMs >= claims.expiresAt) return ['expired', ['validity_passed']];
  const doubts = findClockDoubts(claims, open, nowMs);
  if (doubts.length > 0) return ['status_unknown', doubts];
  if (list && !isUsable) return ['status_unknown', ['status_list_expired']];
  if (!list || status !== IN_FORCE) return ['status_unknown', ['no_status_list']];
  return [nowMs > list.issuedAt + list.ttl ? 'valid_status_old' : 'valid', []];
}

/** What makes this device's clock, or the trust list held, unfit to call anything valid. */
function findClockDoubts(claims: Claims, open: OpenBundle, nowMs: number): Reason[] {
  const isAhead = (at: number) => at > nowMs + CLOCK_TOLERANCE;
  const doubts: Reason[] = [];
  if (isAhead(open.clockFloor)) doubts.push('clock_behind');
  if (isAhead(claims.issuedAt)) doubts.push('issued_in_future');
  if (nowMs >= open.trust.expiresAt) doubts.push('status_list_expired');
  return doubts;
}
