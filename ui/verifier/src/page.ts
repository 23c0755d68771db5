/** The public page: a phone's camera opens it with a certificate in the fragment, and it answers. */

import { taken, takeDigits } from './take';
import { LOCALES, type Locale } from '$lib/words/format';
import '../style.css';
import { type Child, el, mark, shape } from './draw';
import { type Profile, loadLists } from './lists';
import { looks } from './looks';
import { type Result, addressNote, form, nextStep, verdictBelow, verdictPanel } from './screen';
import { type OpenBundle, type Verification, canVerify, verifyDigits, verifyWith } from './verify';
import { findLocale, keepLocale, word } from './words';

type Judge = (open: OpenBundle | undefined) => Promise<Verification>;

let locale: Locale = findLocale();
let profile: Profile | undefined;
/** How the certificate in hand is judged; kept in memory only. */
let judge: Judge | undefined;
let result: Result | undefined;
let isMissing = false;
/** Only the last question asked is answered. */
let asked = 0;

const top = el('div');
const panel = el('section', { role: 'status' });
const below = el('div', { class: 'below' });
const note = el('div', { class: 'note' });
const foot = el('div', { class: 'foot' });
document.body.append(top, el('main', {}, panel, below, note), foot);

async function check(question?: Judge): Promise<void> {
  const turn = ++asked;
  judge = question;
  result = undefined;
  isMissing = false;
  show();
  const lists = await loadLists();
  const answer = await question?.(lists.open);
  if (turn !== asked) return;
  profile = lists.profile ?? profile;
  showFrame();
  // The form is left as it is: somebody may have begun to write.
  if (!answer) return;
  result = { answer, at: new Date() };
  show();
  panel.querySelector('h1')?.focus({ preventScroll: true });
  // Browsers allow it only after a touch of the page.
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(answer.verdict === 'valid' ? 60 : [60, 80, 60]);
}

/** What is around the answer: who speaks, and from where. */
function showFrame(): void {
  document.documentElement.lang = locale;
  document.documentElement.dir = locale === 'ar' ? 'rtl' : 'ltr';
  put(top, [ribbon(), header()]);
  put(note, [profile && addressNote(locale, profile)]);
}

function show(): void {
  showFrame();
  const written = below.querySelector('textarea')?.value ?? '';
  if (!canVerify()) showOldBrowser();
  else if (result) showResult(result);
  else if (judge) fill('waiting', [el('p', {}, word('working', locale))], []);
  else fill('', [], form(locale, isMissing));
  document.title = panel.querySelector('h1')?.textContent ?? word('app_name', locale);
  const field = below.querySelector('textarea');
  if (field) field.value = written;
  below.querySelector('form')?.addEventListener('submit', submit);
}

function showResult(shown: Result): void {
  const look = looks[shown.answer.verdict];
  fill(`verdict ${look.shape} ${shown.answer.verdict}`, verdictPanel(shown, locale), verdictBelow(shown, locale, profile), [
    look.again ? button('check_again', '', () => check(judge)) : undefined,
    button('another', look.again ? 'plain' : '', () => check()),
  ]);
  below.append(button('receipt', 'plain', () => print()));
  panel.dataset.verdict = shown.answer.verdict;
}

function showOldBrowser(): void {
  const panel = [shape('unknown'), el('h1', { class: 'word' }, word('v_status_unknown', locale)), el('p', {}, word('old_browser', locale))];
  fill('verdict unknown', panel, [nextStep('waves', 'old_browser_n', locale)]);
}

function fill(look: string, above: Child[], under: Child[], actions: Child[] = []): void {
  panel.className = look;
  delete panel.dataset.verdict;
  put(panel, above);
  put(below, under);
  put(foot, actions);
}

function put(place: HTMLElement, children: Child[]): void {
  place.replaceChildren(...children.filter((child) => child !== undefined));
}

function button(key: 'check_again' | 'another' | 'receipt', look: string, act: () => void): HTMLElement {
  const made = el('button', { class: `btn ${look}`, type: 'button' }, word(key, locale));
  made.addEventListener('click', act);
  return made;
}

function submit(event: Event): void {
  event.preventDefault();
  const field = below.querySelector('textarea');
  const text = field?.value ?? '';
  if (text.trim()) return void check((open) => verifyWith(text, open, Date.now()));
  isMissing = true;
  show();
  below.querySelector('textarea')?.focus();
}

function ribbon(): Child {
  if (!profile?.demonstration) return undefined;
  const more = el('span', { class: 'more' }, word('ribbon_more', locale));
  return el('aside', { class: 'ribbon', 'aria-label': word('ribbon', locale) }, el('i'), el('span', {}, word('ribbon', locale), more));
}

function header(): Child {
  const names = { ar: 'ع', fr: 'FR', en: 'EN' };
  const choices = LOCALES.map((choice) => {
    const label = `${names[choice]} ${word(`language_${choice}`, locale)}`;
    const made = el('button', { type: 'button', lang: choice, 'aria-pressed': String(choice === locale), 'aria-label': label }, names[choice]);
    made.addEventListener('click', () => {
      locale = choice;
      keepLocale(choice);
      show();
      top.querySelector<HTMLElement>('[aria-pressed=true]')?.focus();
    });
    return made;
  });
  const group = el('div', { class: 'lang', role: 'group', 'aria-label': word('language', locale) }, ...choices);
  return el('header', { class: 'bar' }, mark(), el('span', { class: 'brand' }, word('app_name', locale)), group);
}

const fromAddress = (digits: string): Judge => (open) => verifyDigits(digits, open, Date.now());

// Another code opened in the same tab changes the fragment only.
addEventListener('hashchange', () => {
  const digits = takeDigits();
  if (digits) void check(fromAddress(digits));
});

await check(taken === undefined ? undefined : fromAddress(taken));
// For a second use without network; a browser that keeps nothing works as well, online.
navigator.serviceWorker?.register('/verify/sw.js', { scope: location.pathname }).catch(() => undefined);
