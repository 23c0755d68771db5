/** The words of the screens: one language at a time, loaded when it is wanted, changed without a reload. */

import type messages from '$messages/fr.json';
import type office from '$messages/office/fr.json';
import type pension from '$messages/pension/fr.json';
import type care from '$messages/reimbursements/fr.json';
import { LOCALES, type Locale } from './format';
import { type Message, type Piece, type Values, choose, cut } from './plural';

export type Key = keyof typeof messages | keyof typeof office | keyof typeof pension | keyof typeof care;
type Catalogue = Partial<Record<Key, Message>>;
/** A language's words, fetched when they are wanted. */
export type Shelf = Record<Locale, () => Promise<{ default: Catalogue }>>;

const load: Shelf = {
  ar: () => import('$messages/ar.json'),
  fr: () => import('$messages/fr.json'),
  en: () => import('$messages/en.json'),
};

class Words {
  locale = $state<Locale>('fr');
  #catalogue = $state.raw<Catalogue | undefined>();
  #rules = new Intl.PluralRules('fr');
  /** Words of rooms that few enter. */
  #more: Shelf[] = [];

  /** Whether a language has arrived. */
  get ready(): boolean {
    return this.#catalogue !== undefined;
  }

  /** Speaks this language from now on. */
  async use(locale: Locale): Promise<void> {
    const shelves = await Promise.all([load, ...this.#more].map((shelf) => shelf[locale]()));
    const catalogue = Object.assign({}, ...shelves.map((shelf) => shelf.default)) as Catalogue;
    this.#rules = new Intl.PluralRules(locale);
    this.locale = locale;
    this.#catalogue = catalogue;
    document.documentElement.lang = locale;
    document.documentElement.dir = locale === 'ar' ? 'rtl' : 'ltr';
  }

  /** Speaks a room's words as well, from now on. */
  async also(...shelves: Shelf[]): Promise<void> {
    this.#more.push(...shelves.filter((shelf) => !this.#more.includes(shelf)));
    // A room that is entered first is drawn in the language the page started in.
    await this.use(this.ready ? this.locale : findStartLocale());
  }

  /** The pieces of a message, for setting values apart. */
  pieces(key: Key, values: Values = {}): Piece[] {
    const message = this.#catalogue?.[key];
    return message === undefined ? [] : cut(choose(message, values, this.#rules), values);
  }

  /** A message as plain text: for names, titles and labels. */
  text(key: Key, values: Values = {}): string {
    return this.pieces(key, values)
      .map((piece) => piece.text)
      .join('');
  }
}

export const words = new Words();

/** A message as plain text. */
export const t = (key: Key, values?: Values): string => words.text(key, values);

/** The language the page started in, as static/first.js chose it. */
export function findStartLocale(): Locale {
  return LOCALES.find((locale) => locale === document.documentElement.lang) ?? 'fr';
}
