// What forms read by themselves: days, amounts, and a claim of care with the same rules as the portal's.

import { describe, expect, test } from 'vitest';
import { readAmount, readCount, readDay, readDirhams, readInpe, readLabel, readRate, typeDay } from '$lib/form/read';
import { findWaiting } from '$lib/home/waiting';
import { countries, currencyOf } from '$lib/reimbursements/countries';
import { type CareForm, type TypedLine, dirhamsOf, emptyForm, emptyLine, faultsOf, faultsOfLine, findOpenStep, findWrongLine, forgetEmptyLine, isChange, changeLine, removeLine, toRequest } from '$lib/reimbursements/form';
import { findMedicines } from '$lib/reimbursements/medicines';

const TODAY = '2026-11-28';
const on = { d: '20', m: '11', y: '2026' };

const line = (more: Partial<TypedLine> = {}): TypedLine => ({ ...emptyLine(on), act: 'gp_visit', paid: '150', ...more });

const form = (more: Partial<CareForm> = {}): CareForm => ({
  ...emptyForm(),
  who: 'myself',
  where: 'home',
  course: 'once',
  first: { ...on },
  knows: 'yes',
  practitioner: '123 456 789',
  lines: [line()],
  ...more,
});

describe('what is typed', () => {
  test.each([
    ['14', '10', '2026', '2026-10-14'],
    ['٠١', '٠٢', '٢٠٢٦', '2026-02-01'],
    ['29', '2', '2024', '2024-02-29'],
    ['29', '2', '2026', undefined],
    ['31', '4', '2026', undefined],
    ['', '4', '2026', undefined],
    ['1', '1', '26', undefined],
  ])('%s %s %s is the day %s', (d, m, y, day) => expect(readDay({ d, m, y })).toBe(day));

  test('a day that is read is typed again', () => expect(readDay(typeDay('2026-02-01'))).toBe('2026-02-01'));

  test.each([
    ['300', 30_000],
    ['412,60', 41_260],
    ['1 234.5', 123_450],
    ['٤١٢٫٦٠', 41_260],
    ['٤١٢،٦٠', 41_260],
    ['٥٠٠٠', 500_000],
    ['۵۰۰۰', 500_000],
    ['1 234,50', 123_450],
    ['1\u00A0234,50', 123_450],
    ['1\u202F234,50', 123_450],
    ['١٬٢٣٤٫٥٠', 123_450],
    ['١٬٢٣٤٬٥٦٧', 123_456_700],
    ['1٬23', undefined],
    ['1٬2345', undefined],
    ['1,234', undefined],
    ['1.234', undefined],
    ['5.000', undefined],
    ['1.234,50', undefined],
    ['300 DH', undefined],
    ['-3', undefined],
    ['', undefined],
  ])('%s is %s hundredths', (typed, hundredths) => expect(readAmount(typed)).toBe(hundredths));

  test.each([
    ['300 DH', 30_000],
    ['300dh', 30_000],
    ['1 234,50 Dhs', 123_450],
    ['300 MAD', 30_000],
    ['٣٠٠ درهم', 30_000],
    ['٣٠٠\u00A0درهما', 30_000],
    ['5000', 500_000],
    ['5.000 DH', undefined],
    ['300 EUR', undefined],
    ['درهم', undefined],
    ['DH', undefined],
  ])('%s is %s centimes', (typed, centimes) => expect(readDirhams(typed)).toBe(centimes));

  test('rates, counts, numbers and names', () => {
    expect([readRate('10,85'), readRate('0'), readRate('10,12345')]).toEqual([108_500, undefined, undefined]);
    expect([readCount('2'), readCount('0'), readCount('x')]).toEqual([2, undefined, undefined]);
    expect([readInpe('123 456 789'), readInpe('12')]).toEqual(['123456789', undefined]);
    expect([readLabel(' نعيمة '), readLabel(''), readLabel('x'.repeat(81)), readLabel('a\nb')]).toEqual(['نعيمة', undefined, undefined, undefined]);
  });
});

describe('a claim of care', () => {
  const flaw = (more: Partial<CareForm>) => {
    const typed = form(more);
    const papers = ['invoice'] as const;
    return (['who', 'where', 'care', 'when', 'practitioner', 'acts', 'documents'] as const).flatMap((step) => faultsOf(step, typed, papers, TODAY))[0]?.key;
  };

  // The cases of crates/domain, `reimbursements/form.rs`: the portal finds fault with the same.
  test('has the faults the portal finds', () => {
    expect(flaw({})).toBeUndefined();
    expect(flaw({ lines: [] })).toBe('rb_acts_bad');
    expect(flaw({ first: { d: '29', m: '11', y: '2026' } })).toBe('fm_day_ahead');
    expect(flaw({ first: { d: '29', m: '2', y: '2026' } })).toBe('fm_day_none');
    expect(flaw({ first: { d: '12', m: '', y: '2026' } })).toBe('fm_day_none');
    expect(flaw({ first: { d: '', m: ' ', y: '' } })).toBe('fm_day_missing');
    expect(flaw({ first: { d: '1', m: '11', y: '2020' } })).toBe('rb_day_bad');
    expect(flaw({ who: 'child' })).toBe('rb_name_bad');
    expect(flaw({ practitioner: '12' })).toBe('rb_inpe_bad');
    const abroad = (country: string): Partial<CareForm> => ({ where: 'abroad', country, currency: 'EUR', rate: '10,85' });
    expect([flaw(abroad('MA')), flaw(abroad('fr'))]).toEqual(['rb_country_bad', 'rb_country_bad']);
    expect(flaw({ course: 'continuous', last: { d: '11', m: '11', y: '2026' } })).toBe('rb_last_before');
  });

  test('has lines with the faults the portal finds', () => {
    const faults = (more: Partial<TypedLine>) => faultsOfLine(form(), line(more), TODAY).map(({ id }) => id);
    expect(faults({})).toEqual([]);
    expect(faults({ on: { d: '29', m: '11', y: '2026' } })).toEqual(['on']);
    expect(faults({ paid: '0' })).toEqual(['paid']);
    expect([faults({ paid: '300 DH' }), faults({ paid: '٣٠٠ درهم' }), faults({ paid: '300 EUR' })]).toEqual([[], [], ['paid']]);
    expect(faults({ paid: '100000,01' })).toEqual(['paid']);
    expect(faults({ quantity: '0' })).toEqual(['quantity']);
    expect(faults({ quantity: '201' })).toEqual(['quantity']);
    expect(faults({ act: 'medicine' })).toEqual(['label']);
    expect(faults({ act: '', paid: '' })).toEqual(['act', 'paid']);
  });

  test('has its acts within the days of care', () => {
    const continuous = form({ course: 'continuous', last: { d: '25', m: '11', y: '2026' } });
    const fault = (of: CareForm, d: string) => faultsOfLine(of, line({ on: { d, m: '11', y: '2026' } }), TODAY).map(({ id, key }) => [id, key]);
    expect(fault(form(), '19')).toEqual([['on', 'rb_line_before']]);
    expect([fault(form(), '20'), fault(form(), '26')]).toEqual([[], []]);
    expect([fault(continuous, '25'), fault(continuous, '26')]).toEqual([[], [['on', 'rb_line_after']]]);
    // The last day typed before the care was called a single one says nothing.
    expect(fault({ ...continuous, course: 'once' }, '26')).toEqual([]);
    const moved = form({ first: { d: '21', m: '11', y: '2026' } });
    expect([findWrongLine(form(), TODAY), findWrongLine(moved, TODAY)]).toEqual([undefined, 0]);
    expect(faultsOf('acts', moved, [], TODAY)).toHaveLength(1);
  });

  test('leaves no line behind that is being typed', () => {
    const typed = (more: Partial<TypedLine>) => findOpenStep(form({ line: { ...emptyLine(on), ...more }, line_at: 1 }), ['invoice']);
    expect(typed({})).toBeUndefined();
    expect([typed({ act: 'gp_visit' }), typed({ paid: '80' }), typed({ label: 'x' })]).toEqual(['acts', 'acts', 'acts']);
    const begun = form({ line: emptyLine(on), line_at: 1 });
    forgetEmptyLine(begun);
    expect(begun.line).toBeNull();
  });

  test('has lines that are changed and taken away, each in its place', () => {
    const [a, b] = [line({ label: 'a' }), line({ label: 'b' })];
    const changing = form({ lines: [a, b] });
    changeLine(changing, 1);
    expect([isChange(changing), findOpenStep(changing, ['invoice'])]).toEqual([true, 'acts']);
    removeLine(changing, 0);
    expect([changing.line_at, isChange(changing)]).toEqual([0, true]);
    removeLine(changing, 0);
    expect([changing.lines, changing.line]).toEqual([[], null]);
    expect(isChange(form({ line: line(), line_at: 1 }))).toBe(false);
  });

  test('from abroad demands its two papers', () => {
    const abroad = form({ where: 'abroad', country: 'FR', currency: 'EUR', rate: '10,85' });
    const missing = (papers: Parameters<typeof faultsOf>[2]) => faultsOf('documents', abroad, papers, TODAY).map(({ key }) => key);
    expect(missing(['invoice'])).toEqual(['rb_agreement_missing', 'rb_translation_missing']);
    expect(missing(['prior_agreement'])).toEqual(['rb_translation_missing']);
    expect(missing(['prior_agreement', 'sworn_translation'])).toEqual([]);
    expect(dirhamsOf(abroad, '30')).toBe(32_550);
    expect(toRequest(abroad, []).abroad).toEqual({ country: 'FR', currency: 'EUR', rate: 108_500 });
    expect(toRequest(abroad, []).lines[0]?.paid).toBe(162_750);
  });

  test('opens at its first question without an answer', () => {
    expect(findOpenStep(emptyForm(), [])).toBe('who');
    expect(findOpenStep(form({ knows: '' }), [])).toBe('practitioner');
    expect(findOpenStep(form(), [])).toBe('documents');
    expect(findOpenStep(form(), ['invoice'])).toBeUndefined();
  });

  test('becomes the request of what was typed', () => {
    const request = toRequest(form({ who: 'child', name: ' Yassine ', hospital: true }), ['invoice']);
    expect(request).toMatchObject({ beneficiary: 'child', beneficiary_name: 'Yassine', practitioner: '123456789', continuous: false });
    expect(request.lines).toEqual([{ act: 'gp_visit', label: '', on: '2026-11-20', paid: 15_000, quantity: 1, public_hospital: true }]);
  });
});

describe('what is chosen from', () => {
  test('a medicine is found by its beginning, then within', () => {
    expect(findMedicines('amox')[0]).toBe('amoxicillin');
    expect(findMedicines('PARACÉTAMOL')).toEqual(['paracetamol']);
    expect(findMedicines('a')).toEqual([]);
    expect(findMedicines('amoxicilline')[0]).toBe('amoxicillin');
    expect(findMedicines('Insuline')[0]).toMatch(/^insulin/);
    expect(findMedicines('acide folique')).toEqual(['folic acid']);
    expect(findMedicines('acétylsalicylique')).toEqual(['acetylsalicylic acid']);
    expect(findMedicines('azithro')).toEqual(['azithromycin']);
  });

  test('countries have names in the three languages, the nearest first, without our own', () => {
    for (const locale of ['ar', 'fr', 'en'] as const) {
      const all = countries(locale);
      expect(all[0]?.code).toBe('FR');
      expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
      expect(all.some(({ code }) => code === 'MA')).toBe(false);
    }
    expect([currencyOf('FR'), currencyOf('US'), currencyOf('KZ')]).toEqual(['EUR', 'USD', '']);
  });
});

describe('what waits at home', () => {
  const now = new Date('2026-11-28T09:00:00Z');
  const claim = { id: 'c', reference: 'RB', kind: 'reimbursement', status: 'documents_asked', paid: 0, wanted: ['prescription'], reply_by: '2026-12-08', submitted_at: '2026-11-20T09:00:00Z', changed_at: '2026-11-24T09:00:00Z' } as const;
  const draft = { id: 'd', kind: 'reimbursement', claim: null, state: 'open', form: '{"file_by":"2026-12-02","name":"Yassine"}', documents: [], receipt: null, refusal: null, changed_at: '2026-11-25T09:00:00Z' } as const;
  const certificate = { id: 'x', kind: 'employment', valid_until: '2026-12-04', issued_at: '2026-09-04' } as Parameters<typeof findWaiting>[0]['certificate'];

  test('the most pressing is first', () => {
    const claims = [{ ...claim, wanted: [...claim.wanted] }];
    const drafts = [{ ...draft, documents: [...draft.documents] }];
    const found = findWaiting({ claims, drafts, certificate }, now);
    expect(found.map(({ kind, left }) => [kind, left])).toEqual([
      ['draft', 4],
      ['certificate', 6],
      ['documents', 10],
    ]);
    const answered = { ...draft, id: 'r', kind: 'reply' as const, claim: 'c', state: 'queued' as const, documents: [] };
    expect(findWaiting({ claims, drafts: [answered], certificate: undefined }, now)).toEqual([]);
  });
});
