/** An account being opened: what was typed so far, and how far one may go with it. Kept in memory only: it is about a person. */

import type { SignUpStepView } from '$lib/bindings/SignUpStepView';
import type { SignUpView } from '$lib/bindings/SignUpView';
import type { Key } from '$lib/words/words.svelte';
import { Countdown } from './countdown.svelte';
import { readCin, readEmail, readMobile, readRegistrationNumber } from '$lib/parts/fields';

export const STEPS = ['number', 'cin', 'email', 'mobile', 'code', 'outcome'] as const;
export type OpeningStep = (typeof STEPS)[number];
export type Question = Extract<OpeningStep, 'number' | 'cin' | 'email' | 'mobile'>;

/** How each answer is read, and the words when it cannot be one. */
export const questions: Record<Question, { read: (typed: string) => string | undefined; bad: Key }> = {
  number: { read: readRegistrationNumber, bad: 'number_bad' },
  cin: { read: readCin, bad: 'cin_bad' },
  email: { read: readEmail, bad: 'email_bad' },
  mobile: { read: readMobile, bad: 'mobile_bad' },
};

const QUESTIONS: readonly Question[] = ['number', 'cin', 'email', 'mobile'];

/** Names of the portal's fields, where it finds fault with one. */
const FIELDS: Record<string, Question> = { registration_number: 'number', cin: 'cin', email: 'email', mobile: 'mobile' };

export type Answers = Record<Question, string>;

export class Opening {
  /** As typed. */
  readonly typed = $state<Answers>({ number: '', cin: '', email: '', mobile: '' });
  outcome = $state.raw<SignUpStepView | undefined>();
  /** How many codes were sent after the first. */
  resent = $state(0);
  readonly expiry = new Countdown();
  readonly resend = new Countdown();
  #request = $state.raw<{ id: string; answers: Answers } | undefined>();

  /** As the portal is told; `undefined` while one of them cannot be one. */
  readonly answers = $derived(readAll(this.typed));

  /** The request whose code is on its way, while it is for what is typed now. */
  get id(): string | undefined {
    const [request, { answers }] = [this.#request, this];
    if (request === undefined || answers === undefined) return undefined;
    return QUESTIONS.every((question) => request.answers[question] === answers[question]) ? request.id : undefined;
  }

  /** Where the page stands when this step is asked for: never beyond what was answered. */
  findStep(asked: OpeningStep): OpeningStep {
    const first = QUESTIONS.find((question) => questions[question].read(this.typed[question]) === undefined);
    const reached: OpeningStep = first ?? (this.id === undefined ? 'mobile' : this.outcome === undefined ? 'code' : 'outcome');
    return STEPS.indexOf(asked) <= STEPS.indexOf(reached) ? asked : reached;
  }

  /** A code is on its way for these answers. */
  note(sent: SignUpView, answers: Answers): void {
    this.resent = this.#request?.id === sent.sign_up_id ? this.resent + 1 : 0;
    this.#request = { id: sent.sign_up_id, answers };
    this.outcome = undefined;
    this.expiry.start(sent.expires_in);
    this.resend.start(sent.resend_in);
  }

  /** Nothing of what was typed stays. */
  forget(): void {
    Object.assign(this.typed, { number: '', cin: '', email: '', mobile: '' });
    this.outcome = undefined;
    this.#request = undefined;
    this.expiry.stop();
    this.resend.stop();
  }
}

function readAll(typed: Answers): Answers | undefined {
  const [number, cin, email, mobile] = [readRegistrationNumber(typed.number), readCin(typed.cin), readEmail(typed.email), readMobile(typed.mobile)];
  if (number === undefined || cin === undefined || email === undefined || mobile === undefined) return undefined;
  return { number, cin, email, mobile };
}

/** The question behind the field the portal named. */
export function findQuestion(field: string | null | undefined): Question | undefined {
  return FIELDS[field ?? ''];
}

/** One at a time, kept while the person reads a page of help. */
export const opening = new Opening();
