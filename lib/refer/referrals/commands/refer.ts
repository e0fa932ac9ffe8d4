import { requirePermission } from '#base/access/permissions.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { agencyOfService } from '#refer/agencies/store.ts'
import { displayName } from '#refer/clients/model.ts'
import { findClient } from '#refer/clients/store.ts'
import { saveConsent } from '#refer/consent/commands.ts'
import type { Field, Giver, Method, Mode } from '#refer/consent/model.ts'
import type { Urgency } from '../model.ts'
import { move } from './act.ts'
import { draftReferral, senderOf } from './create.ts'
import { REFERRAL_PURPOSE } from './effects.ts'

export type Refer = {
  clientId: string
  clientNeedId: string
  serviceId: string
  urgency: Urgency
  request?: string | undefined
  fields: Field[]
  mode: Mode
  /** A consent that stands; without it, and where the mode needs one, the next fields make one. */
  consentId?: string | undefined
  giver: Giver
  method: Method
  consentLocale: Locale
  expiresOn?: string | undefined
  giverName?: string | undefined
  signature?: string | undefined
  witness?: string | undefined
  /** That it can be taken back, may be passed on by its recipient, and what follows from refusing, was told. */
  explained?: 'yes' | undefined
  step: 'send' | 'ask' | 'draft'
}

/** Draft, consent and sending in one transaction. @returns the referral's id. */
export async function referNow(ctx: Ctx, wanted: Refer): Promise<string> {
  requirePermission(ctx.actor, 'referral:create')
  return transact(ctx, async (tx) => {
    const id = await draftReferral(tx, ctx, {
      clientNeedId: wanted.clientNeedId,
      serviceId: wanted.serviceId,
      urgency: wanted.urgency,
      ...(wanted.request && { request: wanted.request }),
    })
    if (wanted.step === 'draft') return id
    if (wanted.step === 'ask') {
      await move(tx, ctx, { referralId: id, version: 1, action: { name: 'ask-consent', data: {} } })
      return id
    }
    const client = await findClient(tx, wanted.clientId)
    const agency = await agencyOfService(tx, wanted.serviceId)
    if (!client || !agency) throw notFound()
    let consentId = wanted.consentId
    if (!consentId && wanted.mode !== 'treatment') {
      const sender = await senderOf(tx, client.organizationId)
      if (!sender.name) throw new DomainError('invalid', 'A consent names who discloses.')
      consentId = await saveConsent(tx, ctx, {
        clientId: client.id,
        mode: wanted.mode,
        purpose: REFERRAL_PURPOSE,
        agencyId: agency.id,
        fields: wanted.fields,
        giver: wanted.giver,
        method: wanted.method,
        locale: wanted.consentLocale,
        ...(wanted.expiresOn && { expiresOn: wanted.expiresOn }),
        record: {
          clientName: displayName(client.record),
          discloser: sender.name,
          description: wanted.fields.join(', '),
          recipient: agency.name,
          purpose: REFERRAL_PURPOSE,
          ...(wanted.explained && { revocationExplained: true, statementsGiven: true }),
          ...(wanted.expiresOn && { expiry: wanted.expiresOn }),
          ...(wanted.signature && { signature: wanted.signature }),
          signedOn: ctx.now.toISOString().slice(0, 10),
          ...(wanted.giverName && { giverName: wanted.giverName }),
          ...(wanted.witness && { witness: wanted.witness }),
        },
      })
    }
    await move(tx, ctx, {
      referralId: id,
      version: 1,
      action: {
        name: 'send',
        data: { mode: wanted.mode, fields: wanted.fields, ...(consentId && { consentId }) },
      },
    })
    return id
  })
}
