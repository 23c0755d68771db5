/** Something of my account that is asked for when its page opens, and kept nowhere. */

import { type Platform, platform } from '$lib/platform';
import { session } from '$lib/session.svelte';
import { type Refusal, toRefusal } from '$lib/words/errors';

export class Asked<T> {
  value = $state.raw<T | undefined>();
  refusal = $state.raw<Refusal | undefined>();
  readonly #read: (here: Platform) => Promise<T>;

  constructor(read: (here: Platform) => Promise<T>) {
    this.#read = read;
  }

  /** What was shown stays until the new answer is here. */
  async refresh(): Promise<void> {
    try {
      this.value = await this.#read(await platform());
      this.refusal = undefined;
    } catch (failure) {
      this.refusal = toRefusal(failure);
      session.notice(this.refusal);
    }
  }
}
