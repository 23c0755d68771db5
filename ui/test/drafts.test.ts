// Drafts in a browser: what waits is sent in turn, and one the fund takes only later holds up nothing behind it.

import { beforeEach, expect, test, vi } from 'vitest';
import type { DraftKindView } from '$lib/bindings/DraftKindView';
import { drafts } from '$lib/platform/drafts';
import { draftOwner } from '$lib/platform/owner';
import { Refusal } from '$lib/words/errors';

const rows = vi.hoisted(() => new Map<string, Uint8Array>());
const answers = vi.hoisted(() => new Map<string, () => unknown>());

vi.mock('$lib/platform/sealed', () => ({
  all: () => Promise.resolve([...rows.values()]),
  put: (_store: string, id: string, bytes: Uint8Array) => Promise.resolve(void rows.set(id, bytes)),
  drop: (_store: string, id: string) => Promise.resolve(void rows.delete(id)),
}));

/** The fund in small: an answer to each path. */
async function answer(path: string): Promise<Response> {
  const made = answers.get(path);
  return Response.json(await Promise.resolve(made?.() ?? {}));
}

vi.mock('$lib/platform/portal', () => ({
  ask: (_method: string, path: string) => answer(path),
  askJson: async (_method: string, path: string) => (await answer(path)).json() as unknown,
}));

beforeEach(() => {
  rows.clear();
  answers.clear();
  draftOwner.number = '190000010';
  answers.set('/v1/me', () => ({ registration_number: '190000010' }));
  vi.stubGlobal('navigator', {});
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-28T09:00:00Z') });
});

async function queued(kind: DraftKindView, claim: string | null): Promise<string> {
  vi.setSystemTime(Date.now() + 60_000);
  const { id } = await drafts.keep({ id: null, kind, claim, form: '{}' });
  await drafts.queue(id, {});
  return id;
}

const limited = () => {
  throw new Refusal({ code: 'too_many_tries', retry_after: 86_400 });
};

test('what the fund takes only later holds up nothing behind it, and says why', async () => {
  const claim = await queued('reimbursement', null);
  const reply = await queued('reply', 'c1');
  answers.set('/v1/reimbursements', limited);
  const after = await drafts.send();
  const find = (id: string) => after.find((one) => one.id === id);
  expect(find(reply)?.state).toBe('sent');
  expect(find(claim)?.state).toBe('queued');
  expect(find(claim)?.refusal?.code).toBe('too_many_tries');

  answers.set('/v1/reimbursements', () => ({ id: 'a', reference: 'RB-1', submitted_at: '2026-11-29T09:00:00Z' }));
  const sent = (await drafts.send()).find((one) => one.id === claim);
  expect(sent).toMatchObject({ state: 'sent', refusal: null });
});

test('a portal that cannot be reached is not asked for each of them', async () => {
  await queued('reimbursement', null);
  const reply = await queued('reply', 'c1');
  answers.set('/v1/reimbursements', () => {
    throw new Refusal({ code: 'offline' });
  });
  const after = await drafts.send();
  expect(after.map(({ state }) => state)).toEqual(['queued', 'queued']);
  expect(after.find(({ id }) => id === reply)?.refusal).toBeNull();
});

test('a session that is over is told, and what waits goes once somebody has signed in again', async () => {
  const claim = await queued('reimbursement', null);
  answers.set('/v1/me', () => {
    throw new Refusal({ code: 'session_ended' });
  });
  await expect(drafts.send()).rejects.toMatchObject({ body: { code: 'session_ended' } });
  expect((await drafts.list()).map(({ id, state, refusal }) => [id, state, refusal])).toEqual([[claim, 'queued', null]]);

  answers.set('/v1/me', () => ({ registration_number: '190000010' }));
  answers.set('/v1/reimbursements', () => ({ id: 'a', reference: 'RB-1', submitted_at: '2026-11-29T09:00:00Z' }));
  expect((await drafts.send()).map(({ state }) => state)).toEqual(['sent']);
});
