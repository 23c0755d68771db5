/** The words of the form's questions, and which of them a field of the request lies behind. */

import type { Key, Shelf } from '$lib/words/words.svelte';
import type { CareStep } from './form';

/** The words of the form's less frequent parts, fetched with it. */
export const shelf: Shelf = {
  ar: () => import('$messages/reimbursements/ar.json'),
  fr: () => import('$messages/reimbursements/fr.json'),
  en: () => import('$messages/reimbursements/en.json'),
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
  barcode: 'acts',
  documents: 'documents',
  document: 'documents',
};
