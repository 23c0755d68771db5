/** Losses of work that were declared already: the time of another draft of the same one runs no more. */

import type { ClaimSummaryView } from '$lib/bindings/ClaimSummaryView';
import type { DraftView } from '$lib/bindings/DraftView';
import { type TypedDay, readDay } from './read';

/** The last day of work a draft is about; none of another kind. */
function endOf({ kind, form }: DraftView): string | undefined {
  const { ended } = JSON.parse(form) as { ended?: TypedDay };
  return kind === 'job_loss' && ended ? readDay(ended) : undefined;
}

/** The fund said so, or this device sent a declaration of the same day; one that was rejected makes way for another. */
export function isDeclared(draft: DraftView, drafts: readonly DraftView[], claims: readonly ClaimSummaryView[]): boolean {
  if (draft.refusal?.code === 'loss_declared_before') return true;
  const end = endOf(draft);
  const isRejected = (id?: string) => claims.some((claim) => claim.id === id && claim.status === 'rejected');
  const stands = (one: DraftView) => one.id !== draft.id && (one.state === 'sent' || one.state === 'queued') && !isRejected(one.receipt?.id);
  return end !== undefined && drafts.some((one) => stands(one) && endOf(one) === end);
}
