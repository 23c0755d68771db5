/** The browser's own reader of codes, where there is one (Shape Detection, Barcode Detection API). */

interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}

declare global {
  // Not in TypeScript's DOM library: absent from some engines.
  var BarcodeDetector:
    | { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> }
    | undefined;
}

/** A kind of code, as the API names it. */
export type CodeFormat = 'qr_code' | 'ean_13';

const found = new Map<CodeFormat, Promise<Detector | undefined>>();

/** The reader of one kind; `undefined` where a browser has none, or none of that kind. */
export function findDetector(format: CodeFormat): Promise<Detector | undefined> {
  const known = found.get(format) ?? ask(format);
  found.set(format, known);
  return known;
}

async function ask(format: CodeFormat): Promise<Detector | undefined> {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  return globalThis.BarcodeDetector && formats.includes(format) ? new globalThis.BarcodeDetector({ formats: [format] }) : undefined;
}
