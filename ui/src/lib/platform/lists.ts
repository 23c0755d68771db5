/** The fund's signed lists in the browser: fetched as wholes, so that nobody learns which certificate is checked. */

import { Refusal } from '$lib/words/errors';
import { type OpenBundle, openBundle } from '$verifier/verify';

type Bytes = Uint8Array<ArrayBuffer>;

/** How long lists are used before they are asked for again, milliseconds. */
const FRESH = 10 * 60_000;
/** Largest list that is read, bytes. */
const LARGEST = 5 * 1024 * 1024;

let held: { bundle: OpenBundle; at: number } | undefined;

/** The lists, as new as can be had; the last good ones without network; `undefined` when there never were any. */
export async function findLists(): Promise<OpenBundle | undefined> {
  if (held && Date.now() - held.at < FRESH) return held.bundle;
  await refreshLists().catch(() => undefined);
  return held?.bundle;
}

/** Fetches the lists. What is held stays when the new ones are not good. */
export async function refreshLists(): Promise<void> {
  const [root, trust] = await Promise.all([readRoot(), read('/v1/trust')]);
  const clockFloor = trust.date;
  const first = await openBundle({ root, trust: trust.bytes, status: [], clockFloor });
  if (!first) throw new Refusal({ code: 'untrusted_portal' });
  // The lists are signed: wherever they come from, they are these or none. This portal serves them under the same path.
  const paths = first.trust.status.map(({ uri }) => new URL(uri).pathname);
  const lists = await Promise.all(paths.map((path) => read(path).catch(() => undefined)));
  const status = lists.flatMap((list) => (list ? [list.bytes] : []));
  const bundle = await openBundle({ root, trust: trust.bytes, status, clockFloor });
  if (bundle) held = { bundle, at: Date.now() };
}

async function readRoot(): Promise<Bytes> {
  const { bytes } = await read('/verify/profile.json');
  const { root } = JSON.parse(new TextDecoder().decode(bytes)) as { root: string };
  const packed = atob(root.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
}

async function read(path: string): Promise<{ bytes: Bytes; date: number }> {
  try {
    const answer = await fetch(path, { cache: 'no-cache', credentials: 'omit', redirect: 'error', signal: AbortSignal.timeout(15_000) });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (answer.ok && bytes.length <= LARGEST) return { bytes, date: Date.parse(answer.headers.get('Date') ?? '') || 0 };
  } catch {
    // Said below as what it is: no answer of the fund.
  }
  throw new Refusal({ code: 'offline' });
}
