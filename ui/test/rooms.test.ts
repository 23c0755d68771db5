// What the screens decide by themselves: typed fields, verdicts, the career's cells, the code's modules.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import decode from 'qr/decode.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isEasyPin, readCode, readPin, readRegistrationNumber } from '$lib/parts/fields';
import { findBlocks, findLines, groupByEmployer, monthKey, monthStateWords, originWords } from '$lib/career/states';
import type { ClaimSummaryView } from '$lib/bindings/ClaimSummaryView';
import type { DisputeView } from '$lib/bindings/DisputeView';
import type { DraftView } from '$lib/bindings/DraftView';
import { type DisputeForm, findAnswered, findDrafts, findReasonsLeft, findSent } from '$lib/career/disputing';
import { givenWords } from '$lib/words/disputes';
import { situationWords } from '$lib/words/situations';
import { words } from '$lib/words/words.svelte';
import { describeFact, kindWords, kinds } from '$lib/words/certificates';
import { QUIET, drawCode } from '$lib/parts/qr';
import { remember } from '$lib/check/checked';
import { findNext, findSentence, foreignWords, reasonWords, verdictLooks } from '$lib/check/verdicts';
import { describeEmployment, mayDeclareLoss } from '$lib/home/employment';
import type { Judged } from '$lib/platform';
import { star } from '$lib/parts/star';

function namesOf(type: string): string[] {
  const text = readFileSync(join(import.meta.dirname, `../src/lib/bindings/${type}.ts`), 'utf8');
  const union = /export type \w+ = ([^;]+);/.exec(text)?.[1] ?? '';
  return [...union.matchAll(/"(\w+)"/g)].map((found) => found[1] ?? '').sort();
}

describe('every name of the wire has its words', () => {
  test.each([
    ['VerdictView', verdictLooks],
    ['VerdictReason', reasonWords],
    ['ForeignCodeView', foreignWords],
    ['CertificateKindView', kindWords],
    ['MonthStateView', monthStateWords],
    ['SituationView', situationWords],
    ['OriginView', originWords],
    ['DisputeAnswerView', givenWords],
  ])('%s', (type, words) => expect(Object.keys(words).sort()).toEqual(namesOf(type)));
});

describe('what a certificate states', () => {
  beforeAll(async () => {
    vi.stubGlobal('document', { documentElement: {} });
    await words.use('fr');
  });
  afterAll(() => vi.unstubAllGlobals());

  test('every kind of the wire is offered', () => expect([...kinds].sort()).toEqual(namesOf('CertificateKindView')));

  test.each([
    [{ key: 'employer', name: 'ATELIER ZERHOUN SARL', number: '1000004' }, 'Atelier Zerhoun SARL'],
    [{ key: 'first_month', month: '2025-11' }, 'novembre\u00A02025'],
    [{ key: 'total_days', days: 3250 }, '3\u202F250'],
    [{ key: 'months', count: 12 }, '12'],
    [{ key: 'total_salary', centimes: 6_223_680 }, '62\u202F236,80'],
    [{ key: 'situation', situation: 'left' as const }, 'Sortant'],
  ])('%j', (fact, value) => {
    const said = describeFact(fact, 'fr');
    expect(said.value).toContain(value);
    expect(said.label).toMatch(/^[A-ZÉ][^_]+$/);
  });

  test('a fact that this app does not know yet is called by its key', () => {
    expect(describeFact({ key: 'children', count: 3 }, 'fr')).toEqual({ label: 'children', value: '3' });
  });
});

describe('the door', () => {
  test.each([
    ['190 000 010', '190000010'],
    ['190.000.010', '190000010'],
    ['١٩٠٠٠٠٠١٠', '190000010'],
    ['12345678', '12345678'],
    ['1234567', undefined],
    ['12345678901', undefined],
    ['19000001O', undefined],
    ['', undefined],
  ])('the number %j is %j', (typed, read) => expect(readRegistrationNumber(typed)).toBe(read));

  test('a code may be pasted with blanks, and has eight digits', () => {
    expect(readCode(' 1234-5678\u00A0')).toBe('12345678');
    expect(readCode('1234567')).toBeUndefined();
  });

  test.each([
    ['123456', true],
    ['987654', true],
    ['000000', true],
    ['123457', false],
    ['246802', false],
    ['135790', false],
  ])('the PIN %s is easy: %s', (pin, easy) => expect(isEasyPin(pin)).toBe(easy));

  test('a PIN has six to twelve digits', () => {
    expect(readPin('12345')).toBeUndefined();
    expect(readPin('1'.repeat(13))).toBeUndefined();
    expect(readPin('482913')).toBe('482913');
  });
});

describe('verdicts', () => {
  test('nothing of a code is shown unless its seal held', () => {
    const hidden = Object.entries(verdictLooks).filter(([, look]) => !look.facts).map(([verdict]) => verdict);
    expect(hidden.sort()).toEqual(['not_a_certificate', 'not_genuine', 'untrusted_key', 'wrong_issuer']);
  });

  test('only what is valid has the star', () => {
    const stars = Object.entries(verdictLooks).filter(([, look]) => look.shape === 'valid').map(([verdict]) => verdict);
    expect(stars).toEqual(['valid', 'valid_status_old']);
  });

  test('each reason has a code of its own to quote', () => {
    const quotes = Object.values(reasonWords).map(({ quote }) => quote);
    expect(new Set(quotes).size).toBe(quotes.length);
  });

  test('a strange host is named, a foreign code is told, a wrong clock is put right first', () => {
    expect(findSentence({ verdict: 'wrong_issuer', reasons: ['wrong_host'], host: 'damane.evil' })).toEqual({ key: 'v_wrong_issuer_host', values: { host: 'damane.evil' } });
    expect(findSentence({ verdict: 'not_a_certificate', reasons: ['foreign_code'], foreign: 'web_address' })).toEqual({ key: 'foreign_web_address' });
    expect(findSentence({ verdict: 'status_unknown', reasons: ['no_status_list'] })).toEqual({ key: 'v_status_unknown_p_bare' });
    expect(findNext({ verdict: 'status_unknown', reasons: ['clock_behind'] })).toBe('v_status_unknown_n_clock');
    expect(findNext({ verdict: 'status_unknown', reasons: ['no_status_list'] })).toBe('v_status_unknown_n');
  });

  test('a letter of the fund is told as the fund’s, and nobody looks for a code on it', () => {
    const letter: Judged = { verdict: 'not_a_certificate', reasons: ['pdf_fund_paper'] };
    const nothing: Judged = { verdict: 'not_a_certificate', reasons: ['pdf_without_claims'] };
    expect(findSentence(letter)).toEqual({ key: 'v_not_a_certificate_p_paper' });
    expect(findNext(letter)).toBe('v_not_a_certificate_n_paper');
    expect(findSentence(nothing)).toEqual({ key: 'v_not_a_certificate_p' });
    expect(findNext(nothing)).toBe('v_not_a_certificate_n');
  });

  test('the device remembers no name, no number and no whole reference', () => {
    const certificate = {
      id: '00', reference: 'EM-7K4M-29QX-81TN', kind: 'employment' as const, issuer: 'damane.example',
      name_latin: 'Naïma EL OUARDI', name_arabic: 'نعيمة الوردي', birth_date: '1984-03-12', registration_number: '190000010',
      facts: [], issued_at: '2026-11-23T09:00:00Z', valid_until: '2027-02-23',
    };
    const kept = remember({ judged: { verdict: 'valid', reasons: [], certificate }, at: '2026-11-25T10:00:00Z' });
    expect(kept).toEqual({ verdict: 'valid', at: '2026-11-25T10:00:00Z', kind: 'employment', until: '2027-02-23', ending: '81TN' });
  });
});

describe('the career', () => {
  test('blocks fill one after the other, up to the goal', () => {
    expect(findBlocks(0, 3240)).toHaveLength(15);
    expect(findBlocks(324, 3240).slice(0, 3)).toEqual([1, 0.5, 0]);
    expect(findBlocks(9999, 3240).every((share) => share === 1)).toBe(true);
  });

  test('years of the same employer stand together, and apart when another lies between', () => {
    const year = (number: number, main_employer: string) => ({ year: number, main_employer, months: [], days: 0, salary: 0, quarters: 0 });
    const groups = groupByEmployer([year(2024, 'a'), year(2023, 'a'), year(2022, 'b'), year(2021, 'a')]);
    expect(groups.map((group) => [group.employer, group.years.length])).toEqual([['a', 2], ['b', 1], ['a', 1]]);
  });

  test('a dispute on this device belongs to its line, and nothing is said twice of a line', () => {
    const draft = (id: string, state: DraftView['state'], form: Partial<DisputeForm>, kind: DraftView['kind'] = 'dispute'): DraftView => ({
      id, kind, claim: null, state, documents: [], receipt: null, refusal: null, changed_at: '',
      form: JSON.stringify({ month: '2026-09', employer: '1000004', reason: 'wrong_days', note: '', ...form }),
    });
    const drafts = [
      draft('a', 'queued', {}),
      draft('b', 'open', { reason: 'wrong_salary' }),
      draft('c', 'sent', { reason: 'wrong_situation' }),
      draft('d', 'open', { month: '2026-08' }),
      draft('e', 'open', { employer: '' }),
      draft('f', 'open', {}, 'reply'),
    ];
    const here = findDrafts(drafts, '2026-09', '1000004');
    expect(here.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    const told = { month: '2026-09', employer_number: '1000004', note: '', made_at: '', documents: 0 };
    const own: DisputeView[] = [{ ...told, reason: 'not_my_employer' }];
    expect(findReasonsLeft('1000004', own, here)).toEqual(['wrong_salary']);
    expect(findReasonsLeft('', [], findDrafts(drafts, '2026-09', ''))).toEqual(['missing_month']);
    expect(findSent(here, own).map(({ id }) => id)).toEqual(['c']);
    expect(findSent(here, [{ ...told, reason: 'wrong_situation' }])).toEqual([]);
  });

  test('what was answered for good can be said again, last, and what was sent before the answer is not on its way', () => {
    const sent = (changed_at: string): DraftView => ({
      id: 'a', kind: 'dispute', claim: null, state: 'sent', documents: [], receipt: null, refusal: null, changed_at,
      form: JSON.stringify({ month: '2026-09', employer: '1000004', reason: 'wrong_days', note: '' }),
    });
    const told = { month: '2026-09', employer_number: '1000004', note: '', made_at: '', documents: 0 };
    const answered = (answer: NonNullable<DisputeView['answer']>): DisputeView[] => [{ ...told, reason: 'wrong_days', answer, answered_at: '2026-11-20T10:00:00Z' }];
    const left = (answer: NonNullable<DisputeView['answer']>, drafts: DraftView[]) => findReasonsLeft('1000004', answered(answer), drafts);
    expect(left('stands', [sent('2026-11-19T10:00:00.000Z')]).at(-1)).toBe('wrong_days');
    expect(left('corrected', [])).toContain('wrong_days');
    expect(left('employer_asked', [])).not.toContain('wrong_days');
    expect(left('stands', [sent('2026-11-21T10:00:00.000Z')])).not.toContain('wrong_days');
    expect(findAnswered(answered('stands'))).toEqual(['wrong_days']);
    const undone: DisputeView[] = [{ ...told, reason: 'wrong_days', reopened_at: '2026-11-20T10:00:00Z', undone_by_file: true }];
    expect(findReasonsLeft('1000004', undone, [sent('2026-11-19T10:00:00.000Z')]).at(-1)).toBe('wrong_days');
    expect(findReasonsLeft('1000004', undone, [sent('2026-11-21T10:00:00.000Z')])).not.toContain('wrong_days');
    expect(findAnswered(undone), 'papers can come while it waits').toEqual(['wrong_days']);
    expect(findAnswered([{ ...told, reason: 'wrong_days', reopened_at: '2026-11-20T10:00:00Z' }])).toEqual([]);
  });

  test('the line that counts comes before the one it replaced', () => {
    const line = { month: '2024-04', employer_number: '1', days: 10, salary: 1, capped_salary: 1, situation: 'normal' as const, origin: 'main' as const };
    const found = findLines([{ ...line, superseded: true }, { ...line, superseded: false }, { ...line, month: '2024-05', superseded: false }], monthKey(2024, 4));
    expect(found.map((one) => one.superseded)).toEqual([false, true]);
  });
});

test('employment is said whatever it is', () => {
  expect(describeEmployment({ state: 'interrupted', last_month: '2026-06', months: 4 }, 'fr').title).toEqual({ key: 'interrupted', values: { n: 4 } });
  expect(describeEmployment({ state: 'never_declared' }, 'ar').title).toEqual({ key: 'never_declared' });
});

describe('the code', () => {
  const digits = Array.from({ length: 690 }, (_, index) => (index * 7 + 3) % 10).join('');
  const text = `https://damane.example/#9${digits}`;

  /** Draws the path's rectangles as black pixels, four a module. */
  function paint({ side, path }: { side: number; path: string }) {
    const scale = 4;
    const width = (side + 2 * QUIET) * scale;
    const data = new Uint8ClampedArray(width * width * 4).fill(255);
    for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v/g)) {
      for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++) {
        for (let column = Number(x) * scale; column < (Number(x) + Number(run)) * scale; column++) data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
      }
    }
    return { width, height: width, data };
  }

  test('a full certificate stays within version 13', () => expect(drawCode(text).side).toBeLessThanOrEqual(69));

  test('what is drawn reads as what was meant', () => expect(decode(paint(drawCode(text)))).toBe(text));
});

test('the star has sixteen points', () => expect(star(0, 0, 10).match(/[ML]/g)).toHaveLength(16));

describe('a job that may be lost', () => {
  const gap = (months: number) => ({ state: 'interrupted', last_month: '2026-09', months }) as const;

  test('is spoken of while the time to declare it may run, and to nobody who did', () => {
    expect([1, 4, 5].map((months) => mayDeclareLoss(gap(months), [], []))).toEqual([true, true, false]);
    expect(mayDeclareLoss({ state: 'declared', employer: 'A', last_month: '2026-10' }, [], [])).toBe(false);
    expect(mayDeclareLoss(gap(1), [{ kind: 'reimbursement' } as ClaimSummaryView], [{ kind: 'pension' } as DraftView])).toBe(true);
    expect(mayDeclareLoss(gap(1), [{ kind: 'job_loss' } as ClaimSummaryView], [])).toBe(false);
    expect(mayDeclareLoss(gap(1), [], [{ kind: 'job_loss' } as DraftView])).toBe(false);
  });
});
