/** Employment in one line, whatever it is: total over the wire's states. */

import type { ClaimSummaryView } from '$lib/bindings/ClaimSummaryView';
import type { DraftView } from '$lib/bindings/DraftView';
import type { EmploymentView } from '$lib/bindings/EmploymentView';
import { type Locale, companyName, month } from '$lib/words/format';
import type { Values } from '$lib/words/plural';
import type { Key } from '$lib/words/words.svelte';

interface Line {
  key: Key;
  values?: Values;
}

export function describeEmployment(employment: EmploymentView, locale: Locale): { title: Line; detail: Line } {
  switch (employment.state) {
    case 'declared':
      return {
        title: { key: 'employed' },
        detail: {
          key: 'employed_detail',
          values: { employer: companyName(employment.employer), month: month(employment.last_month, locale) },
        },
      };
    case 'interrupted':
      return {
        title: { key: 'interrupted', values: { n: employment.months } },
        detail: { key: 'last_declared', values: { month: month(employment.last_month, locale) } },
      };
    case 'inactive':
      return {
        title: { key: 'inactive' },
        detail: { key: 'inactive_detail', values: { month: month(employment.last_month, locale) } },
      };
    case 'never_declared':
      return { title: { key: 'never_declared' }, detail: { key: 'never_declared_detail' } };
  }
}

/** Months without a declaration up to which a loss may still be declared: sixty days, and the weeks a declaration takes to arrive. */
const MOST_MONTHS = 4;

/** Nobody declares them any more, and they have not spoken of it: they may have lost their work, and not know that days run. */
export function mayDeclareLoss(employment: EmploymentView, claims: readonly ClaimSummaryView[], drafts: readonly DraftView[]): boolean {
  if (employment.state !== 'interrupted' || employment.months > MOST_MONTHS) return false;
  return ![...claims, ...drafts].some(({ kind }) => kind === 'job_loss');
}
