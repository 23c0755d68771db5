/** Copying a secret: by the phone's own clipboard where it can be told that it is one. */

import { platform } from '$lib/platform';
import type { Key } from '$lib/words/words.svelte';

/** What to say of it. */
export async function copySecret(text: string): Promise<Key> {
  try {
    const here = await platform();
    await (here.copy_secret ? here.copy_secret(text) : navigator.clipboard.writeText(text));
    return 'copied';
  } catch {
    return 'copy_refused';
  }
}
