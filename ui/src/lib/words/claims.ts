/** The words of claims: statuses, kinds, reasons, steps, months of a benefit, total over the contract; and a claim in one line. */

import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleDot from '@lucide/svelte/icons/circle-dot';
import CircleX from '@lucide/svelte/icons/circle-x';
import Contrast from '@lucide/svelte/icons/contrast';
import FilePlus2 from '@lucide/svelte/icons/file-plus-2';
import type { LucideIcon } from '@lucide/svelte';
import type { BenefitMonthStateView } from '$lib/bindings/BenefitMonthStateView';
import type { ClaimKindView } from '$lib/bindings/ClaimKindView';
import type { ClaimStatusView } from '$lib/bindings/ClaimStatusView';
import type { ClaimStepView } from '$lib/bindings/ClaimStepView';
import type { ClaimSummaryView } from '$lib/bindings/ClaimSummaryView';
import type { ClaimView } from '$lib/bindings/ClaimView';
import type { RefusalView } from '$lib/bindings/RefusalView';
import type { UpholdingView } from '$lib/bindings/UpholdingView';
import { type Locale, day, localDay } from './format';
import type { Values } from './plural';
import type { Key } from './words.svelte';

export interface Line {
  key: Key;
  values?: Values;
}

export const statusWords: Record<ClaimStatusView, { word: Key; icon: LucideIcon; tone: 'ac' | 'sf' | 'no' | '' }> = {
  received: { word: 'cl_received', icon: CircleDot, tone: '' },
  in_progress: { word: 'cl_in_progress', icon: Contrast, tone: 'ac' },
  documents_asked: { word: 'cl_documents_asked', icon: FilePlus2, tone: 'sf' },
  paid: { word: 'cl_paid', icon: CircleCheck, tone: 'ac' },
  rejected: { word: 'cl_rejected', icon: CircleX, tone: 'no' },
};

export const kindWords: Record<ClaimKindView, Key> = { reimbursement: 'cl_kind_reimbursement', pension: 'cl_kind_pension', job_loss: 'cl_kind_job_loss' };

export const stepWords: Record<ClaimStepView, Key> = {
  received: 'cl_received',
  taken: 'cl_in_progress',
  documents_asked: 'cl_documents_asked',
  answered: 'cl_answered',
  accepted: 'cl_accepted',
  paid: 'cl_paid',
  payment_returned: 'cl_returned',
  rejected: 'cl_rejected',
  contested: 'cl_contested',
  upheld: 'cl_upheld',
  month_confirmed: 'cl_month_confirmed',
  month_released: 'cl_month_released',
  work_reported: 'cl_work_reported',
};

export const monthWords: Record<BenefitMonthStateView, Key> = {
  ahead: 'jl_m_ahead',
  open: 'jl_m_open',
  suspended: 'jl_m_suspended',
  held: 'jl_m_held',
  confirmed: 'jl_m_confirmed',
  sent: 'jl_m_sent',
  ended: 'jl_m_ended',
};

export const refusalWords: Record<RefusalView, Key> = {
  filed_late: 'no_filed_late',
  not_covered: 'no_not_covered',
  rights_not_open: 'no_rights_not_open',
  not_a_dependant: 'no_not_a_dependant',
  document_missing: 'no_document_missing',
  document_illegible: 'no_document_illegible',
  document_differs: 'no_document_differs',
  duplicate: 'no_duplicate',
  no_prior_agreement: 'no_prior_agreement',
  no_sworn_translation: 'no_sworn_translation',
  not_enough_days: 'no_not_enough_days',
  age_not_reached: 'no_age_not_reached',
  loss_was_voluntary: 'no_loss_was_voluntary',
  back_at_work: 'no_back_at_work',
  work_not_stopped: 'no_work_not_stopped',
  contributions_refunded: 'no_contributions_refunded',
  no_reply: 'no_no_reply',
};

export const upholdingWords: Record<UpholdingView, Key> = {
  nothing_new: 'up_nothing_new',
  by_the_rules: 'up_by_the_rules',
  papers_confirm: 'up_papers_confirm',
  not_shown: 'up_not_shown',
};

/** What a claim is called: whose care it is, or its kind. */
export function titleOf(claim: ClaimSummaryView): Line {
  if (claim.care?.beneficiary_name) return { key: 'cl_care_of', values: { name: claim.care.beneficiary_name } };
  return { key: claim.care ? 'cl_my_care' : kindWords[claim.kind] };
}

/** Where it stands, in one line: the date that counts now. */
export function lastWordOf(claim: ClaimSummaryView, locale: Locale): Line {
  const changed = { day: localDay(claim.changed_at, locale, false) };
  switch (claim.status) {
    case 'received':
      return { key: 'cl_received_on', values: { day: localDay(claim.submitted_at, locale, false) } };
    case 'in_progress':
      return { key: 'cl_since', values: changed };
    case 'documents_asked':
      return { key: 'cl_reply_by', values: { day: day(claim.reply_by ?? '', locale, false) } };
    case 'paid':
      return { key: 'cl_paid_on', values: changed };
    case 'rejected':
      return claim.contest_until ? { key: 'cl_contest_until', values: { day: day(claim.contest_until, locale, false) } } : { key: 'cl_decided_on', values: changed };
  }
}

/** The amount that is shown with it: paid, granted or estimated; none where nothing is known. */
export function amountOf(claim: ClaimSummaryView): { centimes: number; key: Key } | undefined {
  if (claim.status === 'rejected') return undefined;
  if (claim.status === 'paid') return { centimes: claim.paid, key: 'cl_amount_paid' };
  if (!claim.care) return undefined;
  return { centimes: claim.care.refund, key: claim.care.granted ? 'cl_amount_granted' : 'cl_amount_estimated' };
}

/** What two officers agreed on has a letter, also before it is paid, whatever happened since but that it is looked at again. */
export function hasLetter(claim: ClaimView): boolean {
  const { status } = claim.summary;
  if (status === 'paid' || status === 'rejected') return true;
  const decided = claim.events.findLastIndex((event) => DECIDED.includes(event.step));
  const opened = claim.events.findLastIndex((event) => event.step === 'received' || event.step === 'contested');
  return status === 'in_progress' && decided > opened;
}

const DECIDED: readonly ClaimStepView[] = ['accepted', 'rejected', 'upheld'];
