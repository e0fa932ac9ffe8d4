/**
 * How often, and counted by what. Those of an address can be set (RATE_LIMIT) and do not bind this machine itself unless
 * they are; those of an account or a link stop guessing and floods, wherever they come from.
 */
export const LIMITS = {
  /** Searches and matches: the contract's 600 a minute. */
  match: { points: 600, seconds: 60, by: 'address' },
  /** The same with a key of an outside system, of which many may ask from one address. */
  'match-by-key': { points: 3000, seconds: 60, by: 'subject' },
  /** Every try to sign in, in whatever way: the contract's 20 an hour. */
  'sign-in': { points: 20, seconds: 3600, by: 'address' },
  /** More than anybody asks for, and too few to flood an agency. */
  'self-referral': { points: 5, seconds: 3600, by: 'address' },
  /** Codes typed or asked for on an agency's link. */
  'link-code': { points: 30, seconds: 3600, by: 'address' },
  /** Sign-in links that one place asks for to one mailbox, whether or not it has an account. */
  'sign-in-mail': { points: 5, seconds: 3600, by: 'subject' },
  /** The same from all places: a stranger who spends theirs leaves the owner's, and the mailbox is not flooded. */
  'sign-in-mail-everywhere': { points: 15, seconds: 3600, by: 'subject' },
  /** Codes mailed for one link; each bears a few wrong tries. */
  'code-mail': { points: 6, seconds: 3600, by: 'subject' },
  /** Messages, and words on what came of it, that one mailed link sends: more than a conversation has. */
  'link-message': { points: 30, seconds: 3600, by: 'subject' },
  /** Files that one mailed link adds: more than a whole set of papers, photographed page by page. */
  'link-file': { points: 40, seconds: 86_400, by: 'subject' },
  /** Records that one person looks for in an emergency. */
  'break-glass': { points: 10, seconds: 3600, by: 'subject' },
} as const satisfies Record<string, { points: number; seconds: number; by: 'address' | 'subject' }>

export type LimitName = keyof typeof LIMITS
