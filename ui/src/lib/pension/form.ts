/** Asking for a pension: what is typed, what is wrong with it, and the request it becomes. */

import type { DocumentKindView } from '$lib/bindings/DocumentKindView';
import type { PensionCheckView } from '$lib/bindings/PensionCheckView';
import type { PensionRequest } from '$lib/bindings/PensionRequest';
import type { Fault } from '$lib/form/Question.svelte';
import { type TypedDay, faultOfDay, noDay, readDay } from '$lib/form/read';

export interface PensionForm {
  stopped: TypedDay;
  underground: 'yes' | 'no' | '';
  sworn: boolean;
  /** Papers that are needed, as the check told: none while something stands in the way. */
  papers: DocumentKindView[];
  /** Last day on which the request keeps its start, as the check told; empty where that has passed. */
  file_by: string;
}

export const STEPS = ['stopped', 'underground', 'answer', 'documents', 'promise'] as const;
export type PensionStep = (typeof STEPS)[number];

export const emptyForm = (): PensionForm => ({ stopped: noDay(), underground: '', sworn: false, papers: [], file_by: '' });

export function faultsOf(step: PensionStep, form: PensionForm, papers: readonly DocumentKindView[]): Fault[] {
  const faults: Record<PensionStep, () => Fault[]> = {
    // Work has stopped once that day has come.
    stopped: () => [faultOfDay(form.stopped)].flatMap((key) => (key ? [{ id: 'stopped', key }] : [])),
    underground: () => (form.underground !== '' ? [] : [{ id: 'underground', key: 'pn_underground_bad' }]),
    answer: () => (form.papers.length > 0 ? [] : [{ id: 'obstacle', key: 'pn_not_now_bad' }]),
    documents: () => (missing(form, papers).length === 0 ? [] : [{ id: 'documents', key: 'pn_documents_bad' }]),
    promise: () => (form.sworn ? [] : [{ id: 'sworn', key: 'pn_sworn_bad' }]),
  };
  return faults[step]();
}

/** Papers that are needed and not there yet; the authority's word stands for the employer's. */
export const missing = (form: PensionForm, papers: readonly DocumentKindView[]): DocumentKindView[] =>
  form.papers.filter((paper) => !papers.includes(paper) && !(paper === 'employer_statement' && papers.includes('inactivity_statement')));

/** The first question without a good answer. */
export const findOpenStep = (form: PensionForm, papers: readonly DocumentKindView[]): PensionStep | undefined =>
  STEPS.find((step) => faultsOf(step, form, papers).length > 0);

/** What the check told, kept with the draft for when there is no network. */
export function takeIn(form: PensionForm, found: PensionCheckView): void {
  form.papers = found.obstacle ? [] : found.papers;
  form.file_by = found.obstacle || found.figures.late ? '' : found.keeps_until;
}

/** Without its documents: they are named when they have arrived. */
export function toRequest(form: PensionForm): Omit<PensionRequest, 'documents'> {
  return { stopped_on: readDay(form.stopped) ?? '', underground: form.underground === 'yes', sworn: form.sworn };
}
