/** What the fund answers in the middle of a form: its answer, or why there is none. */

import { type Platform, platform } from '$lib/platform';
import { session } from '$lib/session.svelte';
import { type Refusal, toRefusal } from '$lib/words/errors';

export class FundAnswer<T> {
  found = $state.raw<T | undefined>();
  refusal = $state.raw<Refusal | undefined>();

  /** Asks, and lets the form take in what is found. What was found before is no answer to other words. */
  async ask(question: (here: Platform) => Promise<T>, takeIn: (found: T) => void): Promise<void> {
    this.found = undefined;
    try {
      const found = await question(await platform());
      this.found = found;
      this.refusal = undefined;
      takeIn(found);
    } catch (failure) {
      this.refusal = toRefusal(failure);
      session.notice(this.refusal);
    }
  }
}
