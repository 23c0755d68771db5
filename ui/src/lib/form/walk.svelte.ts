/** The way through a form: one question a page, back loses nothing, never beyond the first question that is open. */

import { onMount } from 'svelte';
import { goto, pushState, replaceState } from '$app/navigation';
import { page } from '$app/state';
import type { Draft } from './draft.svelte';
import { outbox } from './outbox.svelte';
import type { Fault } from './Question.svelte';

/** What a form's questions are. */
export interface Way<S extends string> {
  /** Where its page is. */
  path: string;
  steps: readonly [S, ...S[]];
  faultsOf: (step: S) => Fault[];
  /** The first question without a good answer. */
  findOpenStep: () => S | undefined;
  /** Something was answered: nothing is kept of a form nobody began. */
  isBegun: () => boolean;
  /** Another answer here is followed by the next question, also when all others are answered. */
  leadsOn?: (step: S) => boolean;
}

const draftInAddress = (): string | undefined => /[?&]draft=([\w-]+)/.exec(location.search)?.[1];

export class Walk<F extends object, S extends string> {
  readonly draft: Draft<F>;
  readonly #way: Way<S>;
  ready = $state(false);
  /** Looks for what is wrong, as long as something was found. */
  #look = $state.raw<() => Fault[]>(() => []);
  #found = $state.raw<readonly string[]>([]);
  /** What was found when one wanted to go on and is not mended yet; what is typed since finds nothing new. */
  readonly faults = $derived(this.#look().filter(({ id }) => this.#found.includes(id)));
  /** One answer is being changed from the page that shows all. */
  #changing = false;

  constructor(draft: Draft<F>, way: Way<S>) {
    this.draft = draft;
    this.#way = way;
    onMount(() => void this.#open());

    // Every answer is kept as it is typed.
    $effect(() => {
      JSON.stringify(draft.form);
      const state = this.view?.state;
      const begun = draft.id !== undefined || way.isBegun();
      if (this.ready && begun && state !== 'queued' && state !== 'sent') draft.touch();
    });

    $effect(() => {
      if (draft.id && draft.id !== draftInAddress()) {
        replaceState(`${way.path}?draft=${draft.id}`, page.state);
      }
    });
  }

  /** The draft as it is known now. */
  get view() {
    return outbox.find(this.draft.id) ?? this.draft.view;
  }

  get steps(): readonly S[] {
    return this.#way.steps;
  }

  /** Where the page stands. */
  get step(): S | 'check' {
    const open = this.#way.findOpenStep() ?? 'check';
    const places: string[] = [...this.steps, 'check'];
    const wanted = page.state.question ?? this.#way.steps[0];
    return places.indexOf(wanted) <= places.indexOf(open) ? (wanted as S | 'check') : open;
  }

  async #open(): Promise<void> {
    const id = draftInAddress();
    if (id) await this.draft.open(id);
    this.ready = true;
    if (id && !page.state.question) replaceState('', { question: this.#way.findOpenStep() ?? 'check' });
  }

  /** Says what is wrong until it is mended; false when nothing is. */
  complain(look: () => Fault[]): boolean {
    this.#look = look;
    this.#found = look().map(({ id }) => id);
    return this.#found.length > 0;
  }

  #go(to: S | 'check'): void {
    this.complain(() => []);
    pushState('', { question: to, walked: true });
  }

  /** To the page before: the one this way came from, the question before of a draft gone on with, or the room's. */
  back(room: string): void {
    this.complain(() => []);
    const { step } = this;
    const at = step === 'check' ? this.steps.length : this.steps.indexOf(step);
    const before = this.steps[at - 1];
    if (page.state.walked) history.back();
    else if (page.state.question && before) replaceState('', { question: before });
    else void goto(room);
  }

  /** Changes one answer; from there the way leads back to all of them. */
  change(to: S): void {
    this.#changing = true;
    this.#go(to);
  }

  /** Goes on, unless something is wrong with the answer. */
  async next(): Promise<void> {
    const { step } = this;
    if (step === 'check') return;
    if (this.complain(() => this.#way.faultsOf(step))) return;
    await this.draft.save();
    if (this.#changing && !this.#way.leadsOn?.(step) && this.#way.findOpenStep() === undefined) {
      this.#changing = false;
      return this.#go('check');
    }
    this.#go(this.steps[this.steps.indexOf(step) + 1] ?? 'check');
  }

  async discard(): Promise<void> {
    if (this.draft.id) await outbox.drop(this.draft.id);
    await goto('/claims');
  }
}
