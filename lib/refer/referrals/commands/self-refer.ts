import { z } from 'zod'
import { systemActor } from '#base/access/actor.ts'
import { record } from '#base/audit/store.ts'
import { DomainError } from '#base/core/errors.ts'
import { newId } from '#base/core/ids.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { LOCALES } from '#base/i18n/locales.ts'
import { spend } from '#base/limits/commands.ts'
import { languageTag } from '#find/eligibility/facts.ts'
import { findNeed } from '#find/taxonomy/needs.ts'
import { channelOf } from '#refer/agencies/model.ts'
import { agencyOfService } from '#refer/agencies/store.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { insertClient } from '#refer/clients/store.ts'
import { saveConsent } from '#refer/consent/commands.ts'
import type { Field } from '#refer/consent/model.ts'
import { move } from './act.ts'
import { draftReferral } from './create.ts'
import { REFERRAL_PURPOSE } from './effects.ts'

/** A consent of one's own asking lasts as long as the agency may take: half a year. */
const CONSENT_DAYS = 180

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

/** What goes when a person asks for themselves: what they wrote and nothing that we could add. */
const FIELDS: readonly Field[] = ['name', 'contact', 'safe-contact', 'languages', 'need', 'request']

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
  await spend(
    ctx,
    'self-referral',
    asked.address,
    'That is a lot for one hour. Please wait, or call the program.',
  )
  const agency = await transact(system, async (tx) => {
    const agency = await agencyOfService(tx, asked.serviceId)
    if (!agency) throw new DomainError('invalid', 'This program is no longer listed. Choose another one.')
    const channel = channelOf(agency)
    if (channel === 'telephone' || channel === 'fax')
      throw new DomainError('invalid', 'This program answers by telephone only. Please call them.')
    const { name, phone, email, channels, noVoicemail, callerAlias, language } = asked
    const client = clientRecordSchema.parse({
      alias: name,
      phone,
      email,
      languages: [language],
      safeContact: { channels, noVoicemail: noVoicemail === 'yes', callerAlias },
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
    return agency
  })
  const own: Ctx = {
    ...ctx,
    actor: { role: 'client', accountId: null, organizationId: null, via: 'self-referral', clientId },
  }
  await transact(own, async (tx) => {
    const referralId = await draftReferral(tx, own, {
      clientNeedId,
      serviceId: asked.serviceId,
      ...(asked.request && { request: asked.request }),
    })
    const expires = new Date(ctx.now.getTime() + CONSENT_DAYS * 86_400_000).toISOString().slice(0, 10)
    const consentId = await saveConsent(tx, own, {
      clientId,
      mode: agency.victimServices ? 'victim-services' : 'authorization',
      purpose: REFERRAL_PURPOSE,
      agencyId: agency.id,
      fields: [...FIELDS],
      giver: 'client',
      method: 'screen',
      locale: asked.locale,
      expiresOn: expires,
      record: {
        clientName: asked.name,
        discloser: asked.name,
        description: FIELDS.join(', '),
        recipient: agency.name,
        purpose: REFERRAL_PURPOSE,
        revocationExplained: true,
        statementsGiven: true,
        expiry: expires,
        signature: asked.name,
        signedOn: ctx.now.toISOString().slice(0, 10),
      },
    })
    await move(tx, own, {
      referralId,
      version: 1,
      action: {
        name: 'send',
        data: {
          mode: agency.victimServices ? 'victim-services' : 'authorization',
          consentId,
          fields: [...FIELDS],
        },
      },
    })
  })
  return clientId
}
