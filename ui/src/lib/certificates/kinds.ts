/** Words of the kinds of certificate and of the facts they state: total over the wire's names. */

import type { CertificateKindView } from '$lib/bindings/CertificateKindView';
import type { FactView } from '$lib/bindings/FactView';
import { type Locale, companyName, identifier, month } from '$lib/words/format';
import type { Key } from '$lib/words/words.svelte';

/** Title in the reader's language, and in the document's other one. */
export const kindWords: Record<CertificateKindView, { title: Key; other: Key }> = {
  employment: { title: 'kind_employment', other: 'kind_employment_other' },
  affiliation: { title: 'kind_affiliation', other: 'kind_affiliation_other' },
  annual_salary: { title: 'kind_annual_salary', other: 'kind_annual_salary_other' },
  quarters: { title: 'kind_quarters', other: 'kind_quarters_other' },
  deregistration: { title: 'kind_deregistration', other: 'kind_deregistration_other' },
};

/** Language of a document's other title. */
export const otherLanguage = (locale: Locale): Locale => (locale === 'ar' ? 'fr' : 'ar');

/** A fact as label and value. */
export function describeFact(fact: FactView, locale: Locale): { label: Key; value: string; note?: string } {
  switch (fact.key) {
    case 'employer':
      return { label: 'fact_employer', value: companyName(fact.name), note: identifier(fact.number) };
    case 'declared_since':
      return { label: 'fact_since', value: month(fact.month, locale) };
    case 'last_month':
      return { label: 'fact_last_month', value: month(fact.month, locale) };
    case 'days_last_year':
      return { label: 'fact_days', value: String(fact.days) };
  }
}
