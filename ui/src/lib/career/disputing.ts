/** Disputes that lie on this device: which line each is about, and what can still be said of a line. */

import type { DisputeReasonView } from '$lib/bindings/DisputeReasonView';
import type { DisputeView } from '$lib/bindings/DisputeView';
import type { DocumentKindView } from '$lib/bindings/DocumentKindView';
import type { DraftView } from '$lib/bindings/DraftView';
import { lineReasons } from './states';

/** A dispute as it is filled in. */
export interface DisputeForm {
  month: string;
  /** Empty for a month nobody declared. */
  employer: string;
  reason: DisputeReasonView;
  note: string;
}

/** What may prove it, the likeliest first. */
export const PROOFS: readonly DocumentKindView[] = ['payslip', 'work_contract', 'employer_statement', 'bank_statement', 'other'];
/** Most documents with a dispute (crates/services, `career/disputes.rs`). */
export const MOST_PROOFS = 5;

/** What was filled in of a draft. */
export const formOf = (draft: DraftView): DisputeForm => JSON.parse(draft.form) as DisputeForm;

/** The drafts about a line. */
export function findDrafts(drafts: readonly DraftView[], month: string, employer: string): DraftView[] {
  const isOfLine = (draft: DraftView) => {
    const form = formOf(draft);
    return form.month === month && form.employer === employer;
  };
  return drafts.filter((draft) => draft.kind === 'dispute' && isOfLine(draft));
}

/** What was sent from here, and does not stand among the disputes that were read yet. */
export function findSent(drafts: readonly DraftView[], own: readonly DisputeView[]): DraftView[] {
  return drafts.filter((draft) => draft.state === 'sent' && !own.some(({ reason }) => reason === formOf(draft).reason));
}

/** Answered for good, or answered until a file said otherwise: said again only with a document the fund has not seen. */
const wasAnswered = ({ answer, undone_by_file }: DisputeView): boolean => answer === 'stands' || answer === 'corrected' || (!answer && undone_by_file === true);

/** What was answered and can be said again, with more documents. */
export const findAnswered = (own: readonly DisputeView[]): DisputeReasonView[] => own.filter(wasAnswered).map(({ reason }) => reason);

/** What can still be said of a line, what was answered last: the same is said once, until it is answered. */
export function findReasonsLeft(employer: string, own: readonly DisputeView[], drafts: readonly DraftView[]): DisputeReasonView[] {
  const answered = new Set(findAnswered(own));
  const answeredAt = (reason: DisputeReasonView) => {
    const found = own.find((one) => one.reason === reason && wasAnswered(one));
    return Date.parse(found?.answered_at ?? found?.reopened_at ?? '');
  };
  // What was sent before the answer is what was answered.
  const isOnTheWay = (draft: DraftView) => draft.state === 'queued' || (draft.state === 'sent' && !(Date.parse(draft.changed_at) < answeredAt(formOf(draft).reason)));
  const said = new Set<DisputeReasonView>([...own.filter((one) => !wasAnswered(one)).map(({ reason }) => reason), ...drafts.filter(isOnTheWay).map((draft) => formOf(draft).reason)]);
  const all: DisputeReasonView[] = employer === '' ? ['missing_month'] : lineReasons;
  const left = all.filter((reason) => !said.has(reason));
  return [...left.filter((reason) => !answered.has(reason)), ...left.filter((reason) => answered.has(reason))];
}
