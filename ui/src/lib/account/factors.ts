/** Ways to answer a second step: how each is read, and its words. */

import type { SecondFactor } from '$lib/bindings/SecondFactor';
import type { Key } from '$lib/words/words.svelte';
import { readAuthenticatorCode, readCode, readRecoveryCode } from '$lib/parts/fields';

export interface FactorWords {
  read: (typed: string) => string | undefined;
  title: Key;
  label: Key;
  bad: Key;
  /** The button that changes to it. */
  use: Key;
}

export const factorWords: Record<SecondFactor, FactorWords> = {
  sms: { read: readCode, title: 'code_title', label: 'code_label', bad: 'code_bad', use: 'factor_use_sms' },
  authenticator: {
    read: readAuthenticatorCode,
    title: 'factor_app_title',
    label: 'factor_app_label',
    bad: 'factor_app_bad',
    use: 'factor_use_app',
  },
  recovery_code: {
    read: readRecoveryCode,
    title: 'factor_printed_title',
    label: 'factor_printed_label',
    bad: 'factor_printed_bad',
    use: 'factor_use_printed',
  },
};

/** The ways there are, the expected one first; a portal that names none means SMS. */
export function findFactors(named: readonly SecondFactor[] | undefined): SecondFactor[] {
  const known = (named ?? []).filter((factor) => Object.hasOwn(factorWords, factor));
  return known.length > 0 ? known : ['sms'];
}
