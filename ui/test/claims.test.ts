/** Which claims have a letter. */

import { expect, test } from 'vitest';
import type { ClaimEventView } from '$lib/bindings/ClaimEventView';
import type { ClaimStatusView } from '$lib/bindings/ClaimStatusView';
import type { ClaimStepView } from '$lib/bindings/ClaimStepView';
import { hasLetter } from '$lib/words/claims';

function claim(status: ClaimStatusView, ...steps: ClaimStepView[]) {
  const events = steps.map((step): ClaimEventView => ({ at: '2026-12-01T09:00:00Z', step }));
  const summary = {
    id: '07'.repeat(16),
    reference: 'PE-0000-0000-0000',
    kind: 'job_loss' as const,
    status,
    paid: 0,
    submitted_at: '2026-11-21T09:00:00Z',
    changed_at: '2026-12-01T09:00:00Z',
  };
  return { as_of: '2026-12-01T09:00:00Z', summary, events, documents: [] };
}

test('a granted benefit keeps its letter whatever happens to its months', () => {
  const granted: ClaimStepView[] = ['received', 'taken', 'accepted'];
  for (const after of [[], ['month_confirmed'], ['paid', 'month_confirmed'], ['month_released'], ['work_reported'], ['payment_returned']] as ClaimStepView[][]) {
    expect(hasLetter(claim('in_progress', ...granted, ...after)), after.join()).toBe(true);
  }
});

test('what is looked at again has no letter until it is answered', () => {
  expect(hasLetter(claim('in_progress', 'received', 'taken'))).toBe(false);
  expect(hasLetter(claim('received', 'received', 'taken', 'accepted', 'paid', 'contested'))).toBe(false);
  expect(hasLetter(claim('in_progress', 'received', 'taken', 'accepted', 'paid', 'contested', 'taken'))).toBe(false);
  expect(hasLetter(claim('in_progress', 'received', 'taken', 'accepted', 'contested', 'taken', 'upheld'))).toBe(true);
  expect(hasLetter(claim('rejected', 'received', 'taken', 'rejected'))).toBe(true);
});
