import { record } from '#base/audit/store.ts'
import { tokenPlaceholder } from '#base/core/link-token.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { DEFAULT_LOCALE, type Locale } from '#base/i18n/locales.ts'
import { queueMail } from '#base/mail/store.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { mailboxFor } from '#refer/agencies/held-mailbox.ts'
import { findAgency } from '#refer/agencies/store.ts'
import type { Status } from '#refer/referrals/model.ts'
import type { PacketPreview } from '#refer/referrals/packet.ts'
import { findPacket, findReferral } from '#refer/referrals/store.ts'
import { agencyLinks } from '../links.ts'
import { linkFor } from '../store.ts'
import { isProven, knocking } from './link-actor.ts'
import { findLink, lockLink, referralLinkState } from './store.ts'

export type LinkPage =
  | { state: 'gone' }
  /** A card of an agency without a mailbox: nothing can be proven, so nothing is shown. */
  | { state: 'card' }
  | { state: 'expired'; agencyName: string; mailbox: string | null }
  | { state: 'prove'; agencyName: string; mailbox: string; preview: PacketPreview; codeSent: boolean }
  | { state: 'proven'; referralId: string; status: Status; version: number }

/**
 * What a mailed link shows. Reading it changes nothing, however often and by whom: mail scanners open links. Before the
 * mailbox is proven it shows initials and the kind of need, and that not for sensitive ones; the trail says so each time.
 */
export async function readAgencyLink(ctx: Ctx, token: string, proof: string | undefined): Promise<LinkPage> {
  return transact(knocking(ctx), async (tx): Promise<LinkPage> => {
    const link = await findLink(tx, token)
    const agency = link?.agency_id && (await findAgency(tx, link.agency_id))
    if (!link?.referral_id || !agency) return { state: 'gone' }
    const onFile = await mailboxFor(tx, agency, link.referral_id)
    const mailbox = onFile && maskMailbox(onFile)
    const state = await referralLinkState(tx, link, ctx.now)
    if (state === 'revoked') return { state: 'gone' }
    if (link.kind === 'card') return { state: state === 'live' ? 'card' : 'gone' }
    if (state === 'expired') return { state: 'expired', agencyName: agency.name, mailbox }
    const [referral, packet] = [
      await findReferral(tx, link.referral_id),
      await findPacket(tx, link.referral_id),
    ]
    if (!referral || !packet) return { state: 'gone' }
    if (isProven(link, proof, ctx.now))
      return { state: 'proven', referralId: referral.id, status: referral.status, version: referral.version }
    // Nothing can be proven without a mailbox, so nothing is shown.
    if (!mailbox) return { state: 'gone' }
    await record(tx, knocking(ctx, link), {
      action: 'packet:preview',
      entity: 'referral',
      entityId: referral.id,
      clientId: referral.clientId,
      purpose: referral.mode,
    })
    const codeSent = link.code_expires_at !== null && link.code_expires_at > ctx.now
    return { state: 'prove', agencyName: agency.name, mailbox, preview: packet.preview, codeSent }
  })
}

/** `i•••@mesquite.example`: enough for its owner, not for others. */
export function maskMailbox(mailbox: string): string {
  return mailbox.replace(/^(.)[^@]*/, '$1•••')
}

/** A new link for one that has expired, mailed to the address on file: whoever holds the old one gains nothing. */
export async function reissueLink(ctx: Ctx, token: string, appUrl: string, locale: Locale): Promise<void> {
  await transact(knocking(ctx), async (tx) => {
    const link = await lockLink(tx, token)
    const agency = link?.agency_id ? await findAgency(tx, link.agency_id) : undefined
    if (
      !link?.referral_id ||
      !link.client_id ||
      !agency ||
      (await referralLinkState(tx, link, ctx.now)) !== 'expired'
    )
      return
    const mailbox = await mailboxFor(tx, agency, link.referral_id)
    if (!mailbox) return
    const id = await linkFor(tx, ctx.now, {
      kind: 'agency',
      clientId: link.client_id,
      referralId: link.referral_id,
      agencyId: agency.id,
    })
    await queueMail(tx, {
      key: `reissue:${link.id}:${ctx.now.toISOString().slice(0, 13)}`,
      to: mailbox,
      template: 'agency.link-again',
      locale: agency.locale ?? DEFAULT_LOCALE,
      values: { agency: agency.name },
      referralId: link.referral_id,
      ...agencyLinks(appUrl, locale, tokenPlaceholder(keyring(), id)),
    })
    await record(tx, knocking(ctx, link), {
      action: 'link:reissue',
      entity: 'access_link',
      entityId: link.id,
    })
  })
}
