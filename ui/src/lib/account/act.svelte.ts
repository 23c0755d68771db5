/** One thing asked of the fund at a time: whether it is under way, and why it was refused. */

import { type Platform, platform } from '$lib/platform';
import { session } from '$lib/session.svelte';
import { type Refusal, toRefusal } from '$lib/words/errors';
import { confirming } from './confirming.svelte';

export class Act {
  working = $state(false);
  refusal = $state.raw<Refusal | undefined>();

  /** The answer; `undefined` when it was refused, when another is under way, or when the person changed their mind. */
  async ask<T>(work: (here: Platform) => Promise<T>): Promise<{ answer: T } | undefined> {
    if (this.working) return undefined;
    this.working = true;
    this.refusal = undefined;
    try {
      const here = await platform();
      return await confirming.through(() => work(here));
    } catch (failure) {
      this.refusal = toRefusal(failure);
      session.notice(this.refusal);
      return undefined;
    } finally {
      this.working = false;
    }
  }

  forget(): void {
    this.refusal = undefined;
  }
}
