/** Whose drafts a browser shows: another person on the same browser sees none of them. */

export const draftOwner: { number: string | undefined } = { number: undefined };
