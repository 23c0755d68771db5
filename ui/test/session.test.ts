// When the app is offline, and when it no longer is: what the portal was silent about is asked for anew once it answers.

import { beforeEach, expect, test, vi } from 'vitest';
import type { Platform } from '$lib/platform';
import { Kept, session } from '$lib/session.svelte';

const asked: string[] = [];
let answers = true;

function dated(name: string): Promise<unknown> {
  asked.push(name);
  return Promise.resolve({ as_of: '2026-11-28T10:00:00Z', fresh: answers, value: name });
}

vi.mock('$lib/platform', () => ({
  platform: () =>
    Promise.resolve({
      app_state: () => Promise.resolve({ vault: 'open', signed_in: true }),
      fund: () => Promise.resolve({}),
      me: () => dated('me'),
      claims: () => dated('claims'),
      career: () => dated('career'),
      job_loss: () => dated('job_loss'),
    }),
}));

beforeEach(() => {
  session.forget();
  asked.length = 0;
});

test('one fresh answer of any page makes good what is shown of the time without network, and no more', async () => {
  answers = false;
  await Promise.all([session.person.refresh(), session.claims.refresh()]);
  expect(session.offline).toBe(true);
  asked.length = 0;
  answers = true;
  const page = new Kept((here: Platform) => here.job_loss('one'));
  await page.refresh();
  await vi.waitFor(() => expect(session.offline).toBe(false));
  expect(asked.sort()).toEqual(['claims', 'job_loss', 'me']);
});

test('while the portal is silent nothing is asked twice', async () => {
  answers = false;
  await session.person.refresh();
  await new Promise((soon) => setTimeout(soon, 20));
  expect([asked, session.offline]).toEqual([['me'], true]);
});
