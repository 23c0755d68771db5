/** The words of the pension room: for every outcome, reason, threshold and condition, total over the contract. */

import type { ConditionView } from '$lib/bindings/ConditionView';
import type { ErrorCode } from '$lib/bindings/ErrorCode';
import type { PensionAtAgeView } from '$lib/bindings/PensionAtAgeView';
import type { PensionObstacleView } from '$lib/bindings/PensionObstacleView';
import type { PensionReasonView } from '$lib/bindings/PensionReasonView';
import type { ThresholdKindView } from '$lib/bindings/ThresholdKindView';
import { number } from '$lib/words/format';
import { percent } from '$lib/words/steps';
import type { Key } from '$lib/words/words.svelte';
import type { PensionStep } from './form';

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

/** Conditions of old age that are stated beside the simulation. */
export const oldAgeWords: Record<string, Key> = {
  claim_within: 'pn_claim_within',
  early_age: 'pn_early_age',
  early_premium_rate: 'pn_early_premium_rate',
};

/** The other pensions, in the groups they are read in. */
export const survivorWords: Record<'much' | 'who' | 'ask', Record<string, Key>> = {
  who: {
    survivor_child_age: 'pn_survivor_child_age',
    survivor_apprentice_age: 'pn_survivor_apprentice_age',
    survivor_student_age: 'pn_survivor_student_age',
  },
  much: {
    survivor_spouse: 'pn_survivor_spouse',
    survivor_orphan: 'pn_survivor_orphan',
    survivor_full_orphan: 'pn_survivor_full_orphan',
    survivor_most: 'pn_survivor_most',
  },
  ask: { survivor_claim_within: 'pn_survivor_claim_within' },
};

export const invalidityWords: Record<'much' | 'who', Record<string, Key>> = {
  who: { invalidity_days: 'pn_invalidity_days', invalidity_days_last_year: 'pn_invalidity_days_last_year' },
  much: {
    invalidity_rate: 'pn_invalidity_base',
    invalidity_block_days: 'pn_invalidity_block',
    invalidity_highest_rate: 'pn_invalidity_most',
    invalidity_helper: 'pn_invalidity_helper',
    invalidity_minimum: 'pn_invalidity_minimum',
    invalidity_reference_short: 'pn_invalidity_reference_short',
    invalidity_reference_long: 'pn_invalidity_reference_long',
  },
};

/** Papers as public pages list them, each with its page. */
export const survivorPapers: Key[] = [
  'pn_survivor_p_form',
  'pn_survivor_p_death',
  'pn_survivor_p_marriage',
  'pn_survivor_p_cause',
  'pn_survivor_p_spouse',
  'pn_survivor_p_children',
  'pn_survivor_p_accident',
];

export const invalidityPapers: Key[] = [
  'pn_invalidity_p_form',
  'pn_invalidity_p_identity',
  'pn_invalidity_p_life',
  'pn_invalidity_p_stopped',
  'pn_invalidity_p_medical',
  'pn_invalidity_p_accident',
];

export const questionWords: Record<PensionStep, { title: Key; short: Key }> = {
  stopped: { title: 'pn_stopped', short: 'pn_stopped_short' },
  underground: { title: 'pn_underground', short: 'pn_underground_short' },
  answer: { title: 'pn_answer', short: 'pn_answer' },
  documents: { title: 'pn_documents', short: 'fm_documents' },
  promise: { title: 'pn_promise', short: 'pn_promise_short' },
};

/** A refusal's words are those of what stands in the way. */
export const obstacleCodes: Record<PensionObstacleView, ErrorCode> = {
  too_early: 'pension_too_early',
  still_declared: 'pension_still_declared',
  nothing_declared: 'pension_nothing_declared',
  asked_before: 'pension_asked_before',
};

/** The value of a condition as a sentence holds it: a share as percent, an amount in dirhams, all else as it is. */
export function conditionValue({ law }: ConditionView): number | string {
  if (law.unit === 'centimes') return law.value / 100;
  return law.unit === 'basis points' ? percent(law.value) : law.value;
}

/** Those that are named, in the order they are named in. */
export const pick = (conditions: readonly ConditionView[], names: Record<string, Key>): (ConditionView & { key: Key })[] =>
  Object.entries(names).flatMap(([name, key]) => conditions.filter((one) => one.name === name).map((one) => ({ ...one, key })));

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
