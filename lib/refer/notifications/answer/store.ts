import type { Selectable } from 'kysely'
import { linkOf } from '#base/core/link-token.ts'
import type { Tx } from '#base/db/context.ts'
import type { AccessLink as LinkRow } from '#base/db/schema.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { isDisclosed } from '#refer/referrals/store.ts'

export type AccessLink = Selectable<LinkRow>

const byToken = (tx: Tx, token: string) => {
  const link = linkOf(keyring(), token)
  return (
    link &&
    tx
      .selectFrom('access_link')
      .selectAll()
      .where('id', '=', link.id)
      .where((where) => where.or([where('key_id', 'is', null), where('key_id', '=', link.keyId)]))
  )
}

/** The link behind a token whose secret is right; undefined for any other text. */
export async function findLink(tx: Tx, token: string): Promise<AccessLink | undefined> {
  return byToken(tx, token)?.executeTakeFirst()
}

export async function lockLink(tx: Tx, token: string): Promise<AccessLink | undefined> {
  return byToken(tx, token)?.forUpdate().executeTakeFirst()
}

export type LinkState = 'live' | 'expired' | 'revoked'

export function linkState(link: Pick<AccessLink, 'revoked_at' | 'expires_at'>, now: Date): LinkState {
  if (link.revoked_at) return 'revoked'
  return link.expires_at <= now ? 'expired' : 'live'
}

/**
 * The same for a link to one referral, which is over too once what it would show was taken back or the consent that it
 * rests on has ended: as if it were revoked, so that nobody is offered a new one.
 */
export async function referralLinkState(tx: Tx, link: AccessLink, now: Date): Promise<LinkState> {
  const { referral_id: referralId } = link
  if (referralId && !(await isDisclosed(tx, referralId, now))) return 'revoked'
  return linkState(link, now)
}
