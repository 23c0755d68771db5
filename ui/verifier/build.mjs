// Builds the web verifier into build/verify: one page, its script, its style, its worker. `node verifier/build.mjs`.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
/** Where to: the folder the portal serves, or another one for a look. */
const out = process.argv[2] ?? here('../build/verify');
/** Most bytes of everything here together as it travels, compressed: a phone on a bad network waits for them. */
const LIMIT = 30_000;

const sources = readdirSync(here('src')).map((name) => readFileSync(here(`src/${name}`), 'utf8')).join('\n');
/** Families of messages whose names are put together from a verdict, a reason, a language, a kind of certificate or its facts. */
const FAMILIES = /^(v|r|foreign|language|kind|fact|sit)_(?!pdf_)(?!.*_(other|for)$)/;

/** Of the screens' words, those the page says. */
const words = {
  name: 'words-of-the-page',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/messages\/\w+\.json$/.test(id)) return undefined;
    const said = Object.entries(JSON.parse(code)).filter(([key]) => FAMILIES.test(key) || sources.includes(`'${key}'`));
    return JSON.stringify(Object.fromEntries(said));
  },
};

/** Of the design's tokens, those the page uses; dark where the device is, as the page has no choice of its own. */
const tokens = {
  name: 'tokens-of-the-page',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/verifier/style.css')) return undefined;
    const design = readFileSync(here('../src/lib/styles/tokens.css'), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    const dark = design.replace(/\[data-theme="dark"\]\s*\{([^}]*)\}/, '@media (prefers-color-scheme:dark){:root{$1}}');
    const all = `${dark}\n${code}`;
    return all.replace(/(--[\w-]+):[^;}]*;/g, (whole, name) => (all.includes(`var(${name})`) ? whole : ''));
  },
};

const shared = {
  configFile: false,
  root: here('.'),
  base: '/verify/',
  publicDir: false,
  logLevel: 'warn',
  resolve: { alias: { $lib: here('../src/lib'), $messages: here('../messages') } },
};
const common = { outDir: out, target: 'es2022', assetsInlineLimit: 0, modulePreload: false, copyPublicDir: false };

await build({
  ...shared,
  plugins: [words, tokens],
  build: {
    ...common,
    emptyOutDir: true,
    rolldownOptions: {
      input: here('index.html'),
      output: { entryFileNames: 'app-[hash].js', assetFileNames: '[name]-[hash][extname]' },
    },
  },
});
const files = readdirSync(out).filter((name) => /\.(js|css)$/.test(name));
await build({
  ...shared,
  define: { FILES: JSON.stringify(files.map((name) => `/verify/${name}`)) },
  build: { ...common, emptyOutDir: false, lib: { entry: here('sw.ts'), formats: ['iife'], name: 'worker', fileName: () => 'sw.js' } },
});

const sizes = readdirSync(out).map((name) => ({ name, bytes: readFileSync(`${out}/${name}`) }));
const total = sizes.reduce((sum, { bytes }) => sum + bytes.length, 0);
const packed = sizes.reduce((sum, { bytes }) => sum + gzipSync(bytes, { level: 9 }).length, 0);
console.log(`verify page: ${total} bytes, ${packed} compressed (${sizes.map(({ name, bytes }) => `${name} ${bytes.length}`).join(', ')})`);
if (/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/.test(readFileSync(`${out}/index.html`, 'utf8'))) {
  throw new Error('the page holds inline script or style, which its policy forbids');
}
if (packed > LIMIT) throw new Error(`the verify page is over its ${LIMIT} bytes`);
