/** Where a certificate is kept, in words. */

import { session } from '$lib/session.svelte';
import type { Key } from '$lib/words/words.svelte';

/** "On this phone" or "On this computer". */
export function keptWords(): Key {
  const platform = session.app?.platform;
  return platform === 'android' || platform === 'ios' ? 'kept_phone' : 'kept_computer';
}
