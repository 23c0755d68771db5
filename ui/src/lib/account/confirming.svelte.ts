/** Confirming that it is really the person, when the fund asks for it before a sensitive change; then the change is asked again. */

import { Refusal } from '$lib/words/errors';

class Confirming {
  /** What waits for the person's answer: the dialog is open while there is one. */
  #settle = $state.raw<((confirmed: boolean) => void) | undefined>();

  get open(): boolean {
    return this.#settle !== undefined;
  }

  /** Does the work; where the fund wants a confirmation first, gets it and does the work again. `undefined`: they changed their mind. */
  async through<T>(work: () => Promise<T>): Promise<{ answer: T } | undefined> {
    try {
      return { answer: await work() };
    } catch (failure) {
      if (!(failure instanceof Refusal) || failure.body.code !== 'confirmation_needed') throw failure;
    }
    const confirmed = await new Promise<boolean>((settle) => {
      this.#settle = settle;
    });
    return confirmed ? { answer: await work() } : undefined;
  }

  /** The dialog's answer. */
  settle(confirmed: boolean): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(confirmed);
  }
}

export const confirming = new Confirming();
