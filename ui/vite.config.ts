// How the screens are bundled and their unit tests are run.
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [sveltekit()],
  // Words are one value: a name for each key as well would make a third more of them.
  json: { namedExports: false },
  build: {
    // The content security policy allows no data: font.
    assetsInlineLimit: 0,
    target: 'es2022',
  },
  test: { include: ['test/**/*.test.ts', 'verifier/test/**/*.test.ts'] },
});
