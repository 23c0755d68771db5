/** What may be changed of how a person is reached and paid: its words, and how it is read. */

import type { DetailView } from '$lib/bindings/DetailView';
import type { DetailsView } from '$lib/bindings/DetailsView';
import type { Key } from '$lib/words/words.svelte';
import { readEmail, readMobile, readRib } from '$lib/parts/fields';

export interface DetailWords {
  name: Key;
  none: Key;
  change: Key;
  /** Label of the field for the new one. */
  label: Key;
  hint: Key;
  /** Where the code goes; a bank account proves itself. */
  sent: Key;
}

export const detailWords: Record<DetailView, DetailWords> = {
  mobile: { name: 'mobile', none: 'mobile_none', change: 'mobile_change', label: 'mobile_new', hint: 'mobile_hint', sent: 'mobile_code' },
  email: { name: 'email', none: 'email_none', change: 'email_change', label: 'email_new', hint: 'email_change_hint', sent: 'email_code' },
  rib: { name: 'rib', none: 'rib_none', change: 'rib_change', label: 'rib_new', hint: 'rib_hint', sent: 'mobile_code' },
};

export const DETAILS: readonly DetailView[] = ['mobile', 'email', 'rib'];

/** What was typed, as the portal is told it, or the words of what is wrong with it. */
export function readDetail(detail: DetailView, typed: string): { value: string } | { bad: Key } {
  if (detail === 'rib') {
    const rib = readRib(typed);
    if (rib === 'key') return { bad: 'rib_key' };
    return rib === undefined ? { bad: 'rib_bad' } : { value: rib };
  }
  const value = detail === 'mobile' ? readMobile(typed) : readEmail(typed);
  return value === undefined ? { bad: detail === 'mobile' ? 'mobile_bad' : 'email_bad' } : { value };
}

/** What is on file, most of it hidden. */
export function findMasked(details: DetailsView, detail: DetailView): string | undefined {
  return { mobile: details.masked_mobile, email: details.masked_email, rib: details.masked_rib }[detail] ?? undefined;
}

/** Whether changes are refused for now, after a recovery. */
export function isGuarded(details: DetailsView, now: Date): boolean {
  return Date.parse(details.guarded_until ?? '') > now.getTime();
}
