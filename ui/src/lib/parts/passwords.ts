/** The words of a password to choose: its flaws, its strength. Length is checked here; the portal judges the rest. */

import type { PasswordFlaw } from '$lib/bindings/PasswordFlaw';
import type { Key } from '$lib/words/words.svelte';

/** Characters (crates/contract, `limits.rs`). */
export const SHORTEST = 12;
export const LONGEST = 128;

export const flawWords: Record<PasswordFlaw, Key> = {
  too_short: 'flaw_too_short',
  too_long: 'flaw_too_long',
  common: 'flaw_common',
  guessable: 'flaw_guessable',
};

/** By score, 0 to 4; below 3 the flaw is told instead. */
export const scoreWords: Record<number, Key> = {
  0: 'flaw_guessable',
  1: 'flaw_guessable',
  2: 'flaw_guessable',
  3: 'strength_3',
  4: 'strength_4',
};

/** What the length alone says. */
export function findLengthFlaw(password: string): PasswordFlaw | undefined {
  const length = [...password].length;
  if (length < SHORTEST) return 'too_short';
  return length > LONGEST ? 'too_long' : undefined;
}
