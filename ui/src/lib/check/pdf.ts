/** A PDF's report: the words of every question and every answer. Total over the wire's names. */

import type { PdfAspectView } from '$lib/bindings/PdfAspectView';
import type { PdfFindingView } from '$lib/bindings/PdfFindingView';
import type { Key } from '$lib/words/words.svelte';

export const aspectWords: Record<PdfAspectView, Key> = {
  integrity: 'pdf_a_integrity',
  signer: 'pdf_a_signer',
  chain: 'pdf_a_chain',
  time: 'pdf_a_time',
  revocation: 'pdf_a_revocation',
  coverage: 'pdf_a_coverage',
  changes_after: 'pdf_a_changes_after',
};

/** What the words leave room for: a name or a time, both from the line's detail. */
export type Detail = 'name' | 'time';

export const findingWords: Record<PdfFindingView, { key: Key; detail?: Detail }> = {
  not_checked: { key: 'pdf_f_not_checked' },
  intact: { key: 'pdf_f_intact' },
  changed: { key: 'pdf_f_changed' },
  seal_unreadable: { key: 'pdf_f_seal_unreadable' },
  structure_unreadable: { key: 'pdf_f_structure_unreadable' },
  encrypted: { key: 'pdf_f_encrypted' },
  weak_algorithm: { key: 'pdf_f_weak_algorithm' },
  unknown_algorithm: { key: 'pdf_f_unknown_algorithm' },
  signer_fund: { key: 'pdf_f_signer_fund' },
  signer_named: { key: 'pdf_f_signer_named', detail: 'name' },
  signer_unnamed: { key: 'pdf_f_signer_unnamed' },
  chain_fund: { key: 'pdf_f_chain_fund' },
  chain_trusted: { key: 'pdf_f_chain_trusted', detail: 'name' },
  chain_without_roots: { key: 'pdf_f_chain_without_roots' },
  chain_unknown_root: { key: 'pdf_f_chain_unknown_root' },
  chain_wrong_use: { key: 'pdf_f_chain_wrong_use' },
  chain_not_valid_then: { key: 'pdf_f_chain_not_valid_then' },
  chain_withdrawn: { key: 'pdf_f_chain_withdrawn' },
  time_proved: { key: 'pdf_f_time_proved', detail: 'time' },
  time_unproved: { key: 'pdf_f_time_unproved', detail: 'time' },
  time_claimed: { key: 'pdf_f_time_claimed', detail: 'time' },
  time_missing: { key: 'pdf_f_time_missing' },
  timestamp_wrong: { key: 'pdf_f_timestamp_wrong' },
  not_revoked: { key: 'pdf_f_not_revoked', detail: 'time' },
  revoked: { key: 'pdf_f_revoked', detail: 'time' },
  revocation_unknown: { key: 'pdf_f_revocation_unknown' },
  revocation_old: { key: 'pdf_f_revocation_old' },
  whole_file: { key: 'pdf_f_whole_file' },
  part_of_file: { key: 'pdf_f_part_of_file', detail: 'name' },
  range_wrong: { key: 'pdf_f_range_wrong' },
  no_changes: { key: 'pdf_f_no_changes' },
  evidence_added: { key: 'pdf_f_evidence_added' },
  changed_after: { key: 'pdf_f_changed_after' },
};
