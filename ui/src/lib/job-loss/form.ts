/** Declaring a loss of work: what is typed, what is wrong with it, and the request it becomes. */

import type { DocumentKindView } from '$lib/bindings/DocumentKindView';
import type { EndOfContractView } from '$lib/bindings/EndOfContractView';
import type { JobLossRequest } from '$lib/bindings/JobLossRequest';
import type { Fault } from '$lib/form/Question.svelte';
import { type TypedDay, faultOfDay, noDay, readDay } from '$lib/form/read';

export interface LossForm {
  ended: TypedDay;
  reason: EndOfContractView | '';
  employer: string;
  sworn: boolean;
  will_report: boolean;
  /** Papers that are needed, as the check told: kept for when there is no network. */
  papers: DocumentKindView[];
  /** Last day to declare, as the check told; empty until then. */
  file_by: string;
}

export const STEPS = ['ended', 'reason', 'answer', 'employer', 'documents', 'promises'] as const;
export type LossStep = (typeof STEPS)[number];

export const emptyForm = (): LossForm => ({
  ended: noDay(),
  reason: '',
  employer: '',
  sworn: false,
  will_report: false,
  papers: [],
  file_by: '',
});

export function faultsOf(step: LossStep, form: LossForm, papers: readonly DocumentKindView[]): Fault[] {
  const found: (Fault | false)[] = {
    // A loss is declared once it has happened.
    ended: () => [faultOfDay(form.ended)].map((key) => key === undefined || { id: 'ended', key }),
    reason: () => [form.reason !== '' || { id: 'reason', key: 'jl_reason_bad' as const }],
    answer: () => [],
    employer: () => [form.employer.trim().length >= 2 || { id: 'employer', key: 'jl_employer_bad' as const }],
    documents: () => [missing(form, papers).length === 0 || { id: 'documents', key: 'jl_documents_bad' as const }],
    promises: () => [
      form.sworn || { id: 'sworn', key: 'jl_sworn_bad' as const },
      form.will_report || { id: 'will_report', key: 'jl_will_report_bad' as const },
    ],
  }[step]().map((fine) => (fine === true ? false : (fine as Fault)));
  return found.filter((fault) => fault !== false);
}

/** Papers that are needed and not there yet. */
export const missing = (form: LossForm, papers: readonly DocumentKindView[]): DocumentKindView[] =>
  form.papers.filter((paper) => !papers.includes(paper));

/** The first question without a good answer. */
export const findOpenStep = (form: LossForm, papers: readonly DocumentKindView[]): LossStep | undefined =>
  STEPS.find((step) => faultsOf(step, form, papers).length > 0 || (step === 'answer' && form.papers.length === 0));

/** Without its documents: they are named when they have arrived. */
export function toRequest(form: LossForm): Omit<JobLossRequest, 'documents'> {
  return {
    ended_on: readDay(form.ended) ?? '',
    reason: form.reason === '' ? 'dismissal' : form.reason,
    employer: form.employer.trim(),
    sworn: form.sworn,
    will_report_work: form.will_report,
  };
}
