/** The words of the job-loss room: months and questions, total over the contract. */

import type { BenefitMonthStateView } from '$lib/bindings/BenefitMonthStateView';
import type { Key } from '$lib/words/words.svelte';
import type { LossStep } from './form';

export const monthWords: Record<BenefitMonthStateView, Key> = {
  ahead: 'jl_m_ahead',
  open: 'jl_m_open',
  suspended: 'jl_m_suspended',
  held: 'jl_m_held',
  confirmed: 'jl_m_confirmed',
  sent: 'jl_m_sent',
  ended: 'jl_m_ended',
};

export const questionWords: Record<LossStep, { title: Key; short: Key }> = {
  ended: { title: 'jl_ended', short: 'jl_ended_short' },
  reason: { title: 'jl_reason', short: 'jl_reason_short' },
  answer: { title: 'jl_answer', short: 'jl_answer' },
  employer: { title: 'jl_employer', short: 'jl_employer_short' },
  documents: { title: 'jl_documents', short: 'fm_documents' },
  promises: { title: 'jl_promises', short: 'jl_promises_short' },
};
