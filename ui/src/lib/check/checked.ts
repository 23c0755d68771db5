/** A verdict on the screen, and what the device remembers of it: never a name or a number. */

import type { CertificateKindView } from '$lib/bindings/CertificateKindView';
import type { VerdictView } from '$lib/bindings/VerdictView';
import type { Judged } from '$lib/platform';

/** What the check page shows. */
export interface Checked {
  judged: Judged;
  /** When it was checked here: RFC 3339. */
  at: string;
}

/** What is remembered. */
export interface Remembered {
  verdict: VerdictView;
  at: string;
  kind?: CertificateKindView;
  /** Last valid day, ISO. */
  until?: string;
  /** Last four characters of the reference: enough to tell two papers apart, too few to find anybody. */
  ending?: string;
}

/** When the status list was signed. An older core of the app says its age in days only. */
export function findListed({ judged, at }: Checked): Date | undefined {
  if (judged.status_as_of) return new Date(judged.status_as_of);
  const days = judged.status_age_days ?? undefined;
  return days === undefined ? undefined : new Date(Date.parse(at) - days * 86_400_000);
}

/** Days as the reader counts them, by midnights and not by spans of 24 hours. */
export function daysBetween(earlier: Date, later: Date): number {
  const midnight = (date: Date) => new Date(date).setHours(0, 0, 0, 0);
  return Math.max(0, Math.round((midnight(later) - midnight(earlier)) / 86_400_000));
}

export const MOST_REMEMBERED = 20;
/** Longer than this nothing is remembered, days. */
const LONGEST_DAYS = 30;
const PLACE = 'damane-checked';
const SWITCH = 'damane-checked-off';

/** What of a verdict may stay on the device. */
export function remember({ judged, at }: Checked): Remembered {
  const { certificate, verdict } = judged;
  if (!certificate) return { verdict, at };
  return { verdict, at, kind: certificate.kind, until: certificate.valid_until, ending: certificate.reference.slice(-4) };
}

/** What is remembered and not too old. It lies beside the safe, not in it: checks need no unlocking. */
export function findRemembered(now: Date): Remembered[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PLACE) ?? '[]');
    if (!Array.isArray(kept)) return [];
    const since = now.getTime() - LONGEST_DAYS * 86_400_000;
    const young = (kept as Remembered[]).filter(({ at }) => Date.parse(at) >= since).slice(0, MOST_REMEMBERED);
    if (young.length < kept.length) keepRemembered(young);
    return young;
  } catch {
    return [];
  }
}

export function keepRemembered(list: Remembered[]): void {
  store(PLACE, list.length > 0 ? JSON.stringify(list.slice(0, MOST_REMEMBERED)) : undefined);
}

/** Whether anything is to be remembered: yes, until somebody says no. */
export function keepsHistory(): boolean {
  try {
    return localStorage.getItem(SWITCH) === null;
  } catch {
    return false;
  }
}

export function keepHistory(keeps: boolean): void {
  store(SWITCH, keeps ? undefined : '1');
}

function store(place: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(place);
    else localStorage.setItem(place, value);
  } catch {
    // A browser that keeps nothing: the list lasts as long as the page.
  }
}
