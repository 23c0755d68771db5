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

export const MOST_REMEMBERED = 20;
const PLACE = 'damane-checked';

/** What of a verdict may stay on the device. */
export function remember({ judged, at }: Checked): Remembered {
  const { certificate, verdict } = judged;
  if (!certificate) return { verdict, at };
  return { verdict, at, kind: certificate.kind, until: certificate.valid_until, ending: certificate.reference.slice(-4) };
}

export function findRemembered(): Remembered[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PLACE) ?? '[]');
    return Array.isArray(kept) ? (kept as Remembered[]).slice(0, MOST_REMEMBERED) : [];
  } catch {
    return [];
  }
}

export function keepRemembered(list: Remembered[]): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify(list.slice(0, MOST_REMEMBERED)));
  } catch {
    // A browser that keeps nothing: the list lasts as long as the page.
  }
}
