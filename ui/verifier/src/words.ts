/** The page's words: those of the screens, and the few that only this page needs. */

import ar from '$messages/ar.json';
import en from '$messages/en.json';
import fr from '$messages/fr.json';
import type { Locale } from '$lib/words/format';
import { type Message, type Piece, type Values, choose, cut } from '$lib/words/plural';

const OWN = {
  fr: {
    home: 'L’appareil photo du téléphone lit le code imprimé et ouvre cette page avec la réponse.',
    label: 'Texte du code',
    another: 'Vérifier une autre',
    address: 'La barre d’adresse doit indiquer {host}. Toute autre adresse est une fraude.',
    elsewhere: 'Cette page est ouverte à l’adresse {here}. Celle du fonds est {host}.',
    receipt: 'Imprimer le reçu',
    receipt_title: 'Reçu de vérification',
    receipt_at: 'Vérifié le {day} à {time}, dans un navigateur ouvert à l’adresse {host}',
    receipt_note: 'Ce reçu dit ce qui a été trouvé à cette heure-là. L’attestation a pu être annulée ensuite : vérifiez de nouveau avant de vous y fier.',
    old_browser: 'Ce navigateur est trop ancien pour vérifier une attestation.',
    old_browser_n: 'Ouvrez le lien avec un navigateur à jour, ou utilisez l’application.',
  },
  ar: {
    home: 'كاميرا الهاتف تقرأ الرمز المطبوع وتفتح هذه الصفحة مع الجواب.',
    label: 'نص الرمز',
    another: 'التحقق من شهادة أخرى',
    address: 'يجب أن يظهر في شريط العنوان {host}. أي عنوان آخر احتيال.',
    elsewhere: 'هذه الصفحة مفتوحة على العنوان {here}. وعنوان الصندوق هو {host}.',
    receipt: 'طباعة وصل التحقق',
    receipt_title: 'وصل التحقق',
    receipt_at: 'تم التحقق يوم {day} على الساعة {time} في متصفح مفتوح على العنوان {host}',
    receipt_note: 'يبين هذا الوصل ما ظهر في تلك الساعة. قد تلغى الشهادة بعد ذلك: يجب التحقق من جديد قبل الاعتماد عليها.',
    old_browser: 'هذا المتصفح قديم ولا يمكنه التحقق من شهادة.',
    old_browser_n: 'افتح الرابط بمتصفح حديث، أو استعمل التطبيق.',
  },
  en: {
    home: 'A phone’s camera reads the printed code and opens this page with the answer.',
    label: 'Text of the code',
    another: 'Check another',
    address: 'The address bar must read {host}. Any other address is a fraud.',
    elsewhere: 'This page was opened at {here}. The fund’s address is {host}.',
    receipt: 'Print the receipt',
    receipt_title: 'Check receipt',
    receipt_at: 'Checked on {day} at {time}, in a browser opened at {host}',
    receipt_note: 'This receipt says what was found at that hour. The certificate may be revoked later: check again before you rely on it.',
    old_browser: 'This browser is too old to check a certificate.',
    old_browser_n: 'Open the link with an up-to-date browser, or use the app.',
  },
};

const MESSAGES = { ar: { ...ar, ...OWN.ar }, fr: { ...fr, ...OWN.fr }, en: { ...en, ...OWN.en } };

export type Key = keyof (typeof MESSAGES)['fr'];

const STORED = 'damane-language';

/** The language asked for, chosen before, or the first of the device's that is spoken here. */
export function findLocale(): Locale {
  const asked = new URLSearchParams(location.search).get('lang');
  const wishes = [asked, recall(), ...navigator.languages].map((wish) => wish?.slice(0, 2));
  return (wishes.find((wish) => wish && wish in MESSAGES) as Locale | undefined) ?? 'fr';
}

export function keepLocale(locale: Locale): void {
  try {
    localStorage.setItem(STORED, locale);
  } catch {
    // Private windows keep nothing.
  }
}

function recall(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

/** A message in pieces: words, and values that stand apart in their own direction. */
export function say(key: Key, locale: Locale, values: Values = {}): Piece[] {
  return cut(choose(MESSAGES[locale][key] as Message, values, new Intl.PluralRules(locale)), values);
}

/** A message without values. */
export const word = (key: Key, locale: Locale): string => String(MESSAGES[locale][key]);
