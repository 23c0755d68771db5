/** Choosing and filling one message: plain text, or one text a plural form (CLDR; Arabic has six). */

import { number } from './format';

export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Message = string | Plural;
export type Values = Record<string, string | number>;

/** The text for these values: `n` chooses the plural form. */
export function choose(message: Message, values: Values, rules: Intl.PluralRules): string {
  if (typeof message === 'string') return message;
  const count = Number(values.n ?? 0);
  // CLDR has no "zero" for French and English, and Arabic's own is a sentence of its own here.
  if (count === 0 && message.zero !== undefined) return message.zero;
  return message[rules.select(count)] ?? message.other;
}

/** A piece of a filled message: words, or a value that stands apart in its own direction. */
export interface Piece {
  text: string;
  /** Name of the value, absent for words. */
  name?: string;
}

/** Cuts a message at its `{name}` holes and fills them. An unknown hole stays visible. */
export function cut(text: string, values: Values): Piece[] {
  return text
    .split(/(\{\w+\})/)
    .filter((part) => part !== '')
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      const value = name === undefined ? undefined : values[name];
      if (name === undefined || value === undefined) return { text: part };
      return { text: typeof value === 'number' ? number(value) : value, name };
    });
}

/** Digits, references and addresses read left to right inside Arabic; names and dates take their own direction. */
export function findDirection(text: string): 'ltr' | 'auto' {
  return /^[\x20-\x7E\u00A0\u202F–]*\d[\x20-\x7E\u00A0\u202F–]*$/.test(text) ? 'ltr' : 'auto';
}
