// Asking for a pension: what is asked, what is wrong with an answer, what the check leaves behind, and its time on Home.

import { describe, expect, test } from 'vitest';
import type { DocumentKindView } from '$lib/bindings/DocumentKindView';
import type { PensionCheckView } from '$lib/bindings/PensionCheckView';
import type { StepView } from '$lib/bindings/StepView';
import { noDay } from '$lib/form/read';
import { findWaiting } from '$lib/home/waiting';
import { type PensionForm, STEPS, emptyForm, faultsOf, findOpenStep, missing, takeIn, toRequest } from '$lib/pension/form';
import { obstacleCodes } from '$lib/pension/words';
import { errorWords } from '$lib/words/errors';
import { dayOf, given, percent } from '$lib/words/steps';

const PAPERS: DocumentKindView[] = ['identity_card', 'employer_statement', 'life_certificate'];

const form = (more: Partial<PensionForm> = {}): PensionForm => ({
  ...emptyForm(),
  stopped: { d: '31', m: '7', y: '2025' },
  underground: 'no',
  sworn: true,
  papers: PAPERS,
  file_by: '2026-02-15',
  ...more,
});

const check = (more: Partial<PensionCheckView> = {}): PensionCheckView => ({
  as_of: '2026-11-28T09:00:00Z',
  figures: { outcome: 'pension', days: 3_484, reference_salary: 540_000, rate: 5_100, monthly_amount: 275_400, starts_on: '2026-09-01', late: false },
  keeps_until: '2027-02-15',
  papers: PAPERS,
  papers_confidence: 'sourced',
  life_certificate_within: 3,
  steps: [],
  laws: [],
  ...more,
});

describe('the request', () => {
  test('whole, it has no open question and becomes a request without its documents', () => {
    expect(findOpenStep(form(), PAPERS)).toBeUndefined();
    expect(toRequest(form())).toEqual({ stopped_on: '2025-07-31', underground: false, sworn: true });
    expect(toRequest(form({ underground: 'yes' })).underground).toBe(true);
  });

  test.each([
    ['stopped', { stopped: noDay() }],
    ['stopped', { stopped: { d: '1', m: '1', y: '2199' } }],
    ['underground', { underground: '' as const }],
    ['answer', { papers: [] }],
    ['promise', { sworn: false }],
  ])('%s stays open without a good answer', (step, more) => expect(findOpenStep(form(more), PAPERS)).toBe(step));

  test('each missing paper is missed; the authority’s word stands for the employer’s', () => {
    for (const paper of PAPERS) {
      const there = PAPERS.filter((one) => one !== paper);
      expect(findOpenStep(form(), [...there, 'other'])).toBe('documents');
      expect(missing(form(), there)).toEqual([paper]);
    }
    expect(missing(form(), ['identity_card', 'inactivity_statement', 'life_certificate'])).toEqual([]);
  });

  test('every fault is at a field of its question', () => {
    const ids = STEPS.flatMap((step) => faultsOf(step, { ...emptyForm(), papers: step === 'answer' ? [] : PAPERS }, []).map(({ id }) => id));
    expect(ids).toEqual(['stopped', 'underground', 'obstacle', 'documents', 'sworn']);
  });
});

describe('what the check leaves behind', () => {
  test('its papers and the day that keeps the start', () => {
    const filled = form({ papers: [], file_by: '' });
    takeIn(filled, check());
    expect([filled.papers, filled.file_by]).toEqual([PAPERS, '2027-02-15']);
  });

  test('nothing to go on with while something stands in the way', () => {
    const filled = form();
    takeIn(filled, check({ obstacle: 'still_declared', when: '2026-10' }));
    expect([filled.papers, filled.file_by]).toEqual([[], '']);
    expect(findOpenStep(filled, PAPERS)).toBe('answer');
  });

  test('no day to count down once it has passed', () => {
    const filled = form();
    takeIn(filled, check({ figures: { ...check().figures, late: true } }));
    expect(filled.file_by).toBe('');
  });
});

test('what stands in the way is said in the words of its refusal', () => {
  for (const code of Object.values(obstacleCodes)) expect(errorWords[code].next).toBe(`e_${code}_next`);
});

test('figures of a step', () => {
  const step: StepView = { code: 'effect_from', given: [{ name: 'late', value: 1, unit: 'pieces' }], result: 20_260_901, unit: 'day', confidence: 'unverified', reading: '', laws: [] };
  expect([dayOf(step.result), given(step, 'late'), given(step, 'none')]).toEqual(['2026-09-01', 1, undefined]);
  expect([percent(5_100), percent(350)]).toEqual(['51', '3,5']);
});

test('a request that is not sent yet is counted on Home as long as it keeps its start', () => {
  const draft = {
    id: 'd',
    kind: 'pension' as const,
    claim: null,
    state: 'open' as const,
    form: JSON.stringify(form()),
    documents: [],
    receipt: null,
    refusal: null,
    changed_at: '2025-12-25T09:00:00Z',
  };
  const waiting = (now: string) => findWaiting({ claims: [], drafts: [draft], certificate: undefined }, new Date(now)).map(({ kind, left }) => [kind, left]);
  expect(waiting('2026-02-05T09:00:00Z')).toEqual([['pension', 10]]);
  expect(waiting('2026-02-16T09:00:00Z')).toEqual([]);
});
