import { type Actor, systemActor } from '#base/access/actor.ts'
import { notFound } from '#base/core/errors.ts'
import { same } from '#base/core/link-token.ts'
import { keyedDigest } from '#base/core/seal.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { type AccessLink, findLink, referralLinkState } from './store.ts'

/** A browser that has proven its mailbox stays proven for a working day. */
const PROOF_HOURS = 12

/** Whoever holds a link and has proven nothing: the product looks for them, and says which link it was. */
export const knocking = (ctx: Ctx, link?: Pick<AccessLink, 'id'>): Ctx => ({
  ...ctx,
  actor: systemActor(link ? `link:${link.id}` : 'link'),
})

export function isProven(link: AccessLink, proof: string | undefined, now: Date): boolean {
  if (!proof || !link.proof_hash || !link.proven_at) return false
  const fresh = now.getTime() - link.proven_at.getTime() < PROOF_HOURS * 3_600_000
  return fresh && same(link.proof_hash, keyedDigest(keyring(), 'proof', proof))
}

/** Who a proven link acts as: staff of its agency, for its one referral and for nothing else. */
export async function linkActor(ctx: Ctx, token: string, proof: string | undefined): Promise<Actor> {
  return transact(knocking(ctx), async (tx) => {
    const link = await findLink(tx, token)
    if (
      !link?.referral_id ||
      (await referralLinkState(tx, link, ctx.now)) !== 'live' ||
      !isProven(link, proof, ctx.now)
    )
      throw notFound()
    return {
      role: 'agency-staff',
      accountId: null,
      organizationId: null,
      via: `link:${link.id}`,
      referralId: link.referral_id,
    }
  })
}
