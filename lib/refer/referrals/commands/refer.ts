import { requirePermission } from '#base/access/permissions.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { dayIn } from '#refer/agencies/calendar.ts'
import { findAgency } from '#refer/agencies/store.ts'
import { displayName } from '#refer/clients/model.ts'
import { findClient } from '#refer/clients/store.ts'
import { consentZone, saveConsent } from '#refer/consent/commands.ts'
import type { Field, Giver, GroundReason, Method, Mode } from '#refer/consent/model.ts'
import type { Referral, Urgency } from '../model.ts'
import { lockReferral, saveProposal, sealColumn, updateReferral } from '../store.ts'
import { move } from './act.ts'
import { draftReferral, senderOf } from './create.ts'
import { REFERRAL_PURPOSE } from './effects.ts'

/** What a coordinator chooses on the page that sends a referral. */
export type Chosen = {
  urgency: Urgency
  request?: string | undefined
  fields: Field[]
  /** That the agency shall have the number and not the note about it: never by a box that was unticked by accident. */
  withoutNote?: 'yes' | undefined
  mode: Mode
  /** Why the ground is weaker than the proposed one. */
  groundReason?: GroundReason | undefined
  /** A consent that stands; without it, and where the mode needs one, the next fields make one. */
  consentId?: string | undefined
  giver: Giver
  method: Method
  consentLocale: Locale
  expiresOn?: string | undefined
  giverName?: string | undefined
  /** "Mother", "guardian under order ...". */
  giverCapacity?: string | undefined
  signature?: string | undefined
  witness?: string | undefined
  /** The signed paper. */
  attachmentId?: string | undefined
  /** The document that shows a legal representative may decide. */
  authorityId?: string | undefined
  /** That it can be taken back, may be passed on by its recipient, and what follows from refusing, was told. */
  explained?: 'yes' | undefined
  step: 'send' | 'ask' | 'draft'
}
export type Refer = Chosen & { clientNeedId: string; serviceId: string; onwardOf?: string | undefined }

/** Draft, consent and sending in one transaction. @returns the referral's id. */
export async function referNow(ctx: Ctx, wanted: Refer): Promise<string> {
  requirePermission(ctx.actor, 'referral:create')
  return transact(ctx, async (tx) => {
    const id = await draftReferral(tx, ctx, {
      clientNeedId: wanted.clientNeedId,
      serviceId: wanted.serviceId,
      urgency: wanted.urgency,
      ...(wanted.request && { request: wanted.request }),
      ...(wanted.onwardOf && { onwardOf: wanted.onwardOf }),
    })
    await carryOut(tx, ctx, id, wanted)
    return id
  })
}

/**
 * Goes on with a draft, or with one that waits for a consent by link: kept as changed, asked for (again), or sent. What is
 * changed makes another version: whoever looks at what it said before neither signs it nor writes over it.
 * @throws conflict when somebody else changed it first, or it is sent already; invalid when a question would change and
 * nobody be told.
 */
export async function finishDraft(
  ctx: Ctx,
  draft: Chosen & { referralId: string; version: number },
): Promise<void> {
  requirePermission(ctx.actor, 'referral:create')
  await transact(ctx, async (tx) => {
    const referral = await lockReferral(tx, draft.referralId)
    if (!referral) throw notFound()
    if (referral.version !== draft.version || !['draft', 'awaiting-consent'].includes(referral.status))
      throw new DomainError(
        'conflict',
        'This referral has moved on, and that step no longer follows. Look at where it stands now.',
      )
    if (referral.status === 'awaiting-consent' && draft.step === 'draft')
      throw new DomainError(
        'invalid',
        'Somebody has been asked for this consent. Send the question again with your changes, or withdraw it.',
      )
    await updateReferral(tx, referral.id, {
      urgency: draft.urgency,
      request: draft.request ? sealColumn(referral.id, 'request', draft.request) : null,
      // A step makes the next version by itself.
      ...(draft.step === 'draft' && { version: referral.version + 1 }),
      updated_at: ctx.now,
    })
    await carryOut(tx, ctx, referral.id, draft)
  })
}

async function carryOut(tx: Tx, ctx: Ctx, id: string, chosen: Chosen): Promise<void> {
  const referral = await lockReferral(tx, id)
  if (!referral) throw notFound()
  if (chosen.step !== 'draft') await requireNote(tx, referral.clientId, chosen)
  // What is asked for by link is an authorization at least: nobody is asked for what needs no asking.
  const mode = chosen.step === 'ask' && chosen.mode === 'treatment' ? 'authorization' : chosen.mode
  await saveProposal(tx, id, {
    fields: chosen.fields,
    mode,
    giver: chosen.giver,
    method: chosen.step === 'ask' ? 'link' : chosen.method,
    locale: chosen.consentLocale,
    ...(chosen.groundReason && { groundReason: chosen.groundReason }),
    ...(chosen.expiresOn && { expiresOn: chosen.expiresOn }),
  })
  if (chosen.step === 'draft') return
  const { version } = referral
  if (chosen.step === 'ask') {
    const name = referral.status === 'draft' ? 'ask-consent' : 'ask-again'
    await move(tx, ctx, { referralId: id, version, action: { name, data: {} } })
    return
  }
  const consentId =
    chosen.consentId ?? (mode === 'treatment' ? undefined : await consentOf(tx, ctx, referral, chosen))
  await move(tx, ctx, {
    referralId: id,
    version,
    action: {
      name: 'send',
      data: {
        mode,
        fields: chosen.fields,
        groundReason: chosen.groundReason,
        ...(consentId && { consentId }),
      },
    },
  })
}

/** @throws invalid when what to be careful about would stay behind while the number goes. */
async function requireNote(
  tx: Tx,
  clientId: string,
  { fields, withoutNote }: Pick<Chosen, 'fields' | 'withoutNote'>,
): Promise<void> {
  const kept = !fields.includes('contact') || fields.includes('safe-contact') || withoutNote
  const client = kept ? undefined : await findClient(tx, clientId)
  if (!client?.record.safeContact.note) return
  const message =
    'The record says what to be careful about when reaching this person. Send it along, or tick that it stays here.'
  throw new DomainError('invalid', message, { errors: [{ path: 'withoutNote', message }] })
}

/**
 * The consent that this form gives, with what the form showed while it was given. The caller acts in the
 * name of whoever writes it down: a coordinator, or the giver on a page of their own.
 */
export async function consentOf(
  tx: Tx,
  ctx: Ctx,
  referral: Referral,
  chosen: Omit<Chosen, 'step' | 'urgency' | 'request' | 'consentId' | 'withoutNote'>,
): Promise<string> {
  const client = await findClient(tx, referral.clientId)
  const agency = await findAgency(tx, referral.agencyId)
  const need = await tx
    .selectFrom('client_need')
    .select('need_id')
    .where('id', '=', referral.clientNeedId)
    .executeTakeFirst()
  if (!client || !agency || !need) throw notFound()
  const sender = await senderOf(tx, client.organizationId)
  // Who came by themselves discloses themselves.
  const discloser = client.organizationId === null ? displayName(client.record) : sender.name
  if (!discloser) throw new DomainError('invalid', 'A consent names who discloses.')
  return saveConsent(tx, ctx, {
    clientId: client.id,
    mode: chosen.mode === 'treatment' ? 'authorization' : chosen.mode,
    purpose: REFERRAL_PURPOSE,
    agencyId: agency.id,
    needId: need.need_id,
    fields: chosen.fields,
    giver: chosen.giver,
    method: chosen.method,
    locale: chosen.consentLocale,
    ...(chosen.expiresOn && { expiresOn: chosen.expiresOn }),
    ...(chosen.method === 'paper' && chosen.attachmentId && { attachmentId: chosen.attachmentId }),
    ...(chosen.giver === 'representative' && chosen.authorityId && { authorityId: chosen.authorityId }),
    record: {
      clientName: displayName(client.record),
      discloser,
      recipient: agency.name,
      purpose: REFERRAL_PURPOSE,
      description: chosen.fields.join(', '),
      ...(chosen.explained && { revocationExplained: true, statementsGiven: true }),
      ...(chosen.expiresOn && { expiry: chosen.expiresOn }),
      ...(chosen.signature && { signature: chosen.signature }),
      signedOn: dayIn(await consentZone(tx, client.id, agency.id), ctx.now),
      ...(chosen.giverName && { giverName: chosen.giverName }),
      ...(chosen.giverCapacity && { giverCapacity: chosen.giverCapacity }),
      ...(chosen.witness && { witness: chosen.witness }),
    },
  })
}
