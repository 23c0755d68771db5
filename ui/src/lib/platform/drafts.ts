/** Drafts in a browser: kept sealed until one signs out, sent the way the app sends them (crates/wallet, `sending.rs`). */

import type { ClaimReceiptView } from '$lib/bindings/ClaimReceiptView';
import type { DocumentArrivalView } from '$lib/bindings/DocumentArrivalView';
import type { DraftDocumentView } from '$lib/bindings/DraftDocumentView';
import type { DraftKindView } from '$lib/bindings/DraftKindView';
import type { DraftView } from '$lib/bindings/DraftView';
import type { PersonView } from '$lib/bindings/PersonView';
import { Refusal, toRefusal } from '$lib/words/errors';
import type { Drafts } from './index';
import { draftOwner } from './owner';
import { ask, askJson } from './portal';
import * as sealed from './sealed';

/** Largest document, bytes (crates/contract, `limits.rs`). */
export const DOCUMENT_BYTES = 10 * 1024 * 1024;
const MOST_DOCUMENTS = 40;
const MOST_DRAFTS = 40;
/** Bytes of a piece: on the slowest line that is worth trying it arrives before the request gives up. */
const PIECE = 256 * 1024;
/** Days a draft nobody touched is kept. */
const KEPT_DAYS = 30;

/** A draft as it lies here: with whose it is, its request and its key. */
interface Kept {
  view: DraftView;
  owner: string;
  key: string;
  request?: object;
  /** Ids of its documents at the portal. */
  arrived: Record<string, string>;
}

const now = () => new Date().toISOString();
const makeId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const isOpen = ({ view }: Kept) => view.state === 'open' || view.state === 'refused';
const changedNever = () => new Refusal({ code: 'invalid_input', field: 'draft' });

/** One change after the other: each reads a draft whole and writes it whole. */
let last: Promise<unknown> = Promise.resolve();

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work, work);
  last = mine.catch(() => undefined);
  return mine;
}

async function save(kept: Kept, isFirst = false): Promise<DraftView> {
  // Only something new makes a key: what was forgotten meanwhile does not come back.
  await sealed.put('drafts', kept.view.id, new TextEncoder().encode(JSON.stringify(kept)), { makesKey: isFirst });
  return kept.view;
}

async function everything(): Promise<Kept[]> {
  return (await sealed.all('drafts')).map((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as Kept);
}

/** What is the signed-in person's; nobody's while it is not known who that is. */
async function load(): Promise<Kept[]> {
  const mine = (await everything()).filter(({ owner }) => owner === draftOwner.number);
  return mine.sort((a, b) => b.view.changed_at.localeCompare(a.view.changed_at));
}

/** Clears away what somebody else left behind, or what was left long ago. The portal has just said who is signed in. */
export const clearDrafts = () =>
  inTurn(async () => {
    const oldest = new Date(Date.now() - KEPT_DAYS * 86_400_000).toISOString();
    for (const kept of await everything()) {
      const isOld = kept.view.changed_at < oldest && kept.view.state !== 'queued';
      if (kept.owner !== draftOwner.number || isOld) await forget(kept);
    }
  });

async function forget({ view }: Kept): Promise<void> {
  await sealed.drop('drafts', view.id);
  for (const document of view.documents) await sealed.drop('documents', document.id);
}

async function get(id: string): Promise<Kept> {
  const kept = (await load()).find(({ view }) => view.id === id);
  if (!kept) throw new Refusal({ code: 'not_found' });
  return kept;
}

async function holding(document: string): Promise<[Kept, DraftDocumentView]> {
  for (const kept of await load()) {
    const found = kept.view.documents.find((one) => one.id === document);
    if (found && isOpen(kept)) return [kept, found];
  }
  throw changedNever();
}

/** Where a draft goes. */
function pathOf(kind: DraftKindView, claim: string | null): string {
  const of = `/v1/claims/${encodeURIComponent(claim ?? '')}`;
  const paths: Record<DraftKindView, string> = {
    reimbursement: '/v1/reimbursements',
    job_loss: '/v1/job-loss',
    pension: '/v1/pension/requests',
    reply: `${of}/documents`,
    contest: `${of}/contest`,
    dispute: '/v1/career/disputes',
  };
  return paths[kind];
}

/** Where a document stands at the portal; begun there when it is not, or is no more. */
async function findArrival(kept: Kept, document: DraftDocumentView): Promise<DocumentArrivalView> {
  const known = kept.arrived[document.id];
  if (known !== undefined) {
    try {
      return await askJson<DocumentArrivalView>('GET', `/v1/documents/${known}`);
    } catch (failure) {
      if (toRefusal(failure).body.code !== 'not_found') throw failure;
    }
  }
  const begin = { kind: document.kind, bytes: document.bytes };
  return askJson<DocumentArrivalView>('POST', '/v1/documents', begin, { 'Idempotency-Key': `${document.id}-${document.kind}` });
}

async function sendDocument(kept: Kept, document: DraftDocumentView): Promise<string> {
  const bytes = await sealed.find('documents', document.id);
  if (!bytes) throw new Refusal({ code: 'not_found' });
  let arrival = await findArrival(kept, document);
  while (!arrival.ready) {
    kept.arrived[document.id] = arrival.id;
    document.received = arrival.received;
    await save(kept);
    // All there and not ready: the portal stopped while it made it safe, and the last piece makes it go on.
    const offset = Math.min(arrival.received, Math.floor((bytes.length - 1) / PIECE) * PIECE);
    try {
      arrival = await askJson<DocumentArrivalView>('PUT', `/v1/documents/${arrival.id}/${offset}`, bytes.slice(offset, offset + PIECE));
    } catch (failure) {
      if (toRefusal(failure).body.field === 'document') {
        Reflect.deleteProperty(kept.arrived, document.id);
        Object.assign(document, { received: 0, ready: false, refused: true });
      }
      throw failure;
    }
  }
  kept.arrived[document.id] = arrival.id;
  Object.assign(document, { received: document.bytes, ready: true });
  await save(kept);
  return arrival.id;
}

async function sendOne(kept: Kept): Promise<void> {
  const { view } = kept;
  const documents: string[] = [];
  for (const document of view.documents) documents.push(await sendDocument(kept, document));
  const body = view.kind === 'contest' ? kept.request : { ...kept.request, documents };
  const answer = await ask('POST', pathOf(view.kind, view.claim), body, { 'Idempotency-Key': kept.key });
  if (view.kind !== 'reply' && view.kind !== 'contest' && view.kind !== 'dispute') view.receipt = (await answer.json()) as ClaimReceiptView;
  Object.assign(view, { state: 'sent', refusal: null, changed_at: now() });
  delete kept.request;
  await save(kept);
  for (const document of view.documents) await sealed.drop('documents', document.id);
}

/** What would stop the others, too: asking again later may give another answer. */
const PASSING = new Set(['offline', 'busy', 'internal', 'untrusted_portal']);

async function sendQueued(): Promise<void> {
  const queued = (await load()).filter(({ view }) => view.state === 'queued').reverse();
  for (const kept of queued) {
    try {
      // Another tab may have changed hands.
      const { registration_number } = await askJson<PersonView>('GET', '/v1/me');
      if (registration_number !== kept.owner) return;
      await sendOne(kept);
    } catch (failure) {
      const refusal = toRefusal(failure).body;
      // No network helps against that: it is told, and what waits goes on waiting.
      if (refusal.code === 'session_ended') throw failure;
      if (PASSING.has(refusal.code)) return;
      // Asked for too often, or a word of a later contract: that is about this one, which waits on and says why; the next may
      // have a deadline.
      if (refusal.code === 'too_many_tries' || refusal.code === 'newer_portal') Object.assign(kept.view, { refusal });
      else Object.assign(kept.view, { state: 'refused', refusal, changed_at: now() });
      await save(kept);
    }
  }
}

/** One window at a time sends: two at once would send the same document twice. */
function alone(work: () => Promise<void>): Promise<void> {
  return 'locks' in navigator ? navigator.locks.request('damane-drafts', work) : work();
}

const changes: Omit<Drafts, 'list' | 'send'> = {
  keep: async ({ id, kind, claim, form }) => {
    if (id === null) {
      if (draftOwner.number === undefined) throw new Refusal({ code: 'session_ended' });
      if ((await load()).filter(({ view }) => view.state !== 'sent').length >= MOST_DRAFTS) throw new Refusal({ code: 'too_large' });
      const view: DraftView = { id: makeId(), kind, claim, state: 'open', form, documents: [], receipt: null, refusal: null, changed_at: now() };
      return save({ view, owner: draftOwner.number, key: makeId(), arrived: {} }, true);
    }
    const kept = await get(id);
    if (!isOpen(kept)) throw changedNever();
    Object.assign(kept.view, { form, state: 'open', refusal: null, changed_at: now() });
    return save(kept);
  },
  drop: async (id) => {
    const kept = await get(id);
    if (kept.view.state === 'queued') throw changedNever();
    await forget(kept);
  },
  add_document: async (id, kind, file) => {
    const kept = await get(id);
    if (file.size === 0 || file.size > DOCUMENT_BYTES) throw new Refusal({ code: 'too_large' });
    if (!isOpen(kept) || kept.view.documents.length >= MOST_DOCUMENTS) throw changedNever();
    const document = { id: makeId(), kind, name: file.name, bytes: file.size, received: 0, ready: false, refused: false };
    await sealed.put('documents', document.id, new Uint8Array(await file.arrayBuffer()), { of: id });
    kept.view.documents.push(document);
    return save(kept);
  },
  call_document: async (id, kind) => {
    const [kept, document] = await holding(id);
    Object.assign(document, { kind, received: 0, ready: false });
    Reflect.deleteProperty(kept.arrived, id);
    await save(kept);
  },
  drop_document: async (id) => {
    const [kept] = await holding(id);
    kept.view.documents = kept.view.documents.filter((one) => one.id !== id);
    await save(kept);
    await sealed.drop('documents', id);
  },
  queue: async (id, request) => {
    const kept = await get(id);
    if (kept.view.state === 'sent') throw changedNever();
    if (kept.view.state === 'queued') return kept.view;
    Object.assign(kept, { request });
    Object.assign(kept.view, { state: 'queued', refusal: null, changed_at: now() });
    return save(kept);
  },
};

const views = async () => (await load()).map(({ view }) => view);

export const drafts: Drafts = {
  list: () => inTurn(views),
  keep: (draft) => inTurn(() => changes.keep(draft)),
  drop: (id) => inTurn(() => changes.drop(id)),
  add_document: (draft, kind, file) => inTurn(() => changes.add_document(draft, kind, file)),
  call_document: (id, kind) => inTurn(() => changes.call_document(id, kind)),
  drop_document: (id) => inTurn(() => changes.drop_document(id)),
  queue: (id, request) => inTurn(() => changes.queue(id, request)),
  send: async () => {
    // Out of turn: it takes minutes, and what is on its way is not changed by anything else.
    await alone(sendQueued);
    return inTurn(views);
  },
};

/** Nothing of a person stays in a browser they signed out of. */
export async function forgetDrafts(): Promise<void> {
  draftOwner.number = undefined;
  await sealed.forgetAll();
}
