/** How the answers of the reference page look: total over the wire's words. */

import type { ReferenceVerdict } from '$lib/bindings/ReferenceVerdict';
import type { Key } from '$lib/words/words.svelte';
import type { Silhouette } from './verdicts';

export interface ReferenceLook {
  shape: Silhouette;
  word: Key;
  sentence: Key;
  next: Key;
}

export const referenceLooks: Record<ReferenceVerdict, ReferenceLook> = {
  valid: { shape: 'valid', word: 'v_valid', sentence: 'reference_valid_p', next: 'reference_valid_n' },
  expired: { shape: 'revoked', word: 'v_expired', sentence: 'reference_expired_p', next: 'v_expired_n' },
  replaced: { shape: 'revoked', word: 'v_replaced', sentence: 'v_replaced_p', next: 'v_replaced_n' },
  revoked: { shape: 'revoked', word: 'v_revoked', sentence: 'v_revoked_p', next: 'v_revoked_n' },
  unknown: { shape: 'unknown', word: 'reference_unknown', sentence: 'reference_unknown_p', next: 'reference_unknown_n' },
};

/** The long reference: 32 hex digits after the address's `#`, which no browser sends to a server. */
export function readReference(hash: string): string | undefined {
  const text = hash.replace(/^#/, '').toLowerCase();
  return /^[0-9a-f]{32}$/.test(text) ? text : undefined;
}
