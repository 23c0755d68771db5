/** Countries by their code (ISO 3166-1) and currencies (ISO 4217), named by the reader's own system. */

import type { Locale } from '$lib/words/format';

/** Where the fund's people live most first; then the rest of the world by name. */
const CODES =
  'FR ES IT BE NL DE GB US CA CH SA AE QA TN DZ AD AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CD CF CG CI CL CM CN CO CR CU CV CY CZ DJ DK DM DO EC EE EG ER ET FI FJ FM FO GA GD GE GH GI GL GM GN GP GQ GR GT GW GY HK HN HR HT HU ID IE IL IN IQ IR IS JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MC MD ME MG MH MK ML MM MN MO MQ MR MT MU MV MW MX MY MZ NA NE NG NI NO NP NR NZ OM PA PE PG PH PK PL PR PS PT PW PY RE RO RS RU RW SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TO TR TT TV TW TZ UA UG UY UZ VA VC VE VN VU WS XK YE ZA ZM ZW'.split(
    ' ',
  );
const NEAR = 15;

const CURRENCIES = ['EUR', 'USD', 'GBP', 'CAD', 'CHF', 'SAR', 'AED', 'QAR', 'TND', 'DZD', 'EGP', 'TRY', 'XOF', 'SEK', 'NOK', 'DKK', 'CNY', 'INR', 'JPY', 'AUD'];

/** The currency of the countries people live in most. */
const OF: Record<string, string> = { US: 'USD', CA: 'CAD', GB: 'GBP', CH: 'CHF', SA: 'SAR', AE: 'AED', QA: 'QAR', TN: 'TND', DZ: 'DZD', EG: 'EGP', TR: 'TRY', SN: 'XOF', CI: 'XOF', SE: 'SEK', NO: 'NOK', DK: 'DKK', CN: 'CNY', IN: 'INR', JP: 'JPY', AU: 'AUD' };
const EURO = new Set('FR ES IT BE NL DE AT IE PT FI GR LU MT CY SK SI EE LV LT HR MC AD SM VA ME XK RE GP MQ'.split(' '));

export function countries(locale: Locale): { code: string; name: string }[] {
  const names = new Intl.DisplayNames([locale], { type: 'region' });
  const named = CODES.map((code) => ({ code, name: names.of(code) ?? code }));
  const rest = named.slice(NEAR).sort((a, b) => a.name.localeCompare(b.name, locale));
  return [...named.slice(0, NEAR), ...rest];
}

export function countryName(code: string, locale: Locale): string {
  return code === '' ? '' : (new Intl.DisplayNames([locale], { type: 'region' }).of(code) ?? code);
}

export function currencies(locale: Locale): { code: string; name: string }[] {
  const names = new Intl.DisplayNames([locale], { type: 'currency' });
  return CURRENCIES.map((code) => ({ code, name: names.of(code) ?? code }));
}

/** The currency a country most likely was paid in; empty when it is not known here. */
export function currencyOf(country: string): string {
  return EURO.has(country) ? 'EUR' : (OF[country] ?? '');
}
