// The way through a form: back leads to the question before, also of a draft that was gone on with.

import { beforeEach, expect, test, vi } from 'vitest';
import type { Draft } from '$lib/form/draft.svelte';
import { Walk } from '$lib/form/walk.svelte';

interface Place {
  question?: string;
  walked?: boolean;
}

/** The browser's history in small: what lies before the form, then the form's own places. */
const tab = vi.hoisted(() => ({ history: [] as Place[], state: {} as Place, address: '', room: '' }));

vi.mock('svelte', async (original) => ({ ...(await original<object>()), onMount: (work: () => void) => work() }));
vi.mock('$app/state', () => ({
  page: {
    get state() {
      return tab.state;
    },
  },
}));
vi.mock('$app/navigation', () => ({
  goto: (room: string) => void (tab.room = room),
  pushState: (address: string, state: Place) => {
    tab.history.push(tab.state);
    Object.assign(tab, { address, state });
  },
  replaceState: (address: string, state: Place) => void Object.assign(tab, { address, state }),
}));

type Step = 'who' | 'what' | 'when';

/** A form of three questions, all answered; begun before when its draft is in the address, or is the only one there is. */
async function begin(search: string, alone = false): Promise<Walk<object, Step>> {
  vi.stubGlobal('location', { search });
  const draft = {
    id: search === '' ? undefined : 'd1',
    form: {},
    findUnsent: () => Promise.resolve('d1'),
    open(id: string) {
      this.id = id;
      return Promise.resolve();
    },
    save: () => Promise.resolve(true),
  };
  const walk = new Walk<object, Step>(draft as unknown as Draft<object>, {
    path: '/form',
    steps: ['who', 'what', 'when'],
    faultsOf: () => [],
    findOpenStep: () => undefined,
    isBegun: () => true,
    alone,
  });
  await vi.waitUntil(() => walk.ready);
  await Promise.resolve();
  return walk;
}

beforeEach(() => {
  Object.assign(tab, { history: [], state: {}, address: '', room: '' });
  vi.stubGlobal('history', { back: () => void (tab.state = tab.history.pop() ?? { question: 'another page' }) });
});

test('a draft that is gone on with leads back through its questions, and then to the room', async () => {
  const walk = await begin('?draft=d1');
  expect(walk.step).toBe('check');
  const seen: string[] = [];
  while (tab.room === '' && seen.length < 9) {
    walk.back('/claims');
    seen.push(walk.step);
  }
  expect(seen).toEqual(['when', 'what', 'who', 'who']);
  expect(tab.room).toBe('/claims');
});

test('who walked from question to question goes back the same way', async () => {
  const walk = await begin('');
  await walk.next();
  await walk.next();
  expect([walk.step, tab.history.length]).toEqual(['when', 2]);
  walk.back('/claims');
  expect([walk.step, tab.history.length]).toEqual(['what', 1]);
  walk.back('/claims');
  walk.back('/claims');
  expect([walk.step, tab.room]).toEqual(['who', '/claims']);
});

test('an answer that is changed from the page that shows all leads back there', async () => {
  const walk = await begin('?draft=d1');
  walk.change('who');
  walk.back('/claims');
  expect([walk.step, tab.room]).toEqual(['check', '']);
});

test('a reload leads to the same question, which the address names; another word in it is none', async () => {
  const first = await begin('?draft=d1');
  first.change('what');
  expect(tab.address).toBe('/form?draft=d1&at=what');
  tab.state = {};
  expect((await begin('?draft=d1&at=what')).step).toBe('what');
  tab.state = {};
  expect((await begin('?draft=d1&at=elsewhere')).step).toBe('check');
});

test('where there is one at a time, the draft that is not sent is gone on with', async () => {
  expect((await begin('', true)).step).toBe('check');
  expect(tab.address).toBe('/form?draft=d1&at=check');
  tab.state = {};
  expect((await begin('')).step).toBe('who');
});
