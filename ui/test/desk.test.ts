// The officer's desk: who opens another claim while a step is under way stays there, and what was pressed goes where it was meant.

import { beforeEach, expect, test, vi } from 'vitest';
import type { OfficeStepRequest } from '$lib/bindings/OfficeStepRequest';
import { desk } from '$lib/office/desk.svelte';

let waiting: string[] = [];
let steps: string[] = [];
/** What is held, and lets it go. */
let held: 'step' | 'queue' | undefined;
let release: (() => void) | undefined;

async function pass(what: 'step' | 'queue'): Promise<void> {
  if (held !== what) return;
  await new Promise<void>((go) => (release = go));
}

vi.mock('$lib/platform', () => ({
  platform: () =>
    Promise.resolve({
      office: () =>
        Promise.resolve({
          queue: async () => {
            await pass('queue');
            return { entries: waiting.map((id) => ({ claim: { id } })), counts: {}, next: null };
          },
          claim: (id: string) => Promise.resolve({ claim: { summary: { id } }, state: 'in_progress' }),
          step: async (id: string, step: OfficeStepRequest) => {
            await pass('step');
            steps.push(`${step.step} ${id}`);
            if (step.step !== 'take') waiting = waiting.filter((one) => one !== id);
          },
        }),
    }),
}));

const opened = () => desk.claim?.claim.summary.id;
const refusal: OfficeStepRequest = { step: 'refuse', reasons: ['not_covered'], words: null };

beforeEach(async () => {
  [waiting, steps, held, release] = [['a', 'b', 'c'], [], undefined, undefined];
  desk.close();
  desk.at = 0;
  await desk.load();
});

test('what was decided leaves the queue, and the one after it opens', async () => {
  await desk.open(1);
  expect(await desk.step(refusal, 'of_done_refuse')).toBe(true);
  expect([steps, opened(), desk.at]).toEqual([['refuse b'], 'c', 1]);
});

for (const step of [refusal, { step: 'take' }] as OfficeStepRequest[]) {
  test(`who opens another claim while one is decided stays there (${step.step})`, async () => {
    await desk.open(1);
    held = 'step';
    const decided = desk.step(step, 'of_done_refuse');
    await vi.waitFor(() => expect(release).toBeDefined());
    const other = desk.open(0);
    desk.question = 'uphold';
    release?.();
    await Promise.all([decided, other]);
    expect([steps, opened(), desk.at, desk.question]).toEqual([[`${step.step} b`], 'a', 0, 'uphold']);
  });
}

test('who opens another claim while the queue is read anew is not led to the next one', async () => {
  await desk.open(2);
  held = 'queue';
  const decided = desk.step(refusal, 'of_done_refuse');
  await vi.waitFor(() => expect(release).toBeDefined());
  const other = desk.open(0);
  release?.();
  await Promise.all([decided, other]);
  expect([opened(), desk.at]).toEqual(['a', 0]);
});

test('of two claims opened at once the last one is shown', async () => {
  await Promise.all([desk.open(0), desk.open(2), desk.open(1)]);
  expect([opened(), desk.at]).toEqual(['b', 1]);
});

test('a second press decides nothing of the claim that opened by itself, until somebody can have read it', async () => {
  vi.useFakeTimers();
  await desk.open(0);
  await desk.step(refusal, 'of_done_refuse');
  expect([opened(), desk.fresh, await desk.step(refusal, 'of_done_refuse')]).toEqual(['b', true, false]);
  vi.advanceTimersByTime(600);
  expect([desk.fresh, await desk.step(refusal, 'of_done_refuse'), steps]).toEqual([false, true, ['refuse a', 'refuse b']]);
  // Who opens one reads it.
  await desk.open(0);
  expect(desk.fresh).toBe(false);
  vi.useRealTimers();
});
