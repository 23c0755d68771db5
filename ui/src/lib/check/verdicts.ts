/** The ten verdicts: their words, their silhouette, what may be shown (design language, §6). Total over the wire's names. */

import type { LucideIcon } from '@lucide/svelte';
import FileBadge from '@lucide/svelte/icons/file-badge';
import Flag from '@lucide/svelte/icons/flag';
import IdCard from '@lucide/svelte/icons/id-card';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import ScanQrCode from '@lucide/svelte/icons/scan-qr-code';
import Wifi from '@lucide/svelte/icons/wifi';
import type { ForeignCodeView } from '$lib/bindings/ForeignCodeView';
import type { VerdictReason } from '$lib/bindings/VerdictReason';
import type { VerdictView } from '$lib/bindings/VerdictView';
import type { Judged } from '$lib/platform';
import type { Key } from '$lib/words/words.svelte';

/** Four silhouettes that can be told apart without colour. */
export type Silhouette = 'valid' | 'revoked' | 'unknown' | 'fake';

export interface VerdictLook {
  shape: Silhouette;
  word: Key;
  sentence: Key;
  next: Key;
  icon: LucideIcon;
  /** The facts may be shown: the seal held. */
  facts: boolean;
  /** Looking again online can change the answer. */
  again: boolean;
  /** The reasons say more than the word. */
  why: boolean;
  /** Worth telling the fund. */
  report: boolean;
}

const quiet = { again: false, why: false, report: false };

export const verdictLooks: Record<VerdictView, VerdictLook> = {
  valid: { shape: 'valid', word: 'v_valid', sentence: 'v_valid_p', next: 'v_valid_n', icon: IdCard, facts: true, ...quiet },
  valid_status_old: { shape: 'valid', word: 'v_valid_status_old', sentence: 'v_valid_status_old_p', next: 'v_valid_status_old_n', icon: IdCard, facts: true, again: true, why: false, report: false },
  status_unknown: { shape: 'unknown', word: 'v_status_unknown', sentence: 'v_status_unknown_p', next: 'v_status_unknown_n', icon: Wifi, facts: true, again: true, why: true, report: false },
  revoked: { shape: 'revoked', word: 'v_revoked', sentence: 'v_revoked_p', next: 'v_revoked_n', icon: FileBadge, facts: true, ...quiet },
  replaced: { shape: 'revoked', word: 'v_replaced', sentence: 'v_replaced_p', next: 'v_replaced_n', icon: FileBadge, facts: true, ...quiet },
  expired: { shape: 'revoked', word: 'v_expired', sentence: 'v_expired_p', next: 'v_expired_n', icon: FileBadge, facts: true, ...quiet },
  not_genuine: { shape: 'fake', word: 'v_not_genuine', sentence: 'v_not_genuine_p', next: 'v_not_genuine_n', icon: Flag, facts: false, again: false, why: true, report: true },
  untrusted_key: { shape: 'unknown', word: 'v_untrusted_key', sentence: 'v_untrusted_key_p', next: 'v_untrusted_key_n', icon: RefreshCw, facts: false, again: true, why: true, report: true },
  wrong_issuer: { shape: 'fake', word: 'v_wrong_issuer', sentence: 'v_wrong_issuer_p', next: 'v_wrong_issuer_n', icon: Flag, facts: false, again: false, why: true, report: true },
  not_a_certificate: { shape: 'unknown', word: 'v_not_a_certificate', sentence: 'v_not_a_certificate_p', next: 'v_not_a_certificate_n', icon: ScanQrCode, facts: false, ...quiet },
};

/** A reason's words, and the short code a person can quote on the telephone. */
export const reasonWords: Record<VerdictReason, { key: Key; quote: string }> = {
  signature_invalid: { key: 'r_signature_invalid', quote: 'V-SIG-01' },
  malformed: { key: 'r_malformed', quote: 'V-SIG-02' },
  key_unknown: { key: 'r_key_unknown', quote: 'V-KEY-01' },
  key_not_valid_then: { key: 'r_key_not_valid_then', quote: 'V-KEY-02' },
  key_withdrawn: { key: 'r_key_withdrawn', quote: 'V-KEY-03' },
  wrong_host: { key: 'r_wrong_host', quote: 'V-ISS-01' },
  issued_in_future: { key: 'r_issued_in_future', quote: 'V-TIM-01' },
  validity_passed: { key: 'r_validity_passed', quote: 'V-TIM-02' },
  clock_behind: { key: 'r_clock_behind', quote: 'V-TIM-03' },
  revoked_by_fund: { key: 'r_revoked_by_fund', quote: 'V-STA-01' },
  replaced_by_fund: { key: 'r_replaced_by_fund', quote: 'V-STA-02' },
  no_status_list: { key: 'r_no_status_list', quote: 'V-STA-03' },
  status_list_expired: { key: 'r_status_list_expired', quote: 'V-STA-04' },
  pdf_changed: { key: 'r_pdf_changed', quote: 'V-PDF-01' },
  pdf_not_covered: { key: 'r_pdf_not_covered', quote: 'V-PDF-02' },
  pdf_seal_untrusted: { key: 'r_pdf_seal_untrusted', quote: 'V-PDF-03' },
  pdf_without_claims: { key: 'r_pdf_without_claims', quote: 'V-PDF-04' },
  pdf_not_sealed: { key: 'r_pdf_not_sealed', quote: 'V-PDF-05' },
  pdf_seal_unreadable: { key: 'r_pdf_seal_unreadable', quote: 'V-PDF-06' },
  pdf_several_seals: { key: 'r_pdf_several_seals', quote: 'V-PDF-07' },
  pdf_bytes_after: { key: 'r_pdf_bytes_after', quote: 'V-PDF-08' },
  pdf_changed_after: { key: 'r_pdf_changed_after', quote: 'V-PDF-09' },
  pdf_timestamp_wrong: { key: 'r_pdf_timestamp_wrong', quote: 'V-PDF-10' },
  pdf_not_certified: { key: 'r_pdf_not_certified', quote: 'V-PDF-11' },
  pdf_structure: { key: 'r_pdf_structure', quote: 'V-PDF-12' },
  pdf_encrypted: { key: 'r_pdf_encrypted', quote: 'V-PDF-13' },
  pdf_foreign_seal: { key: 'r_pdf_foreign_seal', quote: 'V-PDF-14' },
  pdf_fund_paper: { key: 'r_pdf_fund_paper', quote: 'V-PDF-15' },
  foreign_code: { key: 'r_foreign_code', quote: 'V-COD-01' },
  no_code: { key: 'r_no_code', quote: 'V-COD-02' },
};

export const foreignWords: Record<ForeignCodeView, Key> = {
  health_certificate: 'foreign_health_certificate',
  smart_health_card: 'foreign_smart_health_card',
  visible_digital_seal: 'foreign_visible_digital_seal',
  two_d_doc: 'foreign_two_d_doc',
  web_address: 'foreign_web_address',
  other: 'foreign_other',
};

/** The sentence under the word: some verdicts know more than their name. */
export function findSentence(judged: Judged): { key: Key; values?: Record<string, string> } {
  if (judged.verdict === 'wrong_issuer' && judged.host && judged.reasons.includes('wrong_host')) {
    return { key: 'v_wrong_issuer_host', values: { host: judged.host } };
  }
  if (judged.verdict === 'not_a_certificate' && judged.foreign) return { key: foreignWords[judged.foreign] };
  if (isFundPaper(judged)) return { key: 'v_not_a_certificate_p_paper' };
  if (judged.verdict === 'status_unknown' && !judged.certificate) return { key: 'v_status_unknown_p_bare' };
  return { key: verdictLooks[judged.verdict].sentence };
}

/** The fund sealed it, and it is a letter or a statement: as whole as a certificate, and none. */
function isFundPaper(judged: Judged): boolean {
  return judged.verdict === 'not_a_certificate' && judged.reasons.includes('pdf_fund_paper');
}

/** What to do next: a wrong clock is not put right by a connection, and a letter has no code to look for. */
export function findNext(judged: Judged): Key {
  const clock = judged.reasons.some((reason) => reason === 'clock_behind' || reason === 'issued_in_future');
  if (judged.verdict === 'status_unknown' && clock) return 'v_status_unknown_n_clock';
  if (isFundPaper(judged)) return 'v_not_a_certificate_n_paper';
  return verdictLooks[judged.verdict].next;
}
