/**
 * The fund's lists, fetched from where this page came from, kept for the next use without network.
 *
 * The root key comes from there too: whoever serves the page decides whom it trusts, which is why it tells its
 * reader to look at the address bar. Which lists are fetched never depends on the certificate.
 */

import type { VerifierProfileView } from '$lib/bindings/VerifierProfileView';
import type { Bytes } from './cbor';
import { type StatusList, readStatus } from './status';
import { type TrustList, readTrust } from './trust';
import type { OpenBundle } from './verify';

export type Profile = VerifierProfileView;

const KEPT = 'damane-lists';
/** Without an answer by then there is no network, milliseconds. */
const PATIENCE = 8000;
/** How far a server's `Date` may be ahead of this device, milliseconds. */
const DATE_TOLERANCE = 2 * 60 * 60 * 1000;
/** A certificate is good for three months: the newest two years cover every one in force. */
const YEARS = 2;

/** Newest time a server has named, if it is too far ahead of this device's clock. */
let dateFloor = 0;

/** What the fund publishes, as new as can be had. */
export async function loadLists(): Promise<{ profile?: Profile; open?: OpenBundle }> {
  const [profile, trusts] = await Promise.all([loadProfile(), load('/v1/trust')]);
  if (!profile) return {};
  const root = Uint8Array.from(atob(profile.root.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const trust = await newest<TrustList>(trusts, (bytes) => readTrust(bytes, root));
  if (!trust) return { profile };
  const years = [...trust.status].sort((a, b) => b.list - a.list).slice(0, YEARS);
  const found = await Promise.all(
    years.map(async ({ list, uri }) => {
      const read = await newest<StatusList>(await load(`/v1/status/${list}`), (bytes) => readStatus(bytes, trust));
      return read?.uri === uri ? read : undefined;
    }),
  );
  const statuses = found.filter((list) => list !== undefined);
  const clockFloor = Math.max(dateFloor, trust.issuedAt, ...statuses.map((list) => list.issuedAt));
  return { profile, open: { trust, statuses, clockFloor } };
}

async function loadProfile(): Promise<Profile | undefined> {
  for (const { bytes, keep } of await load('/verify/profile.json')) {
    try {
      const profile = JSON.parse(new TextDecoder().decode(bytes)) as Profile;
      await keep();
      return profile;
    } catch {
      // A portal in trouble, or a hotel's sign-in page: the kept one serves.
    }
  }
  return undefined;
}

interface Candidate {
  bytes: Bytes;
  keep: () => Promise<void>;
}

/** The newest of the candidates that read well. A bad answer never replaces a good list that is kept. */
async function newest<T extends { issuedAt: number }>(
  candidates: Candidate[],
  read: (bytes: Bytes) => Promise<T>,
): Promise<T | undefined> {
  let best: T | undefined;
  for (const { bytes, keep } of candidates) {
    const list = await read(bytes).catch(() => undefined);
    if (!list || (best && best.issuedAt >= list.issuedAt)) continue;
    best = list;
    await keep();
  }
  return best;
}

/** What the network gives, then what is kept. */
async function load(path: string): Promise<Candidate[]> {
  const kept = await caches.open(KEPT).catch(() => undefined);
  const candidates: Candidate[] = [];
  const bytes = await fetchBytes(path);
  if (bytes) candidates.push({ bytes, keep: async () => kept?.put(path, new Response(bytes)).catch(() => undefined) });
  const held = await kept?.match(path).catch(() => undefined);
  if (held) candidates.push({ bytes: new Uint8Array(await held.arrayBuffer()), keep: async () => undefined });
  return candidates;
}

async function fetchBytes(path: string): Promise<Bytes | undefined> {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(path, { cache: 'no-cache', credentials: 'omit', redirect: 'error', signal });
    if (!answer.ok) return undefined;
    const date = Date.parse(answer.headers.get('date') ?? '') || 0;
    // Not signed: it can only cast doubt on this device's clock.
    if (date > Date.now() + DATE_TOLERANCE) dateFloor = Math.max(dateFloor, date);
    return new Uint8Array(await answer.arrayBuffer());
  } catch {
    return undefined;
  }
}
