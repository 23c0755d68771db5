// Every page is drawn in the browser: one empty page answers every address.
export const ssr = false;
export const prerender = false;
