/** A claim of care as it is filled in: what is typed, what is wrong with it, and the request it becomes. */

import type { BeneficiaryView } from '$lib/bindings/BeneficiaryView';
import type { CareActView } from '$lib/bindings/CareActView';
import type { CareLineRequest } from '$lib/bindings/CareLineRequest';
import type { DocumentKindView } from '$lib/bindings/DocumentKindView';
import type { ReimbursementRequest } from '$lib/bindings/ReimbursementRequest';
import type { Fault } from '$lib/form/Question.svelte';
import { type TypedDay, faultOfDay, noDay, readAmount, readCount, readDay, readDirhams, readInpe, readLabel, readRate, today } from '$lib/form/read';
import { readEan } from './ean';

export const STEPS = ['who', 'where', 'care', 'when', 'practitioner', 'acts', 'documents', 'account'] as const;
export type CareStep = (typeof STEPS)[number];

/** An act or medicine as typed. */
export interface TypedLine {
  act: CareActView | '';
  label: string;
  on: TypedDay;
  paid: string;
  quantity: string;
  /** Of a medicine, where it was scanned or typed. Drafts kept before bar codes were asked for have none. */
  barcode?: string | undefined;
}

export interface CareForm {
  who: BeneficiaryView | '';
  name: string;
  where: 'home' | 'abroad' | '';
  country: string;
  currency: string;
  rate: string;
  course: 'once' | 'continuous' | '';
  long_term: boolean;
  hospital: boolean;
  first: TypedDay;
  last: TypedDay;
  /** The last day to hand it in, as the portal last counted it; ISO date. */
  file_by: string;
  knows: 'yes' | 'no' | '';
  practitioner: string;
  lines: TypedLine[];
  /** The line that is being typed, and its place among the others. */
  line: TypedLine | null;
  line_at: number;
}

export const emptyForm = (): CareForm => ({
  who: '',
  name: '',
  where: '',
  country: '',
  currency: '',
  rate: '',
  course: '',
  long_term: false,
  hospital: false,
  first: noDay(),
  last: noDay(),
  file_by: '',
  knows: '',
  practitioner: '',
  lines: [],
  line: null,
  line_at: 0,
});

export const emptyLine = (on: TypedDay): TypedLine => ({ act: '', label: '', on: { ...on }, paid: '', quantity: '1', barcode: '' });

/** Something is typed of the line: it is not gone on without. Its day was there before, and one piece. */
const isTyped = ({ act, label, paid, barcode = '' }: TypedLine): boolean => act !== '' || [label, paid, barcode].some((text) => text.trim() !== '');

/** A line begun of which nothing is typed makes way: the next one begins with the days of care as they are then. */
export function forgetEmptyLine(form: CareForm): void {
  if (form.line && !isTyped(form.line)) form.line = null;
}

/** The line being typed is one of those that are there. */
export const isChange = (form: CareForm): boolean => form.line !== null && form.line_at < form.lines.length;

/** Begins to change a line that is there. */
export function changeLine(form: CareForm, place: number): void {
  const line = form.lines[place];
  if (!line) return;
  form.line = { ...line, on: { ...line.on } };
  form.line_at = place;
}

/** Takes a line away; the one being typed keeps its place among the others, or goes with it. */
export function removeLine(form: CareForm, place: number): void {
  form.lines = form.lines.filter((_, at) => at !== place);
  if (form.line && place === form.line_at) form.line = null;
  else if (place < form.line_at) form.line_at -= 1;
}

/** The bar code a line is handed in with: of a medicine, once it is whole. */
export const barcodeOf = (line: TypedLine): string | undefined => (line.act === 'medicine' ? readEan(line.barcode ?? '') : undefined);

/** Documents of care, the likeliest first; from abroad with the two papers that are demanded. */
export const CARE_DOCUMENTS: readonly DocumentKindView[] = ['care_form', 'prescription', 'invoice', 'test_result', 'medical_report', 'other'];
export const ABROAD_DOCUMENTS: readonly DocumentKindView[] = ['prior_agreement', 'sworn_translation', ...CARE_DOCUMENTS];

/** Older care than this is a mistyped year; the dearest line; most of one thing; most lines (crates/domain, `form.rs`). */
const OLDEST_DAYS = 5 * 366;
const DEAREST = 10_000_000;
const MOST_PIECES = 200;
export const MOST_LINES = 60;
const DAY = 86_400_000;

/** Why what is typed is no day of care: not to come, and not five years gone. */
function faultOfCareDay(typed: TypedDay, now: string): Fault['key'] | undefined {
  const isOld = (Date.parse(now) - Date.parse(readDay(typed) ?? now)) / DAY > OLDEST_DAYS;
  return faultOfDay(typed, now) ?? (isOld ? 'rb_day_bad' : undefined);
}

/** Ten-thousandths of a dirham for one of the currency; one dirham at home. */
function rateOf(form: CareForm): number {
  return form.where === 'abroad' ? (readRate(form.rate) ?? 10_000) : 10_000;
}

/** What was paid, in centimes of a dirham: the nearest, as banks count. */
export function dirhamsOf(form: CareForm, typed: string): number | undefined {
  // Care at home was paid in dirhams, whether or not it is said.
  const amount = form.where === 'abroad' ? readAmount(typed) : readDirhams(typed);
  return amount === undefined ? undefined : Math.round((amount * rateOf(form)) / 10_000);
}

/** What is wrong with a line, the first fault of each field. */
export function faultsOfLine(form: CareForm, line: TypedLine, now = today()): Fault[] {
  const faults: Fault[] = [];
  const paid = dirhamsOf(form, line.paid);
  const quantity = readCount(line.quantity);
  const needsLabel = line.act === 'medicine' || line.act === 'other';
  const label = readLabel(line.label);
  if (line.act === '') faults.push({ id: 'act', key: 'rb_act_bad' });
  if (label === undefined && (needsLabel || line.label.trim() !== '')) faults.push({ id: 'label', key: 'rb_label_bad' });
  if (line.act === 'medicine' && (line.barcode ?? '').trim() !== '' && barcodeOf(line) === undefined) faults.push({ id: 'barcode', key: 'rb_barcode_bad' });
  faults.push(...faultsOfLineDay(form, line.on, now));
  if (paid === undefined || paid < 1 || paid > DEAREST) faults.push({ id: 'paid', key: 'rb_paid_bad' });
  if (quantity === undefined || quantity > MOST_PIECES) faults.push({ id: 'quantity', key: 'rb_quantity_bad' });
  return faults;
}

const wrong = (bad: boolean, id: string, key: Fault['key']): Fault[] => (bad ? [{ id, key }] : []);

/** An act lies within the days of care: of a single care, what follows the first visit has no last day. */
function faultsOfLineDay(form: CareForm, typed: TypedDay, now: string): Fault[] {
  const [key, on = ''] = [faultOfCareDay(typed, now), readDay(typed)];
  if (key) return [{ id: 'on', key }];
  const [first, last] = [readDay(form.first), form.course === 'continuous' ? readDay(form.last) : undefined];
  if (first !== undefined && on < first) return [{ id: 'on', key: 'rb_line_before' }];
  return wrong(last !== undefined && on > last, 'on', 'rb_line_after');
}

/** The place of the first line with a fault: other days of care can make one wrong that was right. */
export const findWrongLine = (form: CareForm, now = today()): number | undefined => {
  const place = form.lines.findIndex((line) => faultsOfLine(form, line, now).length > 0);
  return place < 0 ? undefined : place;
};

function faultsOfActs(form: CareForm, now: string): Fault[] {
  const isShort = form.lines.length === 0 || form.lines.length > MOST_LINES;
  // What is typed and not among the lines yet would be left out of the claim.
  const isOpen = form.line !== null && isTyped(form.line);
  return wrong(isShort || isOpen || findWrongLine(form, now) !== undefined, 'act', 'rb_acts_bad');
}

/** What is wrong with the answer to a question: the same rules as the portal's (crates/domain, `reimbursements/form.rs`). */
export function faultsOf(step: CareStep, form: CareForm, papers: readonly DocumentKindView[] = [], now = today()): Fault[] {
  switch (step) {
    case 'who':
      return [
        ...wrong(form.who === '', 'who', 'rb_who_bad'),
        ...wrong(form.who !== '' && form.who !== 'myself' && readLabel(form.name) === undefined, 'name', 'rb_name_bad'),
      ];
    case 'where':
      return [
        ...wrong(form.where === '', 'where', 'rb_where_bad'),
        ...(form.where === 'abroad'
          ? [
              ...wrong(!/^[A-Z]{2}$/.test(form.country) || form.country === 'MA', 'country', 'rb_country_bad'),
              ...wrong(!/^[A-Z]{3}$/.test(form.currency), 'currency', 'rb_currency_bad'),
              ...wrong(readRate(form.rate) === undefined, 'rate', 'rb_rate_bad'),
            ]
          : []),
      ];
    case 'care':
      return wrong(form.course === '', 'course', 'rb_course_bad');
    case 'when':
      return faultsOfDays(form, now);
    case 'practitioner':
      return [
        ...wrong(form.knows === '', 'knows', 'rb_knows_bad'),
        ...wrong(form.knows === 'yes' && readInpe(form.practitioner) === undefined, 'practitioner', 'rb_inpe_bad'),
      ];
    case 'acts':
      return faultsOfActs(form, now);
    case 'documents':
      return [
        ...wrong(papers.length === 0, 'documents', 'rb_documents_bad'),
        ...(form.where === 'abroad'
          ? [
              ...wrong(!papers.includes('prior_agreement'), 'documents', 'rb_agreement_missing'),
              ...wrong(!papers.includes('sworn_translation'), 'documents', 'rb_translation_missing'),
            ]
          : []),
      ];
    case 'account':
      return [];
  }
}

function faultsOfDays(form: CareForm, now: string): Fault[] {
  const first = faultOfCareDay(form.first, now);
  if (first) return [{ id: 'first', key: first }];
  if (form.course !== 'continuous') return [];
  const last = faultOfCareDay(form.last, now);
  if (last) return [{ id: 'last', key: last }];
  return wrong((readDay(form.last) ?? '') < (readDay(form.first) ?? ''), 'last', 'rb_last_before');
}

/** The first question whose answer is missing or wrong. */
export function findOpenStep(form: CareForm, papers: readonly DocumentKindView[]): CareStep | undefined {
  return STEPS.find((step) => faultsOf(step, form, papers).length > 0);
}

/** The request a form becomes, its documents aside. */
export function toRequest(form: CareForm, papers: readonly DocumentKindView[]): ReimbursementRequest {
  const barcode = (typed: TypedLine) => {
    const read = barcodeOf(typed);
    return read === undefined ? {} : { barcode: read };
  };
  const line = (typed: TypedLine): CareLineRequest => ({
    act: typed.act === '' ? 'other' : typed.act,
    label: typed.label.trim(),
    on: readDay(typed.on) ?? '',
    paid: dirhamsOf(form, typed.paid) ?? 0,
    quantity: readCount(typed.quantity) ?? 1,
    public_hospital: form.hospital,
    ...barcode(typed),
  });
  return {
    beneficiary: form.who === '' ? 'myself' : form.who,
    ...(form.who === 'myself' || form.who === '' ? {} : { beneficiary_name: form.name.trim() }),
    continuous: form.course === 'continuous',
    long_term: form.long_term,
    ...(form.where === 'abroad' ? { abroad: { country: form.country, currency: form.currency, rate: readRate(form.rate) ?? 0 } } : {}),
    ...(form.knows === 'yes' ? { practitioner: readInpe(form.practitioner) ?? '' } : {}),
    lines: form.lines.map(line),
    documents: [],
    papers: [...papers],
  };
}

/** A request that asks for the last day alone: a visit on each of the two days. */
export function toDeadlineRequest(form: CareForm): ReimbursementRequest {
  const days = [readDay(form.first), form.course === 'continuous' ? readDay(form.last) : undefined];
  const lines = days.flatMap((on) => (on === undefined ? [] : [{ act: 'gp_visit' as const, label: '', on, paid: 100, quantity: 1, public_hospital: false }]));
  return { beneficiary: 'myself', continuous: form.course === 'continuous', long_term: false, lines, documents: [], papers: [] };
}
