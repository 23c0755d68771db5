// What waits to be sent when the session is over: that is told where it waits, and signing in sends it.

import { beforeEach, expect, test, vi } from 'vitest';
import type { DraftView } from '$lib/bindings/DraftView';
import { outbox } from '$lib/form/outbox.svelte';
import { session } from '$lib/session.svelte';
import { Refusal } from '$lib/words/errors';

const fund = vi.hoisted(() => ({ kind: 'browser', over: false }));
const goto = vi.hoisted(() => vi.fn());
const waits: DraftView = { id: 'd', kind: 'contest', claim: 'c', state: 'queued', form: '{}', documents: [], receipt: null, refusal: null, changed_at: '2026-11-28T09:00:00Z' };

function send(): Promise<DraftView[]> {
  if (!fund.over) return Promise.resolve([{ ...waits, state: 'sent' }]);
  return fund.kind === 'app' ? Promise.resolve([waits]) : Promise.reject(new Refusal({ code: 'session_ended' }));
}

vi.mock('$app/navigation', () => ({ goto }));
vi.mock('$lib/platform', () => ({
  platform: () =>
    Promise.resolve({
      kind: fund.kind,
      app_state: () => Promise.resolve({ vault: fund.over && fund.kind === 'browser' ? 'empty' : 'open', signed_in: !fund.over, platform: fund.kind }),
      fund: () => Promise.resolve({}),
      claims: () => Promise.resolve({ as_of: '2026-11-28T09:00:00Z', fresh: true, value: { claims: [] } }),
      drafts: { list: () => Promise.resolve([waits]), send },
    }),
}));

beforeEach(async () => {
  Object.assign(fund, { kind: 'browser', over: false });
  goto.mockClear();
  outbox.forget();
  await session.look();
  outbox.note(waits);
});

test('a browser says that the session is over, and opens the door in place only when that is wanted', async () => {
  fund.over = true;
  await outbox.send();
  expect([outbox.ended, outbox.waiting.length, session.phase]).toEqual([true, 1, 'open']);
  await outbox.signIn();
  expect([session.phase, goto.mock.calls]).toEqual(['signed_out', []]);
});

test('an app, which stays open, leads to its door', async () => {
  Object.assign(fund, { kind: 'app', over: true });
  await outbox.send();
  expect([outbox.ended, outbox.waiting.length, session.phase]).toEqual([true, 1, 'open']);
  await outbox.signIn();
  expect(goto.mock.calls).toEqual([['/sign-in']]);
});

test('who has signed in meanwhile sends at once', async () => {
  fund.over = true;
  await outbox.send();
  fund.over = false;
  await outbox.signIn();
  expect([outbox.ended, outbox.waiting.length, goto.mock.calls]).toEqual([false, 0, []]);
});
