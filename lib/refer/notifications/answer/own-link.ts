import { systemActor } from '#base/access/actor.ts'
import { record } from '#base/audit/store.ts'
import { linkToken, tokenPlaceholder } from '#base/core/link-token.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { queueMail } from '#base/mail/store.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { findAgency } from '#refer/agencies/store.ts'
import { type LinkGiver, localeOfClient, reachOfGiver } from '#refer/clients/reach.ts'
import { findClient } from '#refer/clients/store.ts'
import { OWN_CONSENT_DAYS } from '#refer/referrals/commands/self-refer.ts'
import { makeTask } from '#refer/referrals/commands/tasks.ts'
import { linkPath } from '../links.ts'
import { templateOf } from '../recipients.ts'
import { linkFor } from '../store.ts'
import { knocking } from './link-actor.ts'
import { type AccessLink, findLink, type LinkState, linkState, lockLink } from './store.ts'

/**
 * The private page of who has just referred themselves: shown once and kept nowhere. It lives as long as the consent
 * that they gave, because many can be called only and could not be sent another.
 * @returns the path with its secret.
 */
export async function firstOwnPage(ctx: Ctx, clientId: string, locale: Locale): Promise<string> {
  const linkId = await transact({ ...ctx, actor: systemActor('self-referral') }, (tx) =>
    linkFor(tx, ctx.now, { kind: 'client', clientId, days: OWN_CONSENT_DAYS }),
  )
  return linkPath.client(locale, linkToken(keyring(), linkId))
}

const isOwn = ({ kind }: Pick<AccessLink, 'kind'>) => kind === 'client' || kind === 'consent'

/** Where somebody's private link stands; of one that is none of ours, the same as of a revoked one. Changes nothing. */
export async function ownLinkState(ctx: Ctx, token: string): Promise<LinkState> {
  return transact(knocking(ctx), async (tx) => {
    const link = await findLink(tx, token)
    return link?.client_id && isOwn(link) ? linkState(link, ctx.now) : 'revoked'
  })
}

/**
 * A new private link for one that has expired, to the contact on file and by its rules; where they let none leave, whoever
 * coordinates is asked to give one in person. Whoever holds the old one gains nothing, and learns nothing of where it went
 * or whether it went.
 */
export async function reissueOwnLink(ctx: Ctx, token: string, appUrl: string): Promise<void> {
  await transact(knocking(ctx), async (tx) => {
    const link = await lockLink(tx, token)
    if (!link?.client_id || !isOwn(link) || linkState(link, ctx.now) !== 'expired') return
    const client = await findClient(tx, link.client_id)
    const latest = await latestReferral(tx, link.client_id)
    if (!client || !latest) return
    const giver = link.giver as LinkGiver
    const reach = await reachOfGiver(tx, ctx.now, client, giver, latest.timezone)
    await record(tx, knocking(ctx, link), {
      action: 'link:reissue',
      entity: 'access_link',
      entityId: link.id,
      clientId: client.id,
      detail: { channel: reach.channel },
    })
    if (reach.channel === null) {
      // Nothing may be sent: whoever coordinates gives them a new one in person.
      await makeTask(tx, ctx, {
        referral: { id: latest.id, clientId: client.id, organizationId: client.organizationId },
        kind: 'own-page',
        dueAt: ctx.now,
        key: `own-page:${link.id}`,
      })
      return
    }
    const locale = localeOfClient(client.record)
    const id = await linkFor(tx, ctx.now, {
      kind: 'client',
      clientId: client.id,
      giver,
      ...(client.organizationId === null && { days: OWN_CONSENT_DAYS }),
    })
    await queueMail(tx, {
      key: `reissue:${link.id}:${ctx.now.toISOString().slice(0, 13)}`,
      to: reach.to,
      channel: reach.channel,
      template: templateOf('own-page'),
      locale,
      referralId: latest.id,
      clientId: client.id,
      notBefore: reach.notBefore,
      link: appUrl + linkPath.client(locale, tokenPlaceholder(keyring(), id)),
    })
  })
}

/** By whose agency's zone the hours are counted of who has no organization. */
async function latestReferral(
  tx: Tx,
  clientId: string,
): Promise<{ id: string; timezone: string } | undefined> {
  const row = await tx
    .selectFrom('referral')
    .select(['id', 'agency_id'])
    .where('client_id', '=', clientId)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  const agency = row && (await findAgency(tx, row.agency_id))
  return row && agency && { id: row.id, timezone: agency.calendar.timezone }
}
