/** Elements, silhouettes and icons: no text from outside is ever read as markup. */

import { star, tiles } from '$lib/parts/star';
import type { Look, Silhouette } from './looks';

export type Child = Node | string | undefined;

export function el(tag: string, attributes: Record<string, string> = {}, ...children: Child[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** A drawing of ours; `markup` is a constant of this program. */
function svg(name: string, box: string, markup: string): Node {
  const holder = document.createElement('template');
  holder.innerHTML = `<svg class="${name}" viewBox="0 0 ${box}" aria-hidden="true">${markup}</svg>`;
  return holder.content;
}

const stroke = 'fill="none" stroke="currentColor"';

export const mark = (): Node =>
  svg('mark', '48 48', `<path d="${star(24, 24, 22)}" ${stroke} stroke-width="3"/><path d="${star(24, 24, 12.5, 22.5)}" fill="currentColor"/>`);

/** The fund's pattern: a whole number of stars across. */
export function pattern(): Node {
  const columns = Math.max(8, Math.round(innerWidth / 64));
  const drawing = svg('pat', `${columns * 100} 1600`, `<path d="${tiles(columns, 16)}" ${stroke} vector-effect="non-scaling-stroke"/>`);
  (drawing.firstChild as Element).setAttribute('preserveAspectRatio', 'xMidYMin slice');
  return drawing;
}

const SHAPES: Record<Silhouette, string> = {
  valid: `<path d="${star(60, 60, 58)}" fill="currentColor"/><path d="M37 61l16 16 30-33" class="cut" stroke-width="11" stroke-linecap="square"/>`,
  revoked: `<path d="M19 19h82v82H19Z" ${stroke} stroke-width="8"/><path d="M36 44h48M36 60h48M36 76h28" ${stroke} stroke-width="6" opacity=".55"/><path d="M4 104L116 16" class="cut" stroke-width="24"/><path d="M4 104L116 16" ${stroke} stroke-width="11"/>`,
  unknown: `<circle cx="60" cy="60" r="52" ${stroke} stroke-width="8" stroke-dasharray="19 8.2"/><path d="M44 47c2-20 34-19 34 1 0 13-17 13-17 26" ${stroke} stroke-width="10"/><path d="M55.5 82h11v11h-11Z" fill="currentColor"/>`,
  fake: '<path d="M60 6L118 110H2Z" fill="currentColor"/><path d="M43 62l34 34M77 62l-34 34" class="cut" stroke-width="11" stroke-linecap="square"/>',
};

export const shape = (silhouette: Silhouette): Node => svg('shape', '120 120', SHAPES[silhouette]);

/** Lucide icons (ISC licence): id-card, file-badge, flag, wifi, clock. */
const ICONS: Record<Look['picture'] | 'clock', string> = {
  card: 'M13 19a4 4 0 00-8 0M16 10h2M16 14h2M12 12a3 3 0 1 1-6 0 3 3 0 0 1 6 0M4 5h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2',
  paper:
    'M13 22h5a2 2 0 0 0 2-2V8a2.4 2.4 0 0 0-.7-1.7l-3.6-3.6A2.4 2.4 0 0 0 14 2H6a2 2 0 0 0-2 2v3.3M14 2v5a1 1 0 0 0 1 1h5M7.7 16.5l1.3 4.9a.5.5 0 0 1-.7.6l-1.9-.9a1 1 0 0 0-.8 0l-1.9.9a.5.5 0 0 1-.7-.6l1.3-4.9M9 14a3 3 0 1 1-6 0 3 3 0 0 1 6 0',
  flag: 'M4 22V4a1 1 0 0 1 .4-.8A6 6 0 0 1 8 2c3 0 5 2 7.3 2q2 0 3.1-.8A1 1 0 0 1 20 4v10a1 1 0 0 1-.4.8A6 6 0 0 1 16 16c-3 0-5-2-8-2a6 6 0 0 0-4 1.5',
  waves: 'M12 20h.01M2 8.8a15 15 0 0 1 20 0M5 12.9a10 10 0 0 1 14 0M8.5 16.4a5 5 0 0 1 7 0',
  clock: 'M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0M12 6v6l4 2',
};

export const icon = (name: keyof typeof ICONS): Node =>
  svg('i', '24 24', `<path d="${ICONS[name]}" ${stroke} stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"/>`);
