/** The words of claims of care: acts, people, reasons, total over the contract. */

import type { BeneficiaryView } from '$lib/bindings/BeneficiaryView';
import type { CareActView } from '$lib/bindings/CareActView';
import type { CareLineReasonView } from '$lib/bindings/CareLineReasonView';
import type { ReimbursementReasonView } from '$lib/bindings/ReimbursementReasonView';
import type { Key } from './words.svelte';

export const actWords: Record<CareActView, Key> = {
  gp_visit: 'rb_act_gp',
  specialist_visit: 'rb_act_specialist',
  medicine: 'rb_act_medicine',
  other: 'rb_act_other',
};

export const whoWords: Record<BeneficiaryView, Key> = { myself: 'rb_who_myself', spouse: 'rb_who_spouse', child: 'rb_who_child' };

export const lineReasonWords: Record<CareLineReasonView, Key> = {
  claim_refused: 'rb_line_refused',
  no_tariff: 'rb_line_no_tariff',
  paid_above_tariff: 'rb_line_tariff',
  generic_price: 'rb_line_generic',
  paid_amount: 'rb_line_paid',
};

export const reasonWords: Record<ReimbursementReasonView, Key> = {
  no_lines: 'rb_acts_bad',
  filed_too_late: 'rb_reason_late',
  too_few_days: 'rb_reason_days',
  prior_agreement_missing: 'rb_agreement_missing',
  sworn_translation_missing: 'rb_translation_missing',
  claimed_before: 'rb_claimed_before',
};
