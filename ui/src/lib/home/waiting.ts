/** What waits for the person, the most pressing first: documents asked for, a month of a benefit that is to be confirmed, a
    draft whose time runs, a certificate that ends. */

import type { CertificateView } from '$lib/bindings/CertificateView';
import type { ClaimSummaryView } from '$lib/bindings/ClaimSummaryView';
import type { DraftView } from '$lib/bindings/DraftView';
import { isDeclared } from '$lib/form/declared';
import { daysUntil } from '$lib/words/format';

/** Something that waits, with its last day (ISO date) and the days left until then. */
export type Waiting = { by: string; left: number } & (
  | { kind: 'documents'; claim: ClaimSummaryView; since: string }
  | { kind: 'month'; claim: ClaimSummaryView; first: string; last: string; since: string }
  | { kind: 'draft'; draft: DraftView; name: string; since: string }
  | { kind: 'loss'; draft: DraftView; since: string }
  | { kind: 'pension'; draft: DraftView; since: string }
  | { kind: 'certificate'; certificate: CertificateView }
);

/** Days before its end from which a certificate waits for its owner. */
const SOON = 21;

interface Known {
  claims: readonly ClaimSummaryView[];
  drafts: readonly DraftView[];
  /** The valid certificate that lives longest: an older one ending beside it needs nobody. */
  certificate: CertificateView | undefined;
}

export function findWaiting({ claims, drafts, certificate }: Known, now: Date): Waiting[] {
  const found: Waiting[] = [];
  const answered = new Set(drafts.filter(({ kind, state }) => kind === 'reply' && state === 'queued').map(({ claim }) => claim));
  for (const claim of claims) {
    const month = claim.to_confirm;
    if (month) {
      const { first, last, confirm_from: since, confirm_until: by } = month;
      found.push({ kind: 'month', claim, first, last, by, left: daysUntil(by, now), since });
    }
    const by = claim.reply_by;
    // What was answered and waits for the network no longer waits for the person.
    if (claim.status !== 'documents_asked' || !by || answered.has(claim.id)) continue;
    found.push({ kind: 'documents', claim, by, left: daysUntil(by, now), since: claim.changed_at });
  }
  for (const draft of drafts) {
    if (draft.kind === 'reply' || draft.kind === 'contest' || (draft.state !== 'open' && draft.state !== 'refused')) continue;
    const { file_by, name } = JSON.parse(draft.form) as { file_by?: string; name?: string };
    if (!file_by) continue;
    const left = daysUntil(file_by, now);
    if (left < 0 || isDeclared(draft, drafts, claims)) continue;
    if (draft.kind === 'job_loss') found.push({ kind: 'loss', draft, by: file_by, left, since: draft.changed_at });
    else if (draft.kind === 'pension') found.push({ kind: 'pension', draft, by: file_by, left, since: draft.changed_at });
    else found.push({ kind: 'draft', draft, name: name ?? '', by: file_by, left, since: draft.changed_at });
  }
  if (certificate) {
    const left = daysUntil(certificate.valid_until, now);
    if (left <= SOON) found.push({ kind: 'certificate', certificate, by: certificate.valid_until, left });
  }
  return found.sort((a, b) => a.left - b.left);
}
