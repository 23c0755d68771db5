/** The link by which somebody else sees whether a certificate stands. */

/** The reference stands after the `#`, which no browser sends to a server. */
export const referenceLink = (portal: string, id: string): string => `${portal.replace(/\/+$/, '')}/reference#${id}`;
