/** Names of documents, total over the contract; their sizes; and where each form is. */

import type { DocumentKindView } from '$lib/bindings/DocumentKindView';
import type { DraftKindView } from '$lib/bindings/DraftKindView';
import type { Key } from '$lib/words/words.svelte';

export const documentWords: Record<DocumentKindView, Key> = {
  care_form: 'doc_care_form',
  prescription: 'doc_prescription',
  invoice: 'doc_invoice',
  test_result: 'doc_test_result',
  medical_report: 'doc_medical_report',
  prior_agreement: 'doc_prior_agreement',
  sworn_translation: 'doc_sworn_translation',
  identity_card: 'doc_identity_card',
  bank_statement: 'doc_bank_statement',
  birth_record: 'doc_birth_record',
  marriage_record: 'doc_marriage_record',
  labour_inspector_record: 'doc_labour_inspector_record',
  work_contract: 'doc_work_contract',
  employer_statement: 'doc_employer_statement',
  end_of_contract: 'doc_end_of_contract',
  payslip: 'doc_payslip',
  inactivity_statement: 'doc_inactivity_statement',
  life_certificate: 'doc_life_certificate',
  underground_statement: 'doc_underground_statement',
  other: 'doc_other',
};

/** Largest document, megabytes (crates/contract, `limits.rs`). */
export const DOCUMENT_MB = 10;

/** Bytes as a person reads them: `340` with its unit's key. */
export function sizeOf(bytes: number): { key: Key; n: string } {
  if (bytes < 1024 * 1024) return { key: 'fm_kilobytes', n: String(Math.max(1, Math.round(bytes / 1024))) };
  return { key: 'fm_megabytes', n: (bytes / 1024 / 1024).toFixed(1).replace('.', ',') };
}

/** Where each form is filled in; an answer to a claim is, where the claim is. */
export const FORMS: Partial<Record<DraftKindView, string>> = { reimbursement: '/reimbursements', job_loss: '/job-loss', pension: '/pension/request' };
