/** The words of claims of care: acts, people, reasons, total over the contract. */

import type { BeneficiaryView } from '$lib/bindings/BeneficiaryView';
import type { CareActView } from '$lib/bindings/CareActView';
import type { CareLineReasonView } from '$lib/bindings/CareLineReasonView';
import type { ReimbursementReasonView } from '$lib/bindings/ReimbursementReasonView';
import type { Key } from '$lib/words/words.svelte';
import type { CareStep } from './form';

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
};

export const questionWords: Record<CareStep, { title: Key; short: Key }> = {
  who: { title: 'rb_who', short: 'rb_who_short' },
  where: { title: 'rb_where', short: 'rb_where_short' },
  care: { title: 'rb_care', short: 'rb_care_short' },
  when: { title: 'rb_when', short: 'rb_when_short' },
  practitioner: { title: 'rb_practitioner', short: 'rb_practitioner_short' },
  acts: { title: 'rb_acts', short: 'rb_acts_short' },
  documents: { title: 'rb_documents', short: 'rb_documents_short' },
  account: { title: 'rb_account', short: 'rb_account_short' },
};

/** The question behind a field of the request, where the portal finds fault with it. */
export const stepOfField: Record<string, CareStep> = {
  beneficiary_name: 'who',
  abroad: 'where',
  practitioner: 'practitioner',
  lines: 'acts',
  on: 'acts',
  paid: 'acts',
  quantity: 'acts',
  label: 'acts',
  documents: 'documents',
  document: 'documents',
};
