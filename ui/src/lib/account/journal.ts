/** Words for what the journal tells: total over what this program knows, graceful for what a newer portal says. */

import type { JournalActorView } from '$lib/bindings/JournalActorView';
import type { JournalEntryView } from '$lib/bindings/JournalEntryView';
import type { Key } from '$lib/words/words.svelte';

/** By action (crates/services, `audit.rs`). */
export const actionWords: Record<string, Key> = {
  signed_in: 'j_signed_in',
  signed_out: 'j_signed_out',
  account_opened: 'j_account_opened',
  account_closed: 'j_account_closed',
  recovery_asked: 'j_recovery_asked',
  password_changed: 'j_password_changed',
  account_reset: 'j_account_reset',
  device_trusted: 'j_device_trusted',
  device_named: 'j_device_named',
  device_revoked: 'j_device_revoked',
  session_stolen: 'j_session_stolen',
  factor_added: 'j_factor_added',
  factor_removed: 'j_factor_removed',
  recovery_codes_made: 'j_recovery_codes_made',
  detail_change_asked: 'j_detail_change_asked',
  detail_change_withdrawn: 'j_detail_change_withdrawn',
  detail_changed: 'j_detail_changed',
  file_read: 'j_file_read',
  career_read: 'j_career_read',
  career_disputed: 'j_career_disputed',
  certificates_read: 'j_certificates_read',
  certificate_issued: 'j_certificate_issued',
  certificate_read: 'j_certificate_read',
  certificate_revoked: 'j_certificate_revoked',
  certificate_outdated: 'j_certificate_outdated',
  journal_read: 'j_journal_read',
  exported: 'j_exported',
  mobile_updated: 'j_mobile_updated',
  reading_stopped: 'j_reading_stopped',
  canary_read: 'j_canary_read',
  claim_filed: 'j_claim_filed',
  claims_read: 'j_claims_read',
  claim_read: 'j_claim_read',
  claim_answered: 'j_claim_answered',
  claim_contested: 'j_claim_contested',
  claim_taken: 'j_claim_taken',
  claim_documents_asked: 'j_claim_documents_asked',
  claim_rejected: 'j_claim_rejected',
  claim_upheld: 'j_claim_upheld',
  claim_proposed: 'j_claim_proposed',
  claim_approved: 'j_claim_approved',
  claim_sent_back: 'j_claim_sent_back',
  claim_paid: 'j_claim_paid',
  batch_made: 'j_batch_made',
  batch_agreed: 'j_batch_agreed',
  batch_withdrawn: 'j_batch_withdrawn',
  batch_settled: 'j_batch_settled',
  claim_payment_returned: 'j_claim_payment_returned',
  job_loss_confirmed: 'j_job_loss_confirmed',
  job_loss_released: 'j_job_loss_released',
  work_reported: 'j_work_reported',
  claim_document_read: 'j_claim_document_read',
  person_searched: 'j_person_searched',
  searches_read: 'j_searches_read',
  dispute_answered: 'j_dispute_answered',
  dispute_reopened: 'j_dispute_reopened',
  career_corrected: 'j_career_corrected',
  officer_added: 'j_office',
  officer_enrolled: 'j_office',
  officer_disabled: 'j_office',
  officer_signed_in: 'j_office',
  officer_signed_out: 'j_office',
  queue_read: 'j_office',
  batch_read: 'j_office',
  batch_file_taken: 'j_office',
  resets_read: 'j_office',
};

export const actorWords: Record<JournalActorView, Key> = { myself: 'actor_myself', officer: 'actor_officer', fund: 'actor_fund' };

/** The words of an action; one of a newer portal is named as it is. */
export function sayAction(action: string): { key: Key; values?: { action: string } } {
  const key = Object.hasOwn(actionWords, action) ? actionWords[action] : undefined;
  return key === undefined ? { key: 'j_other', values: { action: action.replaceAll('_', ' ') } } : { key };
}

/** What deserves a second look: somebody may be at the account. */
export const isAlarming = (entry: JournalEntryView): boolean => ALARMING.has(entry.action);

const ALARMING = new Set(['session_stolen', 'reading_stopped', 'canary_read']);

/** Entries in runs of one day each, where the reader is, in the order they came. */
export function groupByDay(entries: readonly JournalEntryView[]): { at: string; entries: JournalEntryView[] }[] {
  const days: { at: string; entries: JournalEntryView[] }[] = [];
  for (const entry of entries) {
    const last = days.at(-1);
    if (last && new Date(last.at).toDateString() === new Date(entry.at).toDateString()) last.entries.push(entry);
    else days.push({ at: entry.at, entries: [entry] });
  }
  return days;
}
