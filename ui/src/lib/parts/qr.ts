/** A text as the modules of a code: a certificate's address in bytes and its digits packed as numbers, level M, as it is printed. */

import makeCode from 'qrcode-generator';

export interface Modules {
  /** Modules a side, without the quiet zone. */
  side: number;
  /** The dark modules as an SVG path, quiet zone of four included. */
  path: string;
}

export const QUIET = 4;
/** The characters of base45 are those of alphanumeric mode (RFC 9285 §4.2): a Claim 169 text takes a third less room. */
const BASE45 = /^[0-9A-Z $%*+\-./:]+$/;

/** Modules of a text: the digits after `#` go in a segment of their own. */
export function drawCode(text: string): Modules {
  const code = makeCode(0, 'M');
  const cut = /^(.*#)(\d+)$/s.exec(text);
  if (cut?.[1] !== undefined && cut[2] !== undefined) {
    code.addData(cut[1], 'Byte');
    code.addData(cut[2], 'Numeric');
  } else {
    code.addData(text, BASE45.test(text) ? 'Alphanumeric' : 'Byte');
  }
  code.make();
  const side = code.getModuleCount();
  return { side, path: rows(side, (row, column) => code.isDark(row, column)) };
}

/** Runs of dark modules, row by row: one rectangle a run, so that no seam shows between modules. */
function rows(side: number, isDark: (row: number, column: number) => boolean): string {
  let path = '';
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      if (!isDark(row, column)) continue;
      const start = column;
      while (column + 1 < side && isDark(row, column + 1)) column++;
      path += `M${start + QUIET} ${row + QUIET}h${column - start + 1}v1h-${column - start + 1}z`;
    }
  }
  return path;
}
