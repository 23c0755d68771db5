/** Words of a month's state and a line's origin: total over the wire's names. */

import type { DisputeReasonView } from '$lib/bindings/DisputeReasonView';
import type { CareerLineView } from '$lib/bindings/CareerLineView';
import type { CareerYearView } from '$lib/bindings/CareerYearView';
import type { MonthStateView } from '$lib/bindings/MonthStateView';
import type { OriginView } from '$lib/bindings/OriginView';
import type { Key } from '$lib/words/words.svelte';

export const monthStateWords: Record<MonthStateView, Key> = {
  full: 'state_full',
  partial: 'state_partial',
  sickness: 'state_sickness',
  maternity: 'state_maternity',
  gap: 'state_gap',
  outside: 'state_outside',
};

export const originWords: Record<OriginView, Key> = {
  main: 'origin_main',
  complementary: 'origin_complementary',
  correction: 'origin_correction',
};

/** Key of a month among the lines: `2024-04`. */
export const monthKey = (year: number, month: number): string => `${year}-${String(month).padStart(2, '0')}`;

/** Lines of one month: the one that counts before the one it replaced. */
export function findLines(lines: CareerLineView[], key: string): CareerLineView[] {
  return lines.filter((line) => line.month === key).sort((a, b) => Number(a.superseded) - Number(b.superseded));
}

/** Years in a row with the same employer, under its name. */
export function groupByEmployer(years: CareerYearView[]): { employer: string; years: CareerYearView[] }[] {
  const groups: { employer: string; years: CareerYearView[] }[] = [];
  for (const year of years) {
    const last = groups.at(-1);
    if (last && last.employer === year.main_employer) last.years.push(year);
    else groups.push({ employer: year.main_employer, years: [year] });
  }
  return groups;
}

/** Days of one block: each block up to the full pension is one countable piece. */
export const BLOCK_DAYS = 216;

/** How full each of the blocks up to the goal is, 0 to 1. */
export function findBlocks(days: number, goal: number): number[] {
  return Array.from({ length: Math.ceil(goal / BLOCK_DAYS) }, (_, index) =>
    Math.min(1, Math.max(0, days / BLOCK_DAYS - index)),
  );
}

/** What may be said to be wrong with a line. */
export const lineReasons: DisputeReasonView[] = ['wrong_days', 'wrong_salary', 'wrong_situation', 'not_my_employer'];

export const disputeWords: Record<DisputeReasonView, Key> = {
  missing_month: 'dp_missing_month',
  wrong_days: 'dp_wrong_days',
  wrong_salary: 'dp_wrong_salary',
  wrong_situation: 'dp_wrong_situation',
  not_my_employer: 'dp_not_my_employer',
};
