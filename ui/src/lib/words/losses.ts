/** Words for a lost job: how a contract ended, what speaks against the benefit. Total over the contract. */

import type { EndOfContractView } from '$lib/bindings/EndOfContractView';
import type { JobLossReasonView } from '$lib/bindings/JobLossReasonView';
import type { Key } from './words.svelte';

export const endWords: Record<EndOfContractView, Key> = {
  dismissal: 'jl_dismissal',
  economic: 'jl_economic',
  end_of_fixed_term: 'jl_end_of_fixed_term',
  resignation: 'jl_resignation',
  voluntary_departure: 'jl_voluntary_departure',
  abandonment: 'jl_abandonment',
};

export const againstWords: Record<JobLossReasonView, Key> = {
  not_involuntary: 'jl_not_involuntary',
  too_few_days_in_36_months: 'jl_too_few_36',
  too_few_days_in_12_months: 'jl_too_few_12',
  claimed_too_late: 'jl_too_late',
  claimed_before_the_end: 'jl_too_early',
};
