/** Pages that help where an account cannot be opened or reached: what happened, what to do, what to bring. */

import type { BlockedCaseView } from '$lib/bindings/BlockedCaseView';
import type { Key } from '$lib/words/words.svelte';

export type Case = BlockedCaseView | 'no_sms' | 'office' | 'closed';

export interface CaseWords {
  /** What happened, in one line: the answer first. */
  title: Key;
  /** What it means. */
  text: Key;
  /** What to do, in order. */
  steps: Key[];
  /** What still works meanwhile. */
  works?: Key[];
  /** What to bring to an office. */
  bring?: Key[];
  /** A message to the employer, ready to be sent. */
  letter?: Key;
  /** Pages that may be the better one. */
  links?: { to: string; key: Key }[];
}

const PAPERS: Key[] = ['bring_id', 'bring_number', 'bring_phone'];

export const cases: Record<Case, CaseWords> = {
  number_unknown: {
    title: 'case_number_title',
    text: 'case_number_text',
    steps: ['case_number_1', 'case_number_2', 'case_number_3'],
    bring: ['bring_id', 'bring_payslip'],
  },
  other_mobile: {
    title: 'case_mobile_title',
    text: 'case_mobile_text',
    steps: ['case_mobile_1', 'case_mobile_2', 'case_mobile_3'],
    letter: 'case_mobile_letter',
    bring: PAPERS,
  },
  account_exists: {
    title: 'case_exists_title',
    text: 'case_exists_text',
    steps: ['case_exists_1', 'case_exists_2', 'case_exists_3'],
    bring: PAPERS,
  },
  email_taken: {
    title: 'case_email_title',
    text: 'case_email_text',
    steps: ['case_email_1', 'case_email_2', 'case_email_3'],
    bring: PAPERS,
  },
  file_inactive: {
    title: 'case_inactive_title',
    text: 'case_inactive_text',
    steps: ['case_inactive_1', 'case_inactive_2', 'case_inactive_3'],
    works: ['case_inactive_works_1', 'case_inactive_works_2', 'case_inactive_works_3'],
    bring: ['bring_id', 'bring_number', 'bring_work'],
  },
  no_sms: {
    title: 'case_sms_title',
    text: 'case_sms_text',
    steps: ['case_sms_1', 'case_sms_2', 'case_sms_3', 'case_sms_4'],
    links: [
      { to: '/help/other-mobile', key: 'link_other_mobile' },
      { to: '/help/account-exists', key: 'link_account_exists' },
      { to: '/help/number-unknown', key: 'link_number_unknown' },
      { to: '/help/office', key: 'link_office' },
    ],
  },
  office: {
    title: 'case_office_title',
    text: 'case_office_text',
    steps: ['case_office_1', 'case_office_2', 'case_office_3'],
    bring: PAPERS,
  },
  closed: {
    title: 'case_closed_title',
    text: 'case_closed_text',
    steps: ['case_closed_1', 'case_closed_2'],
  },
};

/** `/help/number-unknown` is the page of `number_unknown`. */
export const pathOf = (one: Case): string => `/help/${one.replaceAll('_', '-')}`;

/** The case an address names. */
export function findCase(name: string | undefined): Case | undefined {
  const wanted = name?.replaceAll('-', '_') ?? '';
  return Object.hasOwn(cases, wanted) ? (wanted as Case) : undefined;
}
