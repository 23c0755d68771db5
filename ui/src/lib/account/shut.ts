/** Words for each state in which what is kept here cannot be opened. */

import type { ShutState } from '$lib/session.svelte';
import type { Key } from '$lib/words/words.svelte';

export interface ShutWords {
  title: Key;
  /** What happened, and what to do. */
  text: Key;
  /** Another try can help: the words of its button. */
  again?: Key;
}

export const shutWords: Record<ShutState, ShutWords> = {
  key_lost: { title: 'shut_lost_title', text: 'shut_lost_text' },
  restored: { title: 'shut_restored_title', text: 'shut_restored_text' },
  key_store_missing: { title: 'shut_missing_title', text: 'shut_missing_text', again: 'retry' },
  key_store_locked: { title: 'shut_locked_title', text: 'shut_locked_text', again: 'shut_unlock' },
  key_store_swapped: { title: 'shut_swapped_title', text: 'shut_swapped_text', again: 'retry' },
};
