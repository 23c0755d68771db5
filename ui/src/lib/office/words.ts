/** The console's words, total over the contract, and what an officer can name for each kind of claim. */

import type { ClaimKindView } from '$lib/bindings/ClaimKindView';
import type { DisputeAnswerView } from '$lib/bindings/DisputeAnswerView';
import type { DisputeReasonView } from '$lib/bindings/DisputeReasonView';
import type { DocumentKindView } from '$lib/bindings/DocumentKindView';
import type { OfficeTabView } from '$lib/bindings/OfficeTabView';
import type { OfficeClaimView } from '$lib/bindings/OfficeClaimView';
import type { OfficerRoleView } from '$lib/bindings/OfficerRoleView';
import type { RefusalView } from '$lib/bindings/RefusalView';
import type { ReturnReasonView } from '$lib/bindings/ReturnReasonView';
import type { RevocationView } from '$lib/bindings/RevocationView';
import type { SearchPurposeView } from '$lib/bindings/SearchPurposeView';
import { personName } from '$lib/words/format';
export { upholdingWords } from '$lib/words/claims';
import { type Key, words } from '$lib/words/words.svelte';

export const tabWords: Record<OfficeTabView, Key> = {
  to_do: 'of_tab_to_do',
  waiting: 'of_tab_waiting',
  to_agree: 'of_tab_to_agree',
  to_pay: 'of_tab_to_pay',
  closed: 'of_tab_closed',
};

export const roleWords: Record<OfficerRoleView, Key> = {
  decide: 'of_role_decide',
  approve: 'of_role_approve',
  accounts: 'of_role_accounts',
  certificates: 'of_role_certificates',
};

export const purposeWords: Record<SearchPurposeView, Key> = {
  at_the_counter: 'of_pur_at_the_counter',
  call_or_letter: 'of_pur_call_or_letter',
  claim: 'of_pur_claim',
  employer_notice: 'of_pur_employer_notice',
  certificate: 'of_pur_certificate',
  career: 'of_pur_career',
};

export const returnWords: Record<ReturnReasonView, Key> = {
  account_closed: 'of_ret_account_closed',
  account_unknown: 'of_ret_account_unknown',
  other_holder: 'of_ret_other_holder',
  not_stated: 'of_ret_not_stated',
};

export const revocationWords: Record<RevocationView, Key> = {
  issued_in_error: 'of_rev_issued_in_error',
  facts_wrong: 'of_rev_facts_wrong',
  account_misused: 'of_rev_account_misused',
};

export const answerWords: Record<DisputeAnswerView, Key> = {
  employer_asked: 'of_ans_employer_asked',
  corrected: 'of_ans_corrected',
  stands: 'of_ans_stands',
};

export const disputeWords: Record<DisputeReasonView, Key> = {
  missing_month: 'of_dis_missing_month',
  wrong_days: 'of_dis_wrong_days',
  wrong_salary: 'of_dis_wrong_salary',
  wrong_situation: 'of_dis_wrong_situation',
  not_my_employer: 'of_dis_not_my_employer',
};

/** The codes of a table of words, in its order. */
export const codesOf = <Code extends string>(table: Record<Code, Key>): Code[] => Object.keys(table) as Code[];

/** What is proposed is an amount for each month. */
export const isByTheMonth = (claim: OfficeClaimView): boolean =>
  claim.claim.summary.kind === 'job_loss' || claim.pension?.now.outcome === 'pension' || claim.pension?.now.outcome === 'minimum_only';

const eventWords: Record<string, Key> = {
  received: 'of_ev_received',
  taken: 'of_ev_taken',
  taken_over: 'of_ev_taken_over',
  documents_asked: 'of_ev_documents_asked',
  answered: 'of_ev_answered',
  proposed: 'of_ev_proposed',
  sent_back: 'of_ev_sent_back',
  accepted: 'of_ev_accepted',
  in_payment: 'of_ev_in_payment',
  paid: 'of_ev_paid',
  payment_returned: 'of_ev_payment_returned',
  payment_withdrawn: 'of_ev_payment_withdrawn',
  rejected: 'of_ev_rejected',
  contested: 'of_ev_contested',
  upheld: 'of_ev_upheld',
  month_confirmed: 'of_ev_month_confirmed',
  month_released: 'of_ev_month_released',
  work_reported: 'of_ev_work_reported',
};

/** The word of an event; one of a newer portal is named as it is. */
export const sayEvent = (step: string): string => {
  const key = Object.hasOwn(eventWords, step) ? eventWords[step] : undefined;
  return key === undefined ? step.replaceAll('_', ' ') : words.text(key);
};

/** The reasons an officer refuses a kind of claim for: ten at most, one a digit. */
export const refusalsOf: Record<ClaimKindView, readonly RefusalView[]> = {
  reimbursement: [
    'document_missing',
    'document_illegible',
    'document_differs',
    'filed_late',
    'not_covered',
    'rights_not_open',
    'not_a_dependant',
    'duplicate',
    'no_prior_agreement',
    'no_sworn_translation',
  ],
  pension: ['document_missing', 'document_illegible', 'document_differs', 'not_enough_days', 'age_not_reached', 'work_not_stopped', 'back_at_work', 'contributions_refunded', 'duplicate'],
  job_loss: ['document_missing', 'document_illegible', 'document_differs', 'filed_late', 'not_enough_days', 'loss_was_voluntary', 'back_at_work', 'duplicate'],
};

/** The same for a claim whose documents did not come in time: that they did not is the first of them. */
export const refusalsFor = (kind: ClaimKindView, overdue: boolean): readonly RefusalView[] =>
  overdue ? ['no_reply', ...refusalsOf[kind].filter((reason) => reason !== 'document_missing')] : refusalsOf[kind];

/** The documents an officer asks for with a kind of claim: ten at most, one a digit. */
export const documentsOf: Record<ClaimKindView, readonly DocumentKindView[]> = {
  reimbursement: [
    'care_form',
    'prescription',
    'invoice',
    'test_result',
    'medical_report',
    'prior_agreement',
    'sworn_translation',
    'bank_statement',
    'birth_record',
    'other',
  ],
  pension: ['identity_card', 'life_certificate', 'employer_statement', 'inactivity_statement', 'underground_statement', 'bank_statement', 'birth_record', 'payslip', 'other'],
  job_loss: ['employer_statement', 'end_of_contract', 'labour_inspector_record', 'work_contract', 'payslip', 'identity_card', 'bank_statement', 'other'],
};

/** The digit that names the place of a list: 1 to 9, then 0. */
export const digitOf = (place: number): string => String((place + 1) % 10);

/** A name in the script that is read. */
export function nameOf(person: { name_latin: string; name_arabic: string }): string {
  return words.locale === 'ar' && person.name_arabic !== '' ? person.name_arabic : personName(person.name_latin);
}
