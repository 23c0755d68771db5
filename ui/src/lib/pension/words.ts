/** The words of the pension room: for every outcome, reason, threshold and condition, total over the contract. */

import type { ConditionView } from '$lib/bindings/ConditionView';
import type { PensionAtAgeView } from '$lib/bindings/PensionAtAgeView';
import type { PensionReasonView } from '$lib/bindings/PensionReasonView';
import type { StepView } from '$lib/bindings/StepView';
import type { ThresholdKindView } from '$lib/bindings/ThresholdKindView';
import { number } from '$lib/words/format';
import type { Key } from '$lib/words/words.svelte';

export const reasonWords: Record<PensionReasonView, Key> = {
  never_declared: 'pn_never_declared',
  age_not_reached: 'pn_age_not_reached',
  early_needs_employer: 'pn_early_needs_employer',
  fewer_than_full_days: 'pn_fewer_than_full_days',
  too_few_days: 'pn_too_few_days',
  formula_unknown: 'pn_formula_unknown',
};

export const thresholdWords: Record<ThresholdKindView, Key> = {
  least: 'pn_threshold_least',
  full: 'pn_threshold_full',
  highest: 'pn_threshold_highest',
};

/** Readings of a text that is not beyond doubt; one that is not known here is not shown. */
export const readingWords: Partial<Record<string, Key>> = {
  months_before_the_last_one: 'pn_reading_last_month',
  fewer_months_than_asked: 'pn_reading_fewer_months',
};

/** Conditions that are stated, in the groups they are read in. */
export const conditionGroups: { title: Key; names: Record<string, Key> }[] = [
  {
    title: 'pn_survivors',
    names: {
      survivor_spouse: 'pn_survivor_spouse',
      survivor_orphan: 'pn_survivor_orphan',
      survivor_full_orphan: 'pn_survivor_full_orphan',
      survivor_most: 'pn_survivor_most',
      survivor_child_age: 'pn_survivor_child_age',
      survivor_student_age: 'pn_survivor_student_age',
      survivor_claim_within: 'pn_survivor_claim_within',
    },
  },
  {
    title: 'pn_invalidity',
    names: {
      invalidity_days: 'pn_invalidity_days',
      invalidity_days_last_year: 'pn_invalidity_days_last_year',
      invalidity_helper: 'pn_invalidity_helper',
    },
  },
  {
    title: 'pn_old_age',
    names: { claim_within: 'pn_claim_within', early_age: 'pn_early_age', early_premium_rate: 'pn_early_premium_rate' },
  },
];

/** The value of a condition as a sentence holds it: a share as percent, all else as it is. */
export function conditionValue({ law }: ConditionView): number | string {
  return law.unit === 'basis points' ? percent(law.value) : law.value;
}

/** Basis points → `58 %` without the sign: `58`, `3,5`. */
export function percent(basisPoints: number): string {
  return String(basisPoints / 100).replace('.', ',');
}

/** A figure that goes into a step. */
export function given(step: StepView, name: string): number | undefined {
  return step.given.find((one) => one.name === name)?.value;
}

/** Whole dirhams, for the one large figure: the centimes stand in the steps. */
export function dirhams(centimes: number): string {
  return number(Math.round(centimes / 100));
}

/** What a bar is as high as: nothing for an age without a monthly amount. */
export function height(age: PensionAtAgeView): number {
  return age.monthly_amount ?? 0;
}

/** The age to open with: that of a pension, or the nearest there is. */
export function findOpeningAge(ages: PensionAtAgeView[], pensionAge: number): number {
  const first = ages[0]?.age ?? pensionAge;
  const last = ages.at(-1)?.age ?? pensionAge;
  return Math.min(Math.max(pensionAge, first), last);
}
