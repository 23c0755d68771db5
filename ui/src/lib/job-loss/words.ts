/** The words of the job-loss room: its questions, total over the form. */

import type { Key } from '$lib/words/words.svelte';
import type { LossStep } from './form';

export const questionWords: Record<LossStep, { title: Key; short: Key }> = {
  ended: { title: 'jl_ended', short: 'jl_ended_short' },
  reason: { title: 'jl_reason', short: 'jl_reason_short' },
  answer: { title: 'jl_answer', short: 'jl_answer' },
  employer: { title: 'jl_employer', short: 'jl_employer_short' },
  documents: { title: 'jl_documents', short: 'fm_documents' },
  promises: { title: 'jl_promises', short: 'jl_promises_short' },
};
