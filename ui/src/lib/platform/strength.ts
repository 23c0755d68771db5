/** How a password would fare, judged in the browser: it is sent nowhere while it is typed. The portal judges again, and decides. */

import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type { PasswordStrengthView } from '$lib/bindings/PasswordStrengthView';
import { here } from './here';

const SHORTEST = 12;
const LONGEST = 128;
/** What the portal asks for. */
const ENOUGH = 3;

const judge = new ZxcvbnFactory({ dictionary: { ...dictionary, here }, graphs: adjacencyGraphs });

export function judgePassword(password: string, known: string[]): PasswordStrengthView {
  const length = [...password].length;
  if (length > LONGEST) return { score: 0, flaw: 'too_long' };
  const { score, sequence } = judge.check(password, known);
  if (length < SHORTEST) return { score, flaw: 'too_short' };
  if (score >= ENOUGH) return { score };
  const isCommon = sequence.length === 1 && sequence[0]?.pattern === 'dictionary' && sequence[0].dictionaryName === 'passwords-common';
  return { score, flaw: isCommon ? 'common' : 'guessable' };
}
