/** Steps of a computation in the words of the pension's catalogue: their figures, and how a text was read. */

import type { StepView } from '$lib/bindings/StepView';
import type { Key } from './words.svelte';

/** Readings of a text that is not beyond doubt; one that is not known here is not shown. */
export const readingWords: Partial<Record<string, Key>> = {
  months_before_the_last_one: 'pn_reading_last_month',
  fewer_months_than_asked: 'pn_reading_fewer_months',
};

/** Basis points → `58 %` without the sign: `58`, `3,5`. */
export function percent(basisPoints: number): string {
  return String(basisPoints / 100).replace('.', ',');
}

/** A figure that goes into a step. */
export function given(step: StepView, name: string): number | undefined {
  return step.given.find((one) => one.name === name)?.value;
}

/** A day that a step holds as a number: 20260901 → `2026-09-01`. */
export function dayOf(number: number): string {
  const text = String(number);
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
}
