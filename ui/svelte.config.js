// How SvelteKit builds the screens: static files, one page for every address, drawn in the browser.
import adapter from '@sveltejs/adapter-static';

/** @type {import('@sveltejs/kit').Config} */
export default {
  kit: {
    adapter: adapter({ pages: 'build', assets: 'build', fallback: 'index.html', strict: false }),
    alias: { $verifier: 'verifier/src', $messages: 'messages' },
    files: { assets: 'static' },
  },
};
