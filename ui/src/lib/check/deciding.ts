/** Several codes in one picture: the worst one decides, as in crates/credential/src/verify.rs. */

import type { VerdictView } from '$lib/bindings/VerdictView';
import type { Judged } from '$lib/platform';

/** Another family's code comes last: a poster on the wall says nothing of a paper. */
const WORST_FIRST: readonly VerdictView[] = [
  'not_genuine',
  'wrong_issuer',
  'untrusted_key',
  'revoked',
  'replaced',
  'expired',
  'status_unknown',
  'valid_status_old',
  'valid',
  'not_a_certificate',
];

function rank({ verdict, foreign }: Judged): number {
  const isNothing = verdict === 'not_a_certificate' && (!foreign || foreign === 'other' || foreign === 'web_address');
  return WORST_FIRST.indexOf(verdict) + Number(isNothing);
}

/** The answer that decides, with each of them when there are several. */
export function decide(answers: Judged[]): Judged {
  const [first, ...more] = answers;
  if (!first) return { verdict: 'not_a_certificate', reasons: ['no_code'] };
  if (more.length === 0) return first;
  const worst = more.reduce((worst, answer) => (rank(answer) < rank(worst) ? answer : worst), first);
  return { ...worst, codes: answers };
}
