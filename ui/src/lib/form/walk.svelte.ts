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
  /** There is one at a time: one that is not sent yet is gone on with. */
  alone?: boolean;
}

const inAddress = (name: 'draft' | 'at'): string | undefined => new URLSearchParams(location.search).get(name) ?? undefined;

/** After so long without another page, nothing lies behind the form, milliseconds. */
const NOTHING_BEHIND = 400;

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
  /** The place in history where the form was handed over. */
  #handedOver: App.PageState | undefined;

  constructor(draft: Draft<F>, way: Way<S>) {
    this.draft = draft;
    this.#way = way;
    onMount(() => void this.#open());

    // Every answer is kept as it is typed.
    $effect(() => {
      JSON.stringify(draft.form);
      const begun = draft.id !== undefined || way.isBegun();
      if (this.ready && begun && !this.#isOver) draft.touch();
    });

    $effect(() => {
      if (draft.id && draft.id !== inAddress('draft')) {
        replaceState(this.#addressOf(page.state.question ?? way.steps[0]), page.state);
      }
    });

    $effect(() => this.#leadOut());
  }

  /** It was handed over: there is nothing left to answer. */
  get #isOver(): boolean {
    return this.view?.state === 'queued' || this.view?.state === 'sent';
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
    // Before the draft that is found is written into the address.
    const wanted = this.#findWanted();
    const id = inAddress('draft') ?? (this.#way.alone ? await this.draft.findUnsent() : undefined);
    if (id) await this.draft.open(id);
    this.ready = true;
    if (id && !page.state.question) this.#stay(wanted ?? this.#way.findOpenStep() ?? 'check');
  }

  /** The question the address names, as it does after a reload. */
  #findWanted(): S | 'check' | undefined {
    const places: (S | 'check')[] = [...this.steps, 'check'];
    return places.find((place) => place === inAddress('at'));
  }

  /** History forgets its state with a reload, the address does not. */
  #addressOf(question: string): string {
    return this.draft.id ? `${this.#way.path}?draft=${this.draft.id}&at=${question}` : '';
  }

  /** Another question in the place of this one. */
  #stay(question: S | 'check'): void {
    replaceState(this.#addressOf(question), { question });
  }

  /** Once handed over, back leads out of the form: past its questions, each of which would show the same receipt. */
  #leadOut(): (() => void) | undefined {
    const here = page.state;
    if (!this.ready || !this.#isOver) return void (this.#handedOver = undefined);
    this.#handedOver ??= here;
    if (here === this.#handedOver || location.pathname !== this.#way.path) return;
    history.back();
    const last = setTimeout(() => void goto('/claims', { replaceState: true }), NOTHING_BEHIND);
    return () => clearTimeout(last);
  }

  /** Says what is wrong until it is mended; false when nothing is. */
  complain(look: () => Fault[]): boolean {
    this.#look = look;
    this.#found = look().map(({ id }) => id);
    return this.#found.length > 0;
  }

  #go(to: S | 'check'): void {
    this.complain(() => []);
    pushState(this.#addressOf(to), { question: to, walked: true });
  }

  /** To the page before: the one this way came from, the question before of a draft gone on with, or the room's. */
  back(room: string): void {
    this.complain(() => []);
    const { step } = this;
    const at = step === 'check' ? this.steps.length : this.steps.indexOf(step);
    const before = this.steps[at - 1];
    if (page.state.walked) history.back();
    else if (page.state.question && before) this.#stay(before);
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
