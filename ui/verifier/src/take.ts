/** Takes the certificate out of the address, before anything else of the page runs. */

/** The digits in the address, if there are any. Afterwards the address, the history and what is shared hold none. */
export function takeDigits(): string | undefined {
  const { href, pathname, search } = location;
  history.replaceState(null, '', (pathname.replace(/%23.*/, '') || '/') + search);
  // Some mail gateways turn the `#` into `%23`.
  return /(?:#|%23)9(.+)$/.exec(href)?.[1];
}

export const taken = takeDigits();
