/** What a person types into a form, read the way the portal reads it. */

import { bare, toWesternDigits } from '$lib/parts/typed';
import type { Key } from '$lib/words/words.svelte';

/** Days, months and years as typed. */
export interface TypedDay {
  d: string;
  m: string;
  y: string;
}

export const noDay = (): TypedDay => ({ d: '', m: '', y: '' });

/** An ISO day; `undefined` for one no calendar has. */
export function readDay(typed: TypedDay): string | undefined {
  const [d, m, y] = [typed.d, typed.m, typed.y].map((part) => Number(bare(part)));
  if (d === undefined || m === undefined || y === undefined || !(y >= 1900 && y <= 2200)) return undefined;
  const at = new Date(Date.UTC(y, m - 1, d));
  const fits = at.getUTCFullYear() === y && at.getUTCMonth() === m - 1 && at.getUTCDate() === d;
  return fits ? at.toISOString().slice(0, 10) : undefined;
}

/** Why what is typed is no day that has come; nothing when it is one. */
export function faultOfDay(typed: TypedDay, now = today()): Key | undefined {
  if ([typed.d, typed.m, typed.y].every((part) => part.trim() === '')) return 'fm_day_missing';
  const day = readDay(typed);
  if (day === undefined) return 'fm_day_none';
  return day > now ? 'fm_day_ahead' : undefined;
}

export function typeDay(iso: string): TypedDay {
  const [y = '', m = '', d = ''] = iso.split('-');
  return { d: String(Number(d)), m: String(Number(m)), y };
}

/** The present day of the portal's calendar, which is UTC. */
export const today = (): string => new Date().toISOString().slice(0, 10);

/** A figure as it is typed, with a dot for decimals. A thousands sign with other than three digits behind it stays, and is refused. */
function plain(typed: string): string {
  return toWesternDigits(typed).replace(/[\s\u00A0\u202F]/g, '').replace(/٬(?=\d{3}(?!\d))/g, '').replace(/[٫,،]/, '.');
}

/** An amount, in hundredths: `1 234,56`, `1234.5`, `١٬٢٣٤٫٥٠`, `300`. `1.234` is refused: it may be a thousand or one. */
export function readAmount(typed: string): number | undefined {
  const text = plain(typed);
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(text)) return undefined;
  const [whole = '0', rest = ''] = text.split('.');
  return Number(whole) * 100 + Number(rest.padEnd(2, '0'));
}

/** An amount of dirhams, with or without their name: `300 DH`, `٣٠٠ درهم`. Not for a field of another currency. */
export const readDirhams = (typed: string): number | undefined => readAmount(typed.replace(/\s*(dhs?|mad|dirhams?|درهما?|دراهم)\.?\s*$/iu, ''));

/** Hundredths as an amount is typed. */
export const typeAmount = (hundredths: number): string => `${Math.trunc(hundredths / 100)},${String(hundredths % 100).padStart(2, '0')}`;

/** A whole number from 1 on. */
export function readCount(typed: string): number | undefined {
  const text = bare(typed);
  return /^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined;
}

/** A rate in ten-thousandths: `10,85` → 108500. */
export function readRate(typed: string): number | undefined {
  const text = plain(typed);
  if (!/^\d{1,5}(\.\d{1,4})?$/.test(text)) return undefined;
  const [whole = '0', rest = ''] = text.split('.');
  const rate = Number(whole) * 10_000 + Number(rest.padEnd(4, '0'));
  return rate > 0 ? rate : undefined;
}

/** A practitioner's number (INPE): nine digits. */
export function readInpe(typed: string): string | undefined {
  const digits = bare(typed);
  return /^\d{9}$/.test(digits) ? digits : undefined;
}

/** A name or a label: 1 to 80 characters on one line. */
export function readLabel(typed: string): string | undefined {
  const text = typed.trim();
  const length = [...text].length;
  return length >= 1 && length <= 80 && !/[\u0000-\u001f\u007f-\u009f]/.test(text) ? text : undefined;
}
