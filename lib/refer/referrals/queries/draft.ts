import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { isMailLocale } from '#base/mail/render.ts'
import { isSensitiveNeed } from '#find/eligibility/sensitive.ts'
import { type Agency, channelOf } from '#refer/agencies/model.ts'
import { agencyOfService } from '#refer/agencies/store.ts'
import { type Client, displayName, stateOf } from '#refer/clients/model.ts'
import { type LinkGiver, reachOfGiver, type Unreachable } from '#refer/clients/reach.ts'
import { findClient, requireCarrier } from '#refer/clients/store.ts'
import { consentZone } from '#refer/consent/commands.ts'
import { ADULT_AGE, type MinorRule, minorRule } from '#refer/consent/minors.ts'
import { BASIC_FIELDS, type Consent, FIELDS, type Field, MODES, type Mode } from '#refer/consent/model.ts'
import { isLive, isStrongEnough, proposedMode, requiredMode } from '#refer/consent/permits.ts'
import { consentsOf } from '#refer/consent/store.ts'
import { senderOf } from '../commands/create.ts'
import { inHalfAYear } from '../commands/effects.ts'
import type { Urgency } from '../model.ts'

export type DraftView = {
  clientName: string
  senderName: string
  agency: Agency
  service: { id: string; name: string }
  needId: string
  /** How urgent the client's need is: the referral's urgency unless somebody chooses another. */
  urgency: Urgency
  sensitive: boolean
  channel: ReturnType<typeof channelOf>
  /** What would be disclosed if nobody chose otherwise, and all that could be. */
  proposed: readonly Field[]
  possible: readonly Field[]
  /** The ground that is proposed, and those that the law accepts for the proposed fields. */
  mode: Mode
  grounds: readonly Mode[]
  /** Consents of this client that still stand and name this agency or a class. */
  consents: Consent[]
  /** The first language of the client that there are words in; the consent is read in it. */
  clientLocale: Locale
  /** Who could be asked by a link, and why the others not. */
  byLink: Readonly<Record<LinkGiver, Unreachable | null>>
  /** Set when the record says what else to be careful about: agencies learn of it with one field only. */
  safeNote: boolean
  /** The day on which a new consent ends unless somebody chooses another. */
  endsOn: string
  /** Set when the client is known to be a minor: the rule by which they may consent alone, if there is one. */
  minor: { age: number; rule: MinorRule | undefined } | null
}

/**
 * What a coordinator has to know to refer this client to this program. The reading is written down.
 * @throws not-found for absent and not carried alike.
 */
export async function draftFor(
  ctx: Ctx,
  wanted: { clientId: string; clientNeedId: string; serviceId: string },
): Promise<DraftView> {
  requirePermission(ctx.actor, 'referral:create')
  return transact(ctx, async (tx) => {
    const client = await findClient(tx, wanted.clientId)
    const need = await tx
      .selectFrom('client_need')
      .selectAll()
      .where('id', '=', wanted.clientNeedId)
      .where('client_id', '=', wanted.clientId)
      .executeTakeFirst()
    const agency = await agencyOfService(tx, wanted.serviceId)
    const service = await tx
      .selectFrom('service')
      .select(['id', 'name'])
      .where('id', '=', wanted.serviceId)
      .executeTakeFirst()
    if (!client || !need || !agency || !service) throw notFound()
    await requireCarrier(tx, client.id)
    await record(tx, ctx, {
      action: 'referral:prepare',
      entity: 'client_need',
      entityId: need.id,
      clientId: client.id,
      purpose: 'care',
    })
    const sender = await senderOf(tx, client.organizationId)
    const all = await consentsOf(tx, client.id)
    const unreachable = async (client: Client, giver: LinkGiver) => {
      const reach = await reachOfGiver(tx, ctx.now, client, giver, agency.calendar.timezone)
      return reach.channel === null ? reach.why : null
    }
    const judged = { fields: BASIC_FIELDS, needId: need.need_id, agency, sender }
    const age = client.record.facts.age?.value
    return {
      clientName: displayName(client.record),
      senderName: sender.name ?? '',
      agency,
      service,
      needId: need.need_id,
      urgency: need.urgency as Urgency,
      sensitive: isSensitiveNeed(need.need_id),
      channel: channelOf(agency),
      proposed: BASIC_FIELDS,
      possible: FIELDS,
      mode: proposedMode(judged),
      grounds: MODES.filter((mode) => isStrongEnough(mode, requiredMode(judged))),
      clientLocale: client.record.languages.map((code) => code.slice(0, 2)).find(isMailLocale) ?? 'en',
      byLink: {
        client: await unreachable(client, 'client'),
        guardian: await unreachable(client, 'guardian'),
        representative: await unreachable(client, 'representative'),
      },
      safeNote: client.record.safeContact.note !== undefined,
      endsOn: inHalfAYear(ctx.now, await consentZone(tx, client.id, agency.id)),
      minor:
        age !== undefined && age < ADULT_AGE
          ? { age, rule: minorRule(stateOf(client.record), need.need_id) }
          : null,
      consents: all.filter(
        (consent) =>
          isLive(consent, ctx.now) && (consent.agencyId === agency.id || consent.recipientClass !== null),
      ),
    }
  })
}
