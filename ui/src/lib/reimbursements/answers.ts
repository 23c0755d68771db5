/** The answers of a claim of care as the check page says them. */

import type { DraftDocumentView } from '$lib/bindings/DraftDocumentView';
import type { Answered } from '$lib/form/Answers.svelte';
import { documentWords } from '$lib/form/documents';
import { readDay, readInpe } from '$lib/form/read';
import { actWords, whoWords } from '$lib/words/care';
import { amount, day, number } from '$lib/words/format';
import { t, words } from '$lib/words/words.svelte';
import { countryName } from './countries';
import { type CareForm, type CareStep, STEPS, type TypedLine, barcodeOf, dirhamsOf } from './form';
import { questionWords } from './words';

/** How a line is called: in the person's words, else by its act. */
export function nameOf(line: TypedLine): string {
  const act = line.act === '' ? '' : t(actWords[line.act]);
  return line.label.trim() === '' ? act : line.label.trim();
}

const said = (iso: string | undefined) => (iso === undefined ? '' : day(iso, words.locale));

function valuesOf(step: CareStep, form: CareForm, documents: readonly DraftDocumentView[]): string[][] {
  switch (step) {
    case 'who':
      return [[form.who === '' ? '' : t(whoWords[form.who])], ...(form.who === 'myself' ? [] : [[form.name]])];
    case 'where':
      if (form.where !== 'abroad') return [[t('rb_where_home')]];
      return [[countryName(form.country, words.locale)], [t('rb_rate_is', { currency: form.currency, rate: form.rate.replace('.', ',') })]];
    case 'care':
      return [
        [t(form.course === 'continuous' ? 'rb_continuous' : 'rb_once')],
        ...(form.hospital ? [[t('rb_hospital')]] : []),
        ...(form.long_term ? [[t('rb_long_term')]] : []),
      ];
    case 'when':
      return [[said(readDay(form.first))], ...(form.course === 'continuous' ? [[said(readDay(form.last))]] : [])];
    case 'practitioner':
      return [[form.knows === 'yes' ? number(readInpe(form.practitioner) ?? '') : t('rb_knows_no')]];
    case 'acts':
      return form.lines.flatMap((line) => {
        const code = barcodeOf(line);
        const paid = t('money', { amount: amount(dirhamsOf(form, line.paid) ?? 0) });
        return [[nameOf(line), paid], ...(code === undefined ? [] : [[t('barcode_is', { code })]])];
      });
    case 'documents':
      return documents.map(({ kind, name }) => [t(documentWords[kind]), name]);
    case 'account':
      return [[t('rb_account_known')]];
  }
}

export function answersOf(form: CareForm, documents: readonly DraftDocumentView[]): Answered[] {
  return STEPS.map((step) => ({ step, label: t(questionWords[step].short), values: valuesOf(step, form, documents) }));
}
