// After the build: SvelteKit's start script leaves the page for a file of its own, because the policy allows no inline
// script; and every text file gets its compressed twins, which the portal serves as they are.
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const build = fileURLToPath(new URL('../build', import.meta.url));
const page = join(build, 'index.html');
const html = readFileSync(page, 'utf8');
const inline = /<script>([\s\S]*?)<\/script>/g;
const found = [...html.matchAll(inline)];
if (found.length !== 1) throw new Error(`one inline script was expected in index.html, ${found.length} found`);
const script = `// Starts the screens.\n${found[0][1].trim()}\n`;
const name = `_app/immutable/entry/begin.${createHash('sha256').update(script).digest('hex').slice(0, 8)}.js`;
writeFileSync(join(build, name), script);
const finished = html.replace(inline, `<script src="/${name}"></script>`);
if (/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/.test(finished)) throw new Error('index.html still holds inline script or style');
writeFileSync(page, finished);

// The licence of the letters goes where the letters go.
copyFileSync(fileURLToPath(new URL('../src/lib/fonts/OFL.txt', import.meta.url)), join(build, '_app/immutable/assets/OFL.txt'));

const TEXT = new Set(['.css', '.html', '.js', '.json', '.svg']);
for (const entry of readdirSync(build, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !TEXT.has(extname(entry.name))) continue;
  const path = join(entry.parentPath, entry.name);
  const text = readFileSync(path);
  writeFileSync(`${path}.br`, brotliCompressSync(text));
  writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
}
