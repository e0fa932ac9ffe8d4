import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { servicePage } from '#find/directory/queries.ts'
import type { MatchResult } from '#find/matching/answer.ts'
import { findMatches, type MatchOptions } from '#find/matching/queries.ts'
import { type MatchRequestInput, matchRequestSchema } from '#find/matching/request.ts'
import { personOf } from '#refer/clients/model.ts'
import { findClient } from '#refer/clients/store.ts'
import { findReferral } from '../store.ts'
import { askableService } from './askable.ts'

/** How far down the list somebody is looked for whom the person has not asked yet. */
const LOOKED_AT = 20

export type NextProgram = Pick<MatchResult, 'service' | 'phone' | 'reasons' | 'fit'> & {
  /** It can be asked from the page; else it is called. */
  byMail: boolean
}

/**
 * The best program for the need of a referral that the person has not asked yet: what a coordinator would offer after a
 * decline or a silence, for who has none. Judged by what is known of them; without an address, near the program that they
 * chose. @returns null when there is none. @throws not-found
 */
export async function nextProgram(
  ctx: Ctx,
  referralId: string,
  locale: Locale,
  options: MatchOptions = {},
): Promise<NextProgram | null> {
  requirePermission(ctx.actor, 'referral:read')
  const known = await transact(ctx, (tx) => standingOf(tx, ctx, referralId))
  if (!known) throw notFound()
  const { person, needId, serviceId, asked } = known
  const request: MatchRequestInput = {
    needs: [needId],
    person,
    limit: LOOKED_AT,
    ...(await nearOf(ctx, person.residence?.postalCode, serviceId)),
  }
  const { results } = await findMatches(ctx, matchRequestSchema.parse(request), locale, options)
  const next = results.find(({ service }) => !asked.has(service.id))
  if (!next) return null
  const { service, phone, reasons, fit } = next
  return { service, phone, reasons, fit, byMail: (await askableService(ctx, service.id)).byMail }
}

async function standingOf(tx: Tx, ctx: Ctx, referralId: string) {
  const referral = await findReferral(tx, referralId)
  const client = referral && (await findClient(tx, referral.clientId))
  if (!referral || !client) return undefined
  await record(tx, ctx, {
    action: 'client:match',
    entity: 'client',
    entityId: client.id,
    clientId: client.id,
    purpose: ctx.actor.role === 'client' ? 'own-record' : 'care',
  })
  const need = await tx
    .selectFrom('client_need')
    .select('need_id')
    .where('id', '=', referral.clientNeedId)
    .executeTakeFirstOrThrow()
  const rows = await tx
    .selectFrom('referral')
    .select('service_id')
    .where('client_need_id', '=', referral.clientNeedId)
    .execute()
  return {
    person: personOf(client.record),
    needId: need.need_id,
    serviceId: referral.serviceId,
    asked: new Set(rows.map((row) => row.service_id)),
  }
}

async function nearOf(
  ctx: Ctx,
  postalCode: string | undefined,
  serviceId: string,
): Promise<Pick<MatchRequestInput, 'near'>> {
  if (postalCode) return { near: { postalCode } }
  const page = await servicePage(ctx, serviceId)
  for (const { location } of page?.places ?? [])
    if (location.latitude !== null && location.longitude !== null)
      return { near: { lat: location.latitude, lng: location.longitude } }
  return {}
}
