/** Checking what a stranger holds out: text, picture, PDF; the verdict on the screen, and a list of the last ones. */

import { goto, pushState, replaceState } from '$app/navigation';
import { page } from '$app/state';
import { type Judged, type Platform, platform } from '$lib/platform';
import { Refusal, toRefusal } from '$lib/words/errors';
import { MOST_REMEMBERED, type Remembered, findRemembered, keepHistory, keepRemembered, keepsHistory, remember } from './checked';
import { decide } from './deciding';

/** Largest picture or PDF, bytes (contract: `CHECKED_FILE_BYTES`). */
const LARGEST = 20 * 1024 * 1024;
/** Longest text of a code, characters (contract: `QR_TEXT_CHARS`). */
export const LONGEST_TEXT = 4_000;

type Attempt = (here: Platform) => Promise<Judged>;

class Check {
  working = $state(false);
  refusal = $state.raw<Refusal | undefined>();
  keeps = $state(keepsHistory());
  history = $state.raw<Remembered[]>(findRemembered(new Date()));
  #last: Attempt | undefined;

  text(text: string): Promise<void> {
    return this.#attempt((here) => here.verify_text(text.trim()));
  }

  /** The codes of one picture: each is judged, the worst decides. */
  texts(texts: string[]): Promise<void> {
    return this.#attempt(async (here) => decide(await Promise.all(texts.map((text) => here.verify_text(text)))));
  }

  /** A picture or a PDF, told apart by what they are, not by their name. */
  async file(file: Blob): Promise<void> {
    if (file.size > LARGEST) {
      this.refusal = new Refusal({ code: 'too_large' });
      return;
    }
    const start = new TextDecoder('latin1').decode(await file.slice(0, 1024).arrayBuffer());
    if (start.includes('%PDF-')) return this.#attempt((here) => here.verify_pdf(file));
    return this.#attempt((here) => here.verify_image(file));
  }

  /** A camera's frame: true, with its verdict on the screen, once it holds a code. */
  async glance(picture: Blob): Promise<boolean> {
    const here = await platform();
    const judged = await here.verify_image(picture).catch(() => undefined);
    if (!judged || judged.reasons.includes('no_code')) return false;
    await this.#attempt(() => here.verify_image(picture));
    return true;
  }

  /** The same thing once more, with the newest lists. */
  async again(): Promise<void> {
    const last = this.#last;
    if (!last) return void goto('/check');
    const here = await platform();
    await here.refresh_trust().catch(() => undefined);
    await this.#attempt(last, true);
  }

  clear(): void {
    this.refusal = undefined;
  }

  forget(): void {
    this.history = [];
    keepRemembered([]);
  }

  /** Whether a list of the last checks is kept. Without it, what was in the list goes at once. */
  keep(keeps: boolean): void {
    this.keeps = keeps;
    keepHistory(keeps);
    if (!keeps) this.forget();
  }

  async #attempt(attempt: Attempt, replaces = false): Promise<void> {
    if (this.working) return;
    this.working = true;
    this.refusal = undefined;
    this.#last = attempt;
    try {
      const checked = { judged: await attempt(await platform()), at: new Date().toISOString() };
      if (this.keeps) {
        this.history = [remember(checked), ...this.history].slice(0, MOST_REMEMBERED);
        keepRemembered(this.history);
      }
      const show = replaces && page.state.checked ? replaceState : pushState;
      show('/check', { checked });
      navigator.vibrate?.(checked.judged.verdict.startsWith('valid') ? 60 : [60, 80, 60]);
    } catch (failure) {
      this.refusal = toRefusal(failure);
    } finally {
      this.working = false;
    }
  }
}

export const check = new Check();
