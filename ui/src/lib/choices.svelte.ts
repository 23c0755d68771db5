/** What the reader chose for this device: language, colours, text size. Nothing about a person. */

import type { Locale } from './words/format';
import { words } from './words/words.svelte';

export type Theme = 'device' | 'light' | 'dark';
export type TextSize = '100' | '125' | '150' | '200';

const PLACE = 'damane-choices';

interface Kept {
  language?: Locale | undefined;
  theme?: 'light' | 'dark' | undefined;
  text?: TextSize | undefined;
}

function findKept(): Kept {
  try {
    return (JSON.parse(localStorage.getItem(PLACE) ?? '{}') as Kept | null) ?? {};
  } catch {
    return {};
  }
}

class Choices {
  #kept = $state.raw<Kept>({});

  get theme(): Theme {
    return this.#kept.theme ?? 'device';
  }

  get text(): TextSize {
    return this.#kept.text ?? '100';
  }

  /** Reads what was kept; a choice made in the address (`?lang=`, `?theme=`) is kept from then on. */
  start(): void {
    this.#kept = findKept();
    const asked = new URLSearchParams(location.search);
    const theme = asked.get('theme');
    if (asked.has('lang')) this.#keep({ language: document.documentElement.lang as Locale });
    if (theme === 'light' || theme === 'dark') this.#keep({ theme });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#paint());
  }

  async speak(language: Locale): Promise<void> {
    await words.use(language);
    this.#keep({ language });
  }

  paint(theme: Theme): void {
    this.#kept = { ...this.#kept, theme: undefined };
    this.#keep(theme === 'device' ? {} : { theme });
    this.#paint();
  }

  write(text: TextSize): void {
    this.#keep({ text });
    if (text === '100') delete document.documentElement.dataset.text;
    else document.documentElement.dataset.text = text;
  }

  #paint(): void {
    const isDark = this.theme === 'device' ? matchMedia('(prefers-color-scheme: dark)').matches : this.theme === 'dark';
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  }

  #keep(more: Kept): void {
    this.#kept = { ...this.#kept, ...more };
    try {
      localStorage.setItem(PLACE, JSON.stringify(this.#kept));
    } catch {
      // A browser that keeps nothing: the choice lasts as long as the page.
    }
  }
}

export const choices = new Choices();
