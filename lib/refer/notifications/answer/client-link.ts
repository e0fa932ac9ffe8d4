import { type Actor, systemActor } from '#base/access/actor.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { isMailLocale } from '#base/mail/render.ts'
import { recordFor } from '#refer/clients/field-access.ts'
import { displayName } from '#refer/clients/model.ts'
import { findClient } from '#refer/clients/store.ts'
import type { Consent } from '#refer/consent/model.ts'
import { consentsOf } from '#refer/consent/store.ts'
import { findLink, linkState } from './store.ts'

/** Who a client's link acts as: the client, for their own record and for nobody else's. */
export async function clientLinkActor(ctx: Ctx, token: string): Promise<Actor> {
  return transact({ ...ctx, actor: systemActor('link') }, async (tx) => {
    const link = await findLink(tx, token)
    if (
      !link?.client_id ||
      (link.kind !== 'client' && link.kind !== 'consent') ||
      linkState(link, ctx.now) !== 'live'
    )
      throw notFound()
    return {
      role: 'client',
      accountId: null,
      organizationId: null,
      via: `link:${link.id}`,
      clientId: link.client_id,
      ...((link.giver === 'guardian' || link.giver === 'representative') && { giver: link.giver }),
    }
  })
}

/** One time that facts left: to whom, on what ground, what kinds, when. The client's accounting of disclosures. */
export type Disclosure = {
  referralId: string
  agencyName: string
  fields: string[]
  purpose: string
  at: Date
  withdrawnAt: Date | null
}

export type ClientPage = {
  name: string
  locale: Locale
  referralIds: string[]
  consents: Consent[]
  disclosures: Disclosure[]
}

/** The client's private page. Read as the client, and written down like every read of a person's record. */
export async function readClientPage(ctx: Ctx, token: string): Promise<ClientPage> {
  const actor = await clientLinkActor(ctx, token)
  const own = { ...ctx, actor }
  return transact(own, async (tx) => {
    const client = await findClient(tx, actor.clientId as string)
    if (!client) throw notFound()
    const seen = recordFor(actor.giver ? 'guardian' : 'client', client.record)
    await record(tx, own, {
      action: 'client:read',
      entity: 'client',
      entityId: client.id,
      clientId: client.id,
      purpose: 'own-record',
    })
    const referrals = await tx
      .selectFrom('referral')
      .select('id')
      .where('client_id', '=', client.id)
      .where('status', 'not in', ['entered-in-error', 'draft'])
      .orderBy('created_at', 'desc')
      .execute()
    const packets = await tx
      .selectFrom('referral_packet')
      .innerJoin('referral', 'referral.id', 'referral_packet.referral_id')
      .innerJoin('agency', 'agency.id', 'referral.agency_id')
      .select([
        'referral.id',
        'agency.name',
        'referral_packet.fields',
        'referral.mode',
        'referral_packet.made_at',
        'referral_packet.withdrawn_at',
      ])
      .where('referral.client_id', '=', client.id)
      .orderBy('referral_packet.made_at', 'desc')
      .execute()
    return {
      name: displayName(seen),
      locale: seen.languages.map((language) => language.slice(0, 2)).find(isMailLocale) ?? 'en',
      referralIds: referrals.map((row) => row.id),
      consents: await consentsOf(tx, client.id),
      disclosures: packets.map((row) => ({
        referralId: row.id,
        agencyName: row.name,
        fields: row.fields,
        purpose: row.mode,
        at: row.made_at,
        withdrawnAt: row.withdrawn_at,
      })),
    }
  })
}
