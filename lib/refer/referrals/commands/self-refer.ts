import { z } from 'zod'
import { systemActor } from '#base/access/actor.ts'
import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { newId } from '#base/core/ids.ts'
import { asSystem, become, type Ctx, type Tx, transact } from '#base/db/context.ts'
import { LOCALES, type Locale } from '#base/i18n/locales.ts'
import { spend } from '#base/limits/commands.ts'
import { languageTag } from '#find/eligibility/facts.ts'
import { findNeed } from '#find/taxonomy/needs.ts'
import { dayIn } from '#refer/agencies/calendar.ts'
import { type Agency, channelOf } from '#refer/agencies/model.ts'
import { agencyOfService } from '#refer/agencies/store.ts'
import { clientRecordSchema, displayName } from '#refer/clients/model.ts'
import { findClient, insertClient } from '#refer/clients/store.ts'
import { consentZone, saveConsent } from '#refer/consent/commands.ts'
import type { Field, Mode } from '#refer/consent/model.ts'
import { proposedMode } from '#refer/consent/permits.ts'
import { findReferral } from '../store.ts'
import { move } from './act.ts'
import { draftReferral } from './create.ts'
import { REFERRAL_PURPOSE } from './effects.ts'

/** A consent of one's own asking lasts as long as the agency may take: half a year. So does the page to take it back on. */
export const OWN_CONSENT_DAYS = 180

const clockTime = z.string().regex(/^\d\d:\d\d$/, 'Give the time as hours and minutes, for example 09:30.')

export const selfReferralSchema = z
  .object({
    serviceId: z.uuid(),
    needId: z.string().refine((id) => findNeed(id) !== undefined, 'Choose what you need.'),
    name: z.string().trim().min(1, 'Write your name, or any name they can call you by.').max(100),
    phone: z.string().trim().max(40).optional(),
    email: z.email('Write the e-mail address as name@example.org.').max(254).optional(),
    channels: z.array(z.enum(['call', 'text', 'mail'])).min(1, 'Choose at least one way to reach you.'),
    noVoicemail: z.literal('yes').optional(),
    callerAlias: z.string().trim().max(100).optional(),
    hoursFrom: clockTime.optional(),
    hoursTo: clockTime.optional(),
    language: languageTag,
    request: z.string().trim().max(2000).optional(),
    consent: z.literal('yes', { error: 'Tick the box if they may know this about you.' }),
    locale: z.enum(LOCALES),
    address: z.string(),
  })
  .refine(({ channels, phone }) => !channels.some((channel) => channel !== 'mail') || phone, {
    path: ['phone'],
    error: 'Write the number to call or text.',
  })
  .refine(({ channels, email }) => !channels.includes('mail') || email, {
    path: ['email'],
    error: 'Write the address to send e-mail to.',
  })
  .refine(({ hoursFrom, hoursTo }) => Boolean(hoursFrom) === Boolean(hoursTo), {
    path: ['hoursTo'],
    error: 'Give both times, or neither.',
  })

/** What goes when a person asks for themselves: what they wrote and nothing that we could add. */
const FIELDS: readonly Field[] = ['name', 'contact', 'safe-contact', 'languages', 'need', 'request']

const TOO_MANY = 'That is a lot for one hour. Please wait, or call the program.'

/**
 * A person asks a program for help, without an account: the same door, with a consent of their own and a limit per
 * address. @returns the client's id, for the private link that is shown once and kept nowhere.
 * @throws rate-limited, invalid (the program answers by telephone only, or is gone).
 */
export async function selfRefer(ctx: Ctx, input: z.input<typeof selfReferralSchema>): Promise<string> {
  const asked = selfReferralSchema.parse(input)
  const system: Ctx = { ...ctx, actor: systemActor('self-referral') }
  const clientId = newId()
  const clientNeedId = newId()
  await spend(ctx, 'self-referral', asked.address, TOO_MANY)
  const own: Ctx = {
    ...ctx,
    actor: { role: 'client', accountId: null, organizationId: null, via: 'self-referral', clientId },
  }
  // All of it or nothing: whoever is refused has no page on which to see what was kept, nor to have it removed.
  await transact(system, async (tx) => {
    const agency = await answeringAgency(tx, asked.serviceId)
    const { name, phone, email, channels, noVoicemail, callerAlias, hoursFrom, hoursTo, language } = asked
    const client = clientRecordSchema.parse({
      alias: name,
      phone,
      email,
      languages: [language],
      safeContact: {
        channels,
        noVoicemail: noVoicemail === 'yes',
        callerAlias,
        ...(hoursFrom && hoursTo && { hours: { from: hoursFrom, to: hoursTo } }),
      },
    })
    await insertClient(tx, {
      id: clientId,
      organizationId: null,
      createdBy: null,
      record: client,
      now: ctx.now,
    })
    await tx
      .insertInto('client_need')
      .values({ id: clientNeedId, client_id: clientId, need_id: asked.needId, opened_at: ctx.now })
      .execute()
    await record(tx, system, {
      action: 'client:open',
      entity: 'client',
      entityId: clientId,
      clientId,
      purpose: 'own-record',
    })
    await become(tx, own)
    await askAgency(tx, own, { ...asked, clientId, clientNeedId, agency })
  })
  return clientId
}

export const askNextSchema = z.object({
  /** The referral after which the person asks another program for the same need. */
  referralId: z.uuid(),
  serviceId: z.uuid(),
  request: z.string().trim().max(2000).optional(),
  consent: z.literal('yes', { error: 'Tick the box if they may know this about you.' }),
  locale: z.enum(LOCALES),
  address: z.string(),
})

/**
 * Asks another program for the same need, with what the person told of themselves the first time and a consent of its
 * own. For who referred themselves; everybody else has a coordinator who does it.
 * @throws not-found, rate-limited, invalid (the program answers by telephone only, or is gone), conflict (asked already).
 */
export async function askNext(ctx: Ctx, input: z.input<typeof askNextSchema>): Promise<void> {
  requirePermission(ctx.actor, 'referral:create')
  const asked = askNextSchema.parse(input)
  await spend(ctx, 'self-referral', asked.address, TOO_MANY)
  await transact(ctx, async (tx) => {
    const before = await findReferral(tx, asked.referralId)
    const client = before && (await findClient(tx, before.clientId))
    if (ctx.actor.role !== 'client' || !client || !before.selfReferred) throw notFound()
    const known = await tx
      .selectFrom('referral')
      .select('id')
      .where('client_need_id', '=', before.clientNeedId)
      .where('service_id', '=', asked.serviceId)
      .executeTakeFirst()
    if (known) throw new DomainError('conflict', 'You have asked this program already.')
    await askAgency(tx, ctx, {
      ...asked,
      clientId: client.id,
      clientNeedId: before.clientNeedId,
      needId: await needIdOf(tx, before.clientNeedId),
      name: displayName(client.record),
      // Meeting an agency for the first time is the product's to do.
      agency: await asSystem(tx, () => answeringAgency(tx, asked.serviceId)),
    })
  })
}

/** The agency of a program that a person can ask without a telephone. @throws invalid */
async function answeringAgency(tx: Tx, serviceId: string): Promise<Agency> {
  const agency = await agencyOfService(tx, serviceId)
  if (!agency) throw new DomainError('invalid', 'This program is no longer listed. Choose another one.')
  // Nobody calls for whoever asks by themselves: a mailbox will do, even of an agency that would rather be called.
  const channel = channelOf({ ...agency, preferredChannel: null })
  if (channel === 'telephone' || channel === 'fax')
    throw new DomainError('invalid', 'This program answers by telephone only. Please call them.')
  return agency
}

async function needIdOf(tx: Tx, clientNeedId: string): Promise<string> {
  const row = await tx
    .selectFrom('client_need')
    .select('need_id')
    .where('id', '=', clientNeedId)
    .executeTakeFirstOrThrow()
  return row.need_id
}

type OwnAsking = {
  clientId: string
  clientNeedId: string
  needId: string
  serviceId: string
  agency: Agency
  /** As they signed. */
  name: string
  request?: string | undefined
  locale: Locale
}

/**
 * What a person signs who asks for themselves. They are bound by no law of a sender, so it is what the receiver needs, and
 * of a program that serves victims what it is bound to where nothing else is needed.
 */
function ownMode(needId: string, agency: Agency): Exclude<Mode, 'treatment'> {
  const nobody = { part2Program: false, victimServices: false }
  const needed = proposedMode({ fields: FIELDS, needId, agency, sender: nobody })
  if (needed === 'part2' || needed === 'victim-services') return needed
  return agency.victimServices ? 'victim-services' : 'authorization'
}

/** Draft, consent and sending as the person, in one transaction. */
async function askAgency(tx: Tx, own: Ctx, asking: OwnAsking): Promise<void> {
  const { agency, clientId, clientNeedId, name } = asking
  const referralId = await draftReferral(tx, own, {
    clientNeedId,
    serviceId: asking.serviceId,
    ...(asking.request && { request: asking.request }),
  })
  const timezone = await consentZone(tx, clientId, agency.id)
  const expires = dayIn(timezone, own.now, { days: OWN_CONSENT_DAYS })
  const mode = ownMode(asking.needId, agency)
  const consentId = await saveConsent(tx, own, {
    clientId,
    mode,
    purpose: REFERRAL_PURPOSE,
    agencyId: agency.id,
    fields: [...FIELDS],
    giver: 'client',
    method: 'screen',
    locale: asking.locale,
    expiresOn: expires,
    record: {
      clientName: name,
      discloser: name,
      description: FIELDS.join(', '),
      recipient: agency.name,
      purpose: REFERRAL_PURPOSE,
      revocationExplained: true,
      statementsGiven: true,
      expiry: expires,
      signature: name,
      signedOn: dayIn(timezone, own.now),
    },
  })
  await move(tx, own, {
    referralId,
    version: 1,
    action: { name: 'send', data: { mode, consentId, fields: [...FIELDS] } },
  })
}
