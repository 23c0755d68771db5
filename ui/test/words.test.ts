// The words: the same in three languages, whole in each, and none without a use.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import arBase from '$messages/ar.json';
import enBase from '$messages/en.json';
import frBase from '$messages/fr.json';
import arOffice from '$messages/office/ar.json';
import enOffice from '$messages/office/en.json';
import frOffice from '$messages/office/fr.json';
import arPension from '$messages/pension/ar.json';
import enPension from '$messages/pension/en.json';
import frPension from '$messages/pension/fr.json';
import arCare from '$messages/reimbursements/ar.json';
import enCare from '$messages/reimbursements/en.json';
import frCare from '$messages/reimbursements/fr.json';
import { errorWords, findWait, notEntitledWords, readErrorBody } from '$lib/words/errors';
import { type Message, choose, cut, findDirection } from '$lib/words/plural';

const [ar, fr, en] = [
  { ...arBase, ...arOffice, ...arPension, ...arCare },
  { ...frBase, ...frOffice, ...frPension, ...frCare },
  { ...enBase, ...enOffice, ...enPension, ...enCare },
];
const catalogues: Record<string, Record<string, Message>> = { ar, fr, en };
const root = join(import.meta.dirname, '..');

function textsOf(message: Message): string[] {
  return typeof message === 'string' ? [message] : Object.values(message);
}

function holesOf(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '').sort();
}

/** Names of a wire type, as the bindings list them. */
function namesOf(type: string): string[] {
  const text = readFileSync(join(root, `src/lib/bindings/${type}.ts`), 'utf8');
  const union = /export type \w+ = ([^;]+);/.exec(text)?.[1] ?? '';
  return [...union.matchAll(/"(\w+)"/g)].map((found) => found[1] ?? '').sort();
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

test('the three languages have the same keys, in the same order', () => {
  expect(Object.keys(ar)).toEqual(Object.keys(fr));
  expect(Object.keys(en)).toEqual(Object.keys(fr));
});

test('a value named in one language is named in the two others', () => {
  for (const key of Object.keys(fr)) {
    const holes = (locale: string) => {
      const named = textsOf(catalogues[locale]?.[key] ?? '').flatMap(holesOf);
      // A plural form may leave its number out: "one day" needs no figure.
      return [...new Set(named)].filter((name) => name !== 'n').sort();
    };
    expect(holes('ar'), key).toEqual(holes('fr'));
    expect(holes('en'), key).toEqual(holes('fr'));
  }
});

test('every plural has the forms its language counts with', () => {
  const wanted: Record<string, string[]> = { ar: ['one', 'two', 'few', 'many', 'other'], fr: ['one', 'many', 'other'], en: ['one', 'other'] };
  for (const [locale, catalogue] of Object.entries(catalogues)) {
    for (const [key, message] of Object.entries(catalogue)) {
      if (typeof message === 'string') continue;
      for (const form of wanted[locale] ?? []) expect(message, `${locale} ${key}`).toHaveProperty(form);
    }
  }
});

test('Arabic is written with Western digits, without vowel marks or stretched letters', () => {
  // The prefix «بـ» before a figure is no stretching.
  for (const [key, message] of Object.entries(ar)) {
    for (const text of textsOf(message)) expect(text, key).not.toMatch(/[\u0660-\u0669\u064B-\u0652]|\u0640(?![ \u2066])/);
  }
});

test('an Arabic percent stays on its figure’s side, and an amount beside its currency', () => {
  // «percent» alone is always set apart by the screens.
  for (const [key, message] of Object.entries(ar)) {
    if (key !== 'percent') for (const text of textsOf(message)) expect(text.replaceAll(/\u2066[^\u2069]*\u2069/g, ''), key).not.toMatch(/[\d}]%/);
  }
  for (const [key, message] of Object.entries({ ...frBase, ...arBase, ...enBase, ...arPension, ...frPension, ...enPension })) {
    for (const text of textsOf(message)) expect(text, key).not.toMatch(/\} (DH|درهم)/);
  }
});

test('Arabic counts declared days and months as masculine, and calls officers by one name', () => {
  for (const [key, message] of Object.entries(ar)) {
    for (const text of textsOf(message)) expect(text, key).not.toMatch(/(يوما|شهرا) مصرحا بها|موظف|السن (المطلوب|المختار)(?![\u0621-\u064A])/);
  }
  expect(ar.jl_follows, 'the person confirms each month').toContain('عليكم تأكيد');
});

test('what is said of a draft that is deleted is true also when its documents were sent', () => {
  expect([ar.fm_discard_text, fr.fm_discard_text, en.fm_discard_text].join(' ')).not.toMatch(/يرسل|envoyé|sent/);
});

test('French punctuation never begins a line', () => {
  for (const [key, message] of Object.entries(fr)) {
    for (const text of textsOf(message)) expect(text, key).not.toMatch(/ [:;?!»]|« /);
  }
});

test('no word is without a use', () => {
  const sources = sourcesBelow(join(root, 'src')).join('\n');
  const built = ['language_'];
  const unused = Object.keys(fr).filter((key) => !sources.includes(`'${key}'`) && !sources.includes(`"${key}"`) && !built.some((start) => key.startsWith(start)));
  expect(unused).toEqual([]);
});

describe('every code of the wire has words', () => {
  test('errors', () => expect(Object.keys(errorWords).sort()).toEqual(namesOf('ErrorCode')));
  test('reasons a certificate is refused', () => expect(Object.keys(notEntitledWords).sort()).toEqual(namesOf('NotEntitledReason')));
});

test('an error body of another making is not believed', () => {
  expect(readErrorBody({ code: 'busy', retry_after: 4 })).toEqual({ code: 'busy', retry_after: 4 });
  expect(readErrorBody({ code: 'of_next_year' }), 'a word of a later contract').toEqual({ code: 'newer_portal' });
  for (const strange of [undefined, null, 'busy', {}, { code: 'toString' }, { code: 7 }]) {
    expect(readErrorBody(strange)).toEqual({ code: 'untrusted_portal' });
  }
});

test('a wait is said in seconds below two minutes, then in whole minutes', () => {
  expect(findWait(0)).toEqual({ key: 'wait_seconds', n: 1 });
  expect(findWait(119)).toEqual({ key: 'wait_seconds', n: 119 });
  expect(findWait(121)).toEqual({ key: 'wait_minutes', n: 3 });
});

describe('counting', () => {
  const arabic = new Intl.PluralRules('ar');
  const days = ar.n_days;

  test.each([
    [0, '0 يوم'],
    [1, 'يوم واحد'],
    [2, 'يومان'],
    [3, '{n} أيام'],
    [10, '{n} أيام'],
    [11, '{n} يوما'],
    [99, '{n} يوما'],
    [100, '{n} يوم'],
    [103, '{n} أيام'],
    [2914, '{n} يوما'],
  ])('%i days in Arabic', (n, text) => expect(choose(days, { n }, arabic)).toBe(text));

  test('French counts zero as one, English as many', () => {
    expect(choose(fr.n_days, { n: 0 }, new Intl.PluralRules('fr'))).toBe('{n} jour');
    expect(choose(en.n_days, { n: 0 }, new Intl.PluralRules('en'))).toBe('{n} days');
  });
});

describe('filling', () => {
  test('values stand apart from words', () => {
    expect(cut('du {day} à {time}', { day: '3 mai', time: '14:32' })).toEqual([
      { text: 'du ' },
      { text: '3 mai', name: 'day' },
      { text: ' à ' },
      { text: '14:32', name: 'time' },
    ]);
  });

  test('a number is grouped, a hole without value stays visible, a value is never read as a hole', () => {
    expect(cut('{n}', { n: 2914 })).toEqual([{ text: '2\u202F914', name: 'n' }]);
    expect(cut('{x}', {})).toEqual([{ text: '{x}' }]);
    expect(cut('{a}', { a: '{b}', b: 'no' })).toEqual([{ text: '{b}', name: 'a' }]);
  });

  test.each([
    ['14:32', 'ltr'],
    ['190\u00A0000\u00A0010', 'ltr'],
    ['EM-7K4M-29QX-81TN', 'ltr'],
    ['1\u202F994,77', 'ltr'],
    ['21 فبراير 2027', 'auto'],
    ['نعيمة', 'auto'],
    ['Atelier Zerhoun SARL', 'auto'],
  ])('%s reads %s', (text, direction) => expect(findDirection(text)).toBe(direction));
});
