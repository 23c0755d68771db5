/** How each verdict looks and what follows from it (design language, §6); the same as the screens' own. */

import type { Key } from './words';
import type { Reason, Verdict, Verification } from './verify';

export type Silhouette = 'valid' | 'revoked' | 'unknown' | 'fake';
type Picture = 'card' | 'paper' | 'flag' | 'waves';

export interface Look {
  shape: Silhouette;
  picture: Picture;
  /** Looking again online can change the answer. */
  again?: true;
  /** Worth telling the fund. */
  report?: true;
}

export const looks: Record<Verdict, Look> = {
  valid: { shape: 'valid', picture: 'card' },
  valid_status_old: { shape: 'valid', picture: 'card', again: true },
  status_unknown: { shape: 'unknown', picture: 'waves', again: true },
  revoked: { shape: 'revoked', picture: 'paper' },
  replaced: { shape: 'revoked', picture: 'paper' },
  expired: { shape: 'revoked', picture: 'paper' },
  not_genuine: { shape: 'fake', picture: 'flag', report: true },
  untrusted_key: { shape: 'unknown', picture: 'waves', again: true, report: true },
  wrong_issuer: { shape: 'fake', picture: 'flag', report: true },
  not_a_certificate: { shape: 'unknown', picture: 'paper' },
};

/** What a person quotes on the telephone. */
export const quotes: Record<Reason, string> = {
  signature_invalid: 'V-SIG-01',
  malformed: 'V-SIG-02',
  key_unknown: 'V-KEY-01',
  key_not_valid_then: 'V-KEY-02',
  key_withdrawn: 'V-KEY-03',
  wrong_host: 'V-ISS-01',
  issued_in_future: 'V-TIM-01',
  validity_passed: 'V-TIM-02',
  clock_behind: 'V-TIM-03',
  revoked_by_fund: 'V-STA-01',
  replaced_by_fund: 'V-STA-02',
  no_status_list: 'V-STA-03',
  status_list_expired: 'V-STA-04',
  foreign_code: 'V-COD-01',
  no_code: 'V-COD-02',
};

/** The sentence under the word: some verdicts know more than their name. */
export function findSentence({ verdict, host, foreign, certificate, reasons }: Verification): Key {
  if (host && reasons.includes('wrong_host')) return 'v_wrong_issuer_host';
  if (foreign) return `foreign_${foreign}`;
  if (verdict === 'status_unknown' && !certificate) return 'v_status_unknown_p_bare';
  return `v_${verdict}_p`;
}

/** What to do: a wrong clock is not put right by a connection. */
export function findNext({ verdict, reasons }: Verification): Key {
  const isClock = reasons.includes('clock_behind') || reasons.includes('issued_in_future');
  return verdict === 'status_unknown' && isClock ? 'v_status_unknown_n_clock' : `v_${verdict}_n`;
}
