// What the linter asks of the screens' code.
import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default ts.config(
  { ignores: ['build/', '.svelte-kit/', 'node_modules/', 'src/lib/bindings/', 'verifier/dist/'] },
  ...ts.configs.recommended,
  ...ts.configs.stylistic,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { extraFileExtensions: ['.svelte'], parser: ts.parser, svelteConfig } },
  },
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-eval': 'error',
      'svelte/no-at-html-tags': 'error',
      'svelte/no-inline-styles': ['error', { allowTransitions: false }],
      // Every address stands at the root of its host, in the app as in the browser.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  {
    files: ['src/routes/**', 'src/lib/parts/**', 'src/lib/frame/**', 'src/lib/account/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@tauri-apps*', '$lib/platform/tauri', '$lib/platform/browser'], message: 'Ask $lib/platform.' },
            { group: ['../*/+*', '$lib/../routes/*'], message: 'Rooms never import each other.' },
          ],
        },
      ],
    },
  },
  { files: ['scripts/**', 'verifier/*.mjs'], rules: { 'no-console': 'off' } },
);
