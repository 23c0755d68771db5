/** Words of the kinds of certificate and of the facts they state: total over the wire's names and the kinds' files. */

import type { CertificateKindView } from '$lib/bindings/CertificateKindView';
import { certificateKinds } from '$lib/bindings/certificateKinds';
import type { FactView } from '$lib/bindings/FactView';
import { type Locale, amount, companyName, identifier, month, number } from './format';
import { situationWords } from './situations';
import { type Key, t } from './words.svelte';

/** Title in the reader's language, in the document's other one, and what it is good for. */
export const kindWords: Record<CertificateKindView, { title: Key; other: Key; use: Key }> = {
  employment: { title: 'kind_employment', other: 'kind_employment_other', use: 'kind_employment_for' },
  affiliation: { title: 'kind_affiliation', other: 'kind_affiliation_other', use: 'kind_affiliation_for' },
  annual_salary: { title: 'kind_annual_salary', other: 'kind_annual_salary_other', use: 'kind_annual_salary_for' },
  quarters: { title: 'kind_quarters', other: 'kind_quarters_other', use: 'kind_quarters_for' },
  deregistration: { title: 'kind_deregistration', other: 'kind_deregistration_other', use: 'kind_deregistration_for' },
};

/** The kinds in the order they are offered. */
export const kinds: CertificateKindView[] = certificateKinds.map(({ code }) => code);

type FactKey = (typeof certificateKinds)[number]['fields'][number]['key'];

const factWords: Record<FactKey, Key> = {
  employer: 'fact_employer',
  declared_since: 'fact_declared_since',
  first_month: 'fact_first_month',
  last_month: 'fact_last_month',
  days_last_year: 'fact_days_last_year',
  total_days: 'fact_total_days',
  months: 'fact_months',
  total_salary: 'fact_total_salary',
  total_quarters: 'fact_total_quarters',
  quarter_days: 'fact_quarter_days',
  departure_month: 'fact_departure_month',
  situation: 'fact_situation',
};

/** Language of a document's other title. */
export const otherLanguage = (locale: Locale): Locale => (locale === 'ar' ? 'fr' : 'ar');

/** A fact as label and value. A key that this app does not know yet is shown as it is called. */
export function describeFact(fact: FactView, locale: Locale): { label: string; value: string; note?: string } {
  const key = factWords[fact.key as FactKey] as Key | undefined;
  const label = key ? t(key) : fact.key;
  if ('name' in fact) return { label, value: companyName(fact.name), note: identifier(fact.number) };
  if ('month' in fact) return { label, value: month(fact.month, locale) };
  if ('days' in fact) return { label, value: number(fact.days) };
  if ('count' in fact) return { label, value: number(fact.count) };
  if ('centimes' in fact) return { label, value: t('money', { amount: amount(fact.centimes) }) };
  return { label, value: t(situationWords[fact.situation]) };
}
