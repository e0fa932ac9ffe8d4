import { sql } from 'kysely'
import { record } from '#base/audit/store.ts'
import { DomainError } from '#base/core/errors.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { enqueue } from '#base/outbox/store.ts'
import { doubtMailbox } from '#refer/agencies/held-mailbox.ts'
import type { Agency } from '#refer/agencies/model.ts'
import { lockAgency } from '#refer/agencies/store.ts'
import { findReferral } from '#refer/referrals/store.ts'
import { selfReferredAt } from '../store.ts'
import { tellClient } from '../tell.ts'
import { isTooFast } from './agency-answer.ts'
import { knocking } from './link-actor.ts'
import { type AccessLink, findLink } from './store.ts'

/** For whom a message was meant, and nothing of what it was about; undefined for what is no link of ours. */
export async function readWrongAddress(ctx: Ctx, token: string): Promise<{ agencyName: string } | undefined> {
  return transact(knocking(ctx), async (tx) => {
    const link = await findLink(tx, token)
    const agency =
      link?.kind === 'agency' && link.agency_id ? await agencyName(tx, link.agency_id) : undefined
    return agency && { agencyName: agency.name }
  })
}

async function agencyName(tx: Tx, id: string) {
  return tx.selectFrom('agency').select('name').where('id', '=', id).executeTakeFirst()
}

/**
 * Whoever got a message that was meant for an agency says that they are not it. From then on nothing goes to the address
 * that the message went to, what waits for it is dropped and codes that were typed there count no more; running referrals
 * are asked for by telephone, and their coordinators have the right address to find. The link may be over: the message is
 * not. A link to an address that is no longer in use changes nothing.
 * @throws conflict when it came faster than anybody reads
 */
export async function reportWrongAddress(
  ctx: Ctx,
  report: { token: string; shownAt: Date },
  appUrl: string,
): Promise<void> {
  if (isTooFast(ctx, report.shownAt))
    throw new DomainError('conflict', 'That was faster than anybody reads. Read the page, then press again.')
  await transact(knocking(ctx), async (tx) => {
    const link = await findLink(tx, report.token)
    const agency =
      link?.kind === 'agency' && link.agency_id ? await lockAgency(tx, link.agency_id) : undefined
    if (!link || !agency) return
    const own = knocking(ctx, link)
    let doubted = false
    for (const address of await mailedTo(tx, link))
      if (await doubtMailbox(tx, ctx.now, agency, address)) doubted = true
    await record(tx, own, {
      action: 'link:wrong-address',
      entity: 'agency',
      entityId: agency.id,
      ...(link.client_id && { clientId: link.client_id }),
      detail: { doubted },
    })
    if (!doubted) return
    await enqueue(tx, 'agency.kept', { agencyId: agency.id })
    await tellSelfReferred(tx, own, agency, appUrl)
  })
}

/** Addresses to which a message with this link has gone. */
async function mailedTo(tx: Tx, link: Pick<AccessLink, 'id' | 'referral_id'>): Promise<string[]> {
  const rows = await tx
    .selectFrom('mail_message')
    .select('to_address')
    .distinct()
    .where('referral_id', '=', link.referral_id)
    .where('channel', '=', 'mail')
    .where(sql<boolean>`"values" ->> 'link' like ${`%{token:${link.id}%`}`)
    .execute()
  return rows.map(({ to_address }) => to_address)
}

/** Nobody calls for who came by themselves: they read on their page that the agency was not reached. */
async function tellSelfReferred(tx: Tx, ctx: Ctx, agency: Agency, appUrl: string): Promise<void> {
  for (const id of await selfReferredAt(tx, agency.id)) {
    const referral = await findReferral(tx, id)
    if (referral)
      await tellClient(tx, ctx, { referral, agency, sequence: 'undelivered', news: 'your-turn', appUrl })
  }
}
