/** The officer who is signed in, and one thing asked of the portal at a time. */

import type { OfficerRoleView } from '$lib/bindings/OfficerRoleView';
import type { OfficerView } from '$lib/bindings/OfficerView';
import { platform } from '$lib/platform';
import type { Office } from '$lib/platform/office';
import { Refusal, toRefusal } from '$lib/words/errors';

class Duty {
  /** `absent` where there is no console. */
  phase = $state<'starting' | 'absent' | 'out' | 'in'>('starting');
  officer = $state.raw<OfficerView | undefined>();
  working = $state(false);
  refusal = $state.raw<Refusal | undefined>();
  #turn: Promise<unknown> = Promise.resolve();

  may(role: OfficerRoleView): boolean {
    return this.officer?.roles.includes(role) ?? false;
  }

  /** Who is signed in, if anybody. */
  async look(): Promise<void> {
    const here = await platform();
    if (!here.office) {
      this.phase = 'absent';
      return;
    }
    try {
      this.enter(await (await here.office()).session());
    } catch (failure) {
      const refusal = toRefusal(failure);
      this.phase = 'out';
      if (refusal.body.code !== 'session_ended') this.refusal = refusal;
    }
  }

  enter(officer: OfficerView): void {
    this.officer = officer;
    this.phase = 'in';
    this.refusal = undefined;
  }

  /** Signs out; refused, or without network, one is signed in still and is told so. */
  async leave(): Promise<void> {
    const left = await this.ask((office) => office.sign_out());
    if (!left && this.phase === 'in') return;
    this.officer = undefined;
    this.phase = 'out';
  }

  /** The answer, in its turn; `undefined` when it was refused. A session that ended leads to the door. */
  async ask<T>(work: (office: Office) => Promise<T>): Promise<{ answer: T } | undefined> {
    const mine = this.#turn.then(() => this.#ask(work));
    this.#turn = mine;
    const answer = await mine;
    if (this.#turn === mine) this.working = false;
    return answer;
  }

  async #ask<T>(work: (office: Office) => Promise<T>): Promise<{ answer: T } | undefined> {
    this.working = true;
    this.refusal = undefined;
    try {
      const here = await platform();
      if (!here.office) throw new Refusal({ code: 'internal' });
      return { answer: await work(await here.office()) };
    } catch (failure) {
      this.refusal = toRefusal(failure);
      if (this.refusal.body.code === 'session_ended') this.phase = 'out';
      return undefined;
    }
  }
}

export const duty = new Duty();
