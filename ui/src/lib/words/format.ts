/** Dates, months, numbers and money as the design language writes them, the same digits in the three languages. */

export type Locale = 'ar' | 'fr' | 'en';

export const LOCALES: readonly Locale[] = ['ar', 'fr', 'en'];

const NARROW = '\u202F';
const NO_BREAK = '\u00A0';

/** Months as Morocco names them. */
const MONTHS: Record<Locale, readonly string[]> = {
  ar: ['يناير', 'فبراير', 'مارس', 'أبريل', 'ماي', 'يونيو', 'يوليوز', 'غشت', 'شتنبر', 'أكتوبر', 'نونبر', 'دجنبر'],
  fr: ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'],
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
};

/** Name of a month, 1 to 12. */
export function monthName(month: number, locale: Locale): string {
  return MONTHS[locale][month - 1] ?? '';
}

/** Head of a month's column: never an Arabic month cut to one letter. */
export function monthHead(month: number, locale: Locale): string {
  return locale === 'ar' ? String(month) : monthName(month, locale).charAt(0).toUpperCase();
}

/** `YYYY-MM` → « avril 2024 ». */
export function month(value: string, locale: Locale): string {
  const [year, number] = value.split('-');
  return `${monthName(Number(number), locale)}${NO_BREAK}${year}`;
}

/** A day, `YYYY-MM-DD` or the UTC day of an instant → « 1er avril 2024 ». */
export function day(value: string, locale: Locale, withYear = true): string {
  const [year, number, date] = value.slice(0, 10).split('-');
  const ordinal = locale === 'fr' && Number(date) === 1 ? '1er' : String(Number(date));
  return `${ordinal}${NO_BREAK}${monthName(Number(number), locale)}${withYear ? `${NO_BREAK}${year}` : ''}`;
}

/** A day or a month of the wire, as it came. */
export function sayWhen(value: string, locale: Locale): string {
  return value.length === 7 ? month(value, locale) : day(value, locale);
}

/** The day of an instant where the reader is. */
export function localDay(value: string | Date, locale: Locale, withYear = true): string {
  const at = new Date(value);
  const pad = (part: number) => String(part).padStart(2, '0');
  return day(`${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`, locale, withYear);
}

/** Hour and minute of an instant where the reader is: `14:32`. */
export function time(value: string | Date): string {
  const at = new Date(value);
  return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
}

/** Seconds that run down: `0:42`, `9:05`. */
export function timeLeft(seconds: number): string {
  return `${Math.trunc(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Whether an instant lies on the reader's present day. */
export function isToday(value: string, now: Date): boolean {
  return new Date(value).toDateString() === now.toDateString();
}

/** Groups of three from the right, by a narrow no-break space: `3 240`. */
export function number(value: number | string): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, NARROW);
}

/** A registration or employer number, in groups that can be read aloud: `190 000 010`. */
export function identifier(value: string): string {
  return number(value).replaceAll(NARROW, NO_BREAK);
}

/** Centimes → `1 994,77`. */
export function amount(centimes: number): string {
  const rest = String(Math.abs(centimes) % 100).padStart(2, '0');
  const whole = Math.trunc(Math.abs(centimes) / 100);
  return `${centimes < 0 ? '−' : ''}${number(whole)},${rest}`;
}

/** Days from today's UTC date to an ISO day; negative once it has passed. */
export function daysUntil(isoDay: string, now: Date): number {
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  return Math.round((Date.parse(`${isoDay.slice(0, 10)}T00:00:00Z`) - today) / 86_400_000);
}

/** Legal forms stay in capitals. */
const FORMS = new Set(['SARL', 'SA', 'SAS', 'SNC', 'SCS', 'GIE', 'AU']);
/** Small words are not set as names. */
const SMALL = new Set(['DE', 'DU', 'DES', 'LA', 'LE', 'LES', 'ET', 'AUX', 'EN']);

/** Declarations write companies in capitals; the screens do not: `ATELIERS DE L'ATLAS SARL` → `Ateliers de l’Atlas SARL`. */
export function companyName(name: string): string {
  if (name !== name.toUpperCase() || !/[A-Z]{3}/.test(name)) return name;
  return name.split(' ').map(setWord).join(' ');
}

function setWord(word: string, place: number): string {
  if (FORMS.has(word)) return word;
  if (place > 0 && SMALL.has(word)) return word.toLowerCase();
  const elided = /^([DL])['’](.+)$/.exec(word);
  if (elided?.[1] && elided[2]) return `${place > 0 ? elided[1].toLowerCase() : elided[1]}’${capital(elided[2])}`;
  return word.split('-').map(capital).join('-');
}

const capital = (word: string): string => word.charAt(0) + word.slice(1).toLowerCase();

/** `Naïma EL OUARDI` → `Naïma El Ouardi`: the papers write family names in capitals, the screens do not. */
export function personName(name: string): string {
  return name.replace(/\p{Lu}{2,}/gu, (word) => word.charAt(0) + word.slice(1).toLowerCase());
}

/** First word of a name: how the screens greet. */
export function findFirstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? '';
}
