/** What the page shows: the form, or a verdict with word, sentence, age of the list, next step, then the facts. */

import { type Locale, amount, companyName, day, localDay, month, number, personName, time } from '$lib/words/format';
import type { Values } from '$lib/words/plural';
import type { Certificate, Fact } from './claims';
import { type Child, el, icon, pattern, shape } from './draw';
import type { Profile } from './lists';
import { type Look, findNext, findSentence, looks, quotes } from './looks';
import type { Verification } from './verify';
import { type Key, say, word } from './words';

/** A verdict and the moment it was given. */
export interface Result {
  answer: Verification;
  at: Date;
}

/** A stranger's text may be long: so much of it is shown. */
const MAX_HOST = 60;

/** A message as nodes: each value stands apart, numbers and addresses from left to right. */
export function text(key: Key, locale: Locale, values: Values = {}): DocumentFragment {
  const nodes = new DocumentFragment();
  for (const piece of say(key, locale, values)) {
    const isApart = piece.name !== undefined && piece.name !== 'n';
    nodes.append(isApart ? el('bdi', piece.name === 'day' ? {} : { dir: 'ltr' }, piece.text) : piece.text);
  }
  return nodes;
}

/** The panel of a verdict; read aloud first. */
export function verdictPanel({ answer, at }: Result, locale: Locale): Child[] {
  const host = answer.host?.slice(0, MAX_HOST) ?? '';
  return [
    answer.verdict === 'valid' ? pattern() : undefined,
    shape(looks[answer.verdict].shape),
    el('h1', { class: 'word', tabindex: '-1' }, word(`v_${answer.verdict}`, locale)),
    el('p', {}, text(findSentence(answer), locale, { host })),
    el('div', { class: 'as-of' }, icon('clock'), el('span', {}, asOf(answer, at, locale))),
  ];
}

function asOf(answer: Verification, at: Date, locale: Locale): Child {
  if (!answer.certificate) return text('checked_at', locale, { time: time(at) });
  if (!answer.status_as_of) return text('list_none', locale);
  const listed = new Date(answer.status_as_of);
  const day = localDay(listed, locale, false);
  if (answer.reasons.includes('status_list_expired')) return text('list_old', locale, { day });
  // "Today" and "n days ago" are the reader's days, not spans of 24 hours.
  const midnight = (date: Date) => new Date(date).setHours(0, 0, 0, 0);
  const n = Math.max(0, Math.round((midnight(at) - midnight(listed)) / 86_400_000));
  return n === 0 ? text('list_today', locale, { day }) : text('list_days', locale, { n, day });
}

/** What stands on paper only: which page gave this answer and when, and that it is of that hour. */
export function receipt({ at }: Result, locale: Locale): Child {
  const values = { day: localDay(at, locale), time: time(at), host: location.host };
  return el('section', { class: 'receipt' }, el('h2', {}, word('receipt_title', locale)), el('p', {}, text('receipt_at', locale, values)), el('p', { class: 'mute' }, word('receipt_note', locale)));
}

/** The framed sentence under a verdict: what to do. */
export const nextStep = (picture: Look['picture'], key: Key, locale: Locale): Child =>
  el('div', { class: 'next' }, icon(picture), el('strong', {}, word(key, locale)));

/** Everything under the panel. */
export function verdictBelow(result: Result, locale: Locale, profile?: Profile): Child[] {
  const { answer } = result;
  const look = looks[answer.verdict];
  const isDoubtful = look.report !== undefined;
  return [
    nextStep(look.picture, findNext(answer), locale),
    answer.certificate ? facts(answer.certificate, locale, profile) : undefined,
    isDoubtful ? el('p', { class: 'mute' }, word('no_facts', locale)) : undefined,
    answer.reasons.length > 0 ? why(answer, locale) : undefined,
    isDoubtful && profile ? report(answer, locale, profile) : undefined,
    receipt(result, locale),
  ];
}

function facts(certificate: Certificate, locale: Locale, profile?: Profile): Child {
  const names = [certificate.name_arabic, personName(certificate.name_latin)];
  const [name = '', other = ''] = locale === 'ar' ? names : names.reverse();
  const rows: [Key, ...Child[]][] = [
    ['issued_to', el('bdi', { class: 'who' }, name), el('bdi', { class: 'other', lang: locale === 'ar' ? 'fr' : 'ar' }, other)],
    ['fact_birth', day(certificate.birth_date, locale)],
    ['states', word(`kind_${certificate.kind}`, locale)],
    ...certificate.facts.map((fact) => factRow(fact, locale)),
    ['issued_by', profile?.name[locale] ?? certificate.issuer],
    ['in_force', text('from_day', locale, { day: day(certificate.issued_at, locale) }), el('br'), text('to_day', locale, { day: day(certificate.valid_until, locale) })],
    ['fact_number', el('bdi', { dir: 'ltr' }, number(certificate.registration_number))],
    ['reference', el('bdi', { dir: 'ltr' }, certificate.reference)],
  ];
  return el(
    'dl',
    { class: 'facts' },
    ...rows.map(([key, ...value]) => el('div', {}, el('dt', {}, word(key, locale)), el('dd', {}, ...value))),
  );
}

function factRow(fact: Fact, locale: Locale): [Key, Child] {
  const value = 'centimes' in fact ? text('money', locale, { amount: amount(fact.centimes) }) : describe(fact, locale);
  return [`fact_${fact.key}`, el('bdi', {}, value)];
}

function describe(fact: Exclude<Fact, { centimes: number }>, locale: Locale): string {
  if ('name' in fact) return companyName(fact.name);
  if ('month' in fact) return month(fact.month, locale);
  if ('days' in fact) return number(fact.days);
  if ('count' in fact) return number(fact.count);
  return word(`sit_${fact.situation}`, locale);
}

function why({ reasons }: Verification, locale: Locale): Child {
  const code = reasons.map((reason) => quotes[reason]).join(' ');
  const lines = reasons.map((reason) => el('p', {}, word(`r_${reason}`, locale)));
  return el('section', { class: 'why' }, el('h2', {}, word('why', locale)), ...lines, el('p', { class: 'mute' }, text('to_quote', locale, { code })));
}

function report({ reasons }: Verification, locale: Locale, { phone }: Profile): Child {
  const code = reasons.map((reason) => quotes[reason]).join(' ');
  const number = el('a', { href: `tel:${phone.replace(/[^+\d]/g, '')}`, dir: 'ltr' }, phone);
  return el('p', {}, text('report_text', locale, { code }), ' ', number);
}

/** Where this page must stand to be believed. */
export function addressNote(locale: Locale, profile: Profile): Child {
  const here = location.hostname;
  const host = profile.verification_host;
  const isHome = here === host || here === profile.portal_host;
  const note = isHome ? text('address', locale, { host: here }) : text('elsewhere', locale, { here, host });
  return el('p', { class: 'address' }, note);
}

/** The form for a code's text; nothing a browser's spelling service or history may keep. */
export function form(locale: Locale, isMissing: boolean): Child[] {
  const field = el('textarea', {
    id: 'text', rows: '5', dir: 'ltr', maxlength: '8000', spellcheck: 'false', autocomplete: 'off', autocorrect: 'off', autocapitalize: 'off',
    'aria-describedby': isMissing ? 'hint missing' : 'hint',
    ...(isMissing ? { 'aria-invalid': 'true' } : {}),
  });
  const alert = el('p', { id: 'missing', class: 'missing', role: 'alert' }, word('text_missing', locale));
  return [
    el('h1', {}, word('check', locale)),
    el('p', {}, word('home', locale)),
    el('p', { class: 'mute' }, word('check_text', locale)),
    el('form', { class: isMissing ? 'bad' : '' },
      el('label', { for: 'text' }, word('label', locale)),
      el('p', { class: 'mute', id: 'hint' }, word('text_hint', locale)),
      isMissing ? alert : undefined,
      field,
      el('button', { class: 'btn' }, word('check_submit', locale))),
  ];
}
