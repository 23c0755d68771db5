// Declaring a loss of work: what is asked, what is wrong with an answer, and that its time is counted on Home.

import { describe, expect, test } from 'vitest';
import type { ClaimSummaryView } from '$lib/bindings/ClaimSummaryView';
import type { DocumentKindView } from '$lib/bindings/DocumentKindView';
import type { DraftView } from '$lib/bindings/DraftView';
import { noDay } from '$lib/form/read';
import { findWaiting } from '$lib/home/waiting';
import { type LossForm, STEPS, emptyForm, faultsOf, findOpenStep, toRequest } from '$lib/job-loss/form';

const PAPERS: DocumentKindView[] = ['identity_card', 'employer_statement', 'labour_inspector_record'];

const form = (more: Partial<LossForm> = {}): LossForm => ({
  ...emptyForm(),
  ended: { d: '31', m: '10', y: '2025' },
  reason: 'dismissal',
  employer: ' ATELIER ZERHOUN SARL ',
  sworn: true,
  will_report: true,
  papers: PAPERS,
  file_by: '2025-12-30',
  ...more,
});

describe('the declaration', () => {
  test('whole, it has no open question and becomes a request without its documents', () => {
    expect(findOpenStep(form(), PAPERS)).toBeUndefined();
    expect(toRequest(form())).toEqual({
      ended_on: '2025-10-31',
      reason: 'dismissal',
      employer: 'ATELIER ZERHOUN SARL',
      sworn: true,
      will_report_work: true,
    });
  });

  test.each([
    ['ended', { ended: noDay() }],
    ['ended', { ended: { d: '1', m: '1', y: '2199' } }],
    ['reason', { reason: '' }],
    ['answer', { papers: [] }],
    ['employer', { employer: ' ' }],
    ['promises', { sworn: false }],
    ['promises', { will_report: false }],
  ] as const)('%s stays open without a good answer', (step, more) => {
    const { papers, ...rest } = more as Partial<LossForm>;
    expect(findOpenStep(form({ ...rest, ...(papers && { papers: [...papers] }) }), PAPERS)).toBe(step);
  });

  test('each missing paper is missed, another one does not stand for it', () => {
    for (const missing of PAPERS) {
      const there = PAPERS.filter((paper) => paper !== missing);
      expect(findOpenStep(form(), [...there, 'other'])).toBe('documents');
    }
  });

  test('every fault is at a field of its question', () => {
    const empty = { ...emptyForm(), papers: PAPERS };
    const ids = STEPS.flatMap((step) => faultsOf(step, empty, []).map(({ id }) => id));
    expect(ids).toEqual(['ended', 'reason', 'employer', 'documents', 'sworn', 'will_report']);
  });
});

test('a month of the benefit that is to be confirmed is told on Home, also once its last day has passed', () => {
  const month = { number: 2, first: '2026-12-01', last: '2026-12-31', confirm_from: '2027-01-01', confirm_until: '2027-01-15', state: 'open' as const };
  const claim: ClaimSummaryView = {
    id: 'loss',
    reference: 'PE-1',
    kind: 'job_loss',
    status: 'paid',
    paid: 342_272,
    submitted_at: '2026-11-21T09:00:00Z',
    changed_at: '2026-12-05T09:00:00Z',
    to_confirm: month,
  };
  const waiting = (now: string, of = claim) => findWaiting({ claims: [of], drafts: [], certificate: undefined }, new Date(now));
  expect(waiting('2027-01-02T09:00:00Z')).toEqual([{ kind: 'month', claim, first: '2026-12-01', last: '2026-12-31', by: '2027-01-15', left: 13, since: '2027-01-01' }]);
  expect(waiting('2027-01-20T09:00:00Z').map(({ left }) => left)).toEqual([-5]);
  expect(waiting('2027-01-02T09:00:00Z', { ...claim, to_confirm: null })).toEqual([]);
});

test('the time of a loss that was declared runs no more, unless the declaration was rejected', () => {
  const draft = {
    id: 'd',
    kind: 'job_loss' as const,
    claim: null,
    state: 'open' as const,
    form: JSON.stringify(form({ file_by: '2026-12-30' })),
    documents: [],
    receipt: null,
    refusal: null,
    changed_at: '2026-11-25T09:00:00Z',
  };
  const receipt = { id: 'loss', reference: 'PE-1', submitted_at: '2026-11-26T09:00:00Z' };
  const sent = { ...draft, id: 's', state: 'sent' as const, receipt };
  const other = { ...sent, form: JSON.stringify(form({ ended: { d: '30', m: '10', y: '2025' } })) };
  const rejected = { id: 'loss', reference: 'PE-1', kind: 'job_loss', status: 'rejected', paid: 0, submitted_at: '', changed_at: '' } as ClaimSummaryView;
  const waits = (drafts: DraftView[], claims: ClaimSummaryView[] = []) =>
    findWaiting({ claims, drafts, certificate: undefined }, new Date('2026-11-28T09:00:00Z')).length;
  expect([waits([draft]), waits([draft, sent]), waits([draft, other]), waits([draft, sent], [rejected])]).toEqual([1, 0, 1, 1]);
  expect(waits([{ ...draft, state: 'refused', refusal: { code: 'loss_declared_before' } }])).toBe(0);
});

test('a loss that is not declared yet is counted on Home, and no more once its time is over', () => {
  const draft = {
    id: 'd',
    kind: 'job_loss' as const,
    claim: null,
    state: 'open' as const,
    form: JSON.stringify(form({ file_by: '2026-12-30' })),
    documents: [],
    receipt: null,
    refusal: null,
    changed_at: '2026-11-25T09:00:00Z',
  };
  const waiting = (now: string) => findWaiting({ claims: [], drafts: [draft], certificate: undefined }, new Date(now));
  expect(waiting('2026-11-28T09:00:00Z').map(({ kind, left }) => [kind, left])).toEqual([['loss', 32]]);
  expect(waiting('2026-12-31T09:00:00Z')).toEqual([]);
  // Nothing is counted before the fund has said until when.
  expect(findWaiting({ claims: [], drafts: [{ ...draft, form: JSON.stringify(emptyForm()) }], certificate: undefined }, new Date())).toEqual([]);
});
