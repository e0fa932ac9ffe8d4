import { sql, type Updateable } from 'kysely'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { asSystem, type Ctx, type Tx } from '#base/db/context.ts'
import type { Referral as ReferralRow } from '#base/db/schema.ts'
import { dayIn } from '#refer/agencies/calendar.ts'
import { findAgency } from '#refer/agencies/store.ts'
import { linkGiverOf, reachOfGiver, type Unreachable } from '#refer/clients/reach.ts'
import { findClient } from '#refer/clients/store.ts'
import { consentZone } from '#refer/consent/commands.ts'
import { BASIC_FIELDS, type Field, type GroundReason } from '#refer/consent/model.ts'
import { type Objection, type Permission, permits } from '#refer/consent/permits.ts'
import { findConsent } from '#refer/consent/store.ts'
import type { Action, ActionData, ActionName, Referral } from '../model.ts'
import { buildPacket, buildPreview, needsRedisclosureNotice } from '../packet.ts'
import { readEvents, readSealedColumns, savePacket, saveProposal, sealColumn } from '../store.ts'
import { senderOf } from './create.ts'

type Change = Updateable<ReferralRow>
type Effect<A extends ActionName> = (
  tx: Tx,
  ctx: Ctx,
  referral: Referral,
  action: Extract<Action, { name: A }>,
) => Promise<Change>

const OBJECTIONS: Readonly<Record<Objection, string>> = {
  'consent-missing': 'This needs the client’s consent. Record it, or ask for it.',
  'consent-revoked': 'The client has taken this consent back.',
  'consent-expired': 'This consent has ended. Ask for a new one.',
  'consent-deficient': 'This consent lacks something that the law asks for.',
  'wrong-agency': 'This consent names another agency.',
  'wrong-purpose': 'This consent was given for another purpose.',
  'field-not-covered': 'This consent does not cover everything that you chose to send.',
  'mode-too-weak': 'What you chose to send needs a stronger kind of consent.',
  'class-not-allowed': 'Victim services need one consent for each agency, by name.',
  'more-than-necessary': 'Without a consent, these facts may not go.',
  'ground-unexplained':
    'Help with substance use goes under a Part 2 consent. Choose that, or say why another ground is right here.',
}

function notPermitted(message: string, refused: Permission & { permitted: false }): DomainError {
  return new DomainError('invalid', message, {
    errors: refused.objections.map(({ objection, fields, elements }) => ({
      path: 'consent',
      message: OBJECTIONS[objection],
      ...((fields ?? elements) && { about: [...(fields ?? []), ...(elements ?? [])] }),
    })),
  })
}

/** What consents are given for here; a consent for anything else does not carry a referral. */
export const REFERRAL_PURPOSE = 'referral'

/** Consent, then the packet: what is disclosed is frozen as it was permitted. */
async function disclose(tx: Tx, ctx: Ctx, referral: Referral, chosen: ActionData<'send'>): Promise<Change> {
  const client = await findClient(tx, referral.clientId)
  const agency = await findAgency(tx, referral.agencyId)
  const need = await tx
    .selectFrom('client_need')
    .select(['need_id', 'urgency'])
    .where('id', '=', referral.clientNeedId)
    .executeTakeFirst()
  if (!client || !agency || !need) throw notFound()
  const consent = chosen.consentId ? ((await findConsent(tx, chosen.consentId)) ?? null) : null
  if (consent && consent.clientId !== client.id) throw notFound()
  const permission = permits(
    chosen.mode,
    consent,
    {
      fields: chosen.fields,
      needId: need.need_id,
      groundReason: chosen.groundReason,
      agency,
      sender: await senderOf(tx, referral.organizationId),
      purpose: REFERRAL_PURPOSE,
    },
    ctx.now,
  )
  if (!permission.permitted)
    throw notPermitted('The referral was not sent: the consent does not allow it.', permission)
  const { request } = await readSealedColumns(tx, referral.id)
  const asked = { needId: need.need_id, urgency: referral.urgency }
  const redisclosureNotice = needsRedisclosureNotice(chosen.mode, chosen.fields)
  const content = buildPacket(client.record, asked, chosen.fields, request ?? undefined)
  await savePacket(tx, {
    referralId: referral.id,
    agencyId: agency.id,
    fields: chosen.fields,
    content,
    preview: buildPreview(client.record, need.need_id),
    redisclosureNotice,
    now: ctx.now,
  })
  await record(tx, ctx, {
    action: 'disclosure:make',
    entity: 'referral_packet',
    entityId: referral.id,
    clientId: client.id,
    purpose: chosen.mode,
    recipientId: agency.id,
    ...(consent && { consentId: consent.id }),
    detail: { fields: [...chosen.fields], ...(chosen.groundReason && { ground: chosen.groundReason }) },
  })
  return { mode: chosen.mode, consent_id: consent?.id ?? null, sent_at: ctx.now, proposal: null }
}

/** May what was disclosed stay open to the agency on this consent? An agency sees no consent, so the product asks. */
async function maySee(tx: Tx, ctx: Ctx, referral: Referral, consentId: string): Promise<Permission> {
  return asSystem(tx, async () => {
    const consent = (await findConsent(tx, consentId)) ?? null
    const agency = await findAgency(tx, referral.agencyId)
    if (!agency) throw notFound()
    const need = await tx
      .selectFrom('client_need')
      .select('need_id')
      .where('id', '=', referral.clientNeedId)
      .executeTakeFirstOrThrow()
    return permits(
      referral.mode,
      consent,
      {
        fields: await sentFields(tx, referral.id),
        needId: need.need_id,
        groundReason: await groundReasonOf(tx, referral.id),
        agency,
        sender: await senderOf(tx, referral.organizationId),
        purpose: REFERRAL_PURPOSE,
      },
      ctx.now,
    )
  })
}

/** What the agency was shown, in the order of the packet; empty before it is sent. */
export async function sentFields(tx: Tx, referralId: string): Promise<Field[]> {
  const row = await tx
    .selectFrom('referral_packet')
    .select('fields')
    .where('referral_id', '=', referralId)
    .executeTakeFirst()
  return (row?.fields ?? []) as Field[]
}

/**
 * Whoever takes a referral on goes on with what was disclosed: the consent that it rests on must still permit that, for
 * an answer can come late. What was sent without a consent was judged when it was sent. @throws conflict
 */
async function requireConsent(tx: Tx, ctx: Ctx, referral: Referral): Promise<void> {
  if (!referral.consentId || (await maySee(tx, ctx, referral, referral.consentId)).permitted) return
  throw new DomainError(
    'conflict',
    'The client’s consent no longer covers this referral, so it cannot be accepted. A new consent is needed first.',
  )
}

/** @throws invalid with what the consent lacks to carry on what was sent. */
export async function requireCoverage(
  tx: Tx,
  ctx: Ctx,
  referral: Referral,
  consentId: string,
): Promise<void> {
  const permission = await maySee(tx, ctx, referral, consentId)
  if (!permission.permitted)
    throw notPermitted('The referral does not go on: the consent does not allow it.', permission)
}

const UNREACHABLE: Readonly<Record<Unreachable, string>> = {
  'no-contact':
    'This person is not to be contacted at all, so no link can be sent. Take the consent on this screen, on paper or by voice.',
  channel:
    'Neither e-mail nor text is allowed for this person, so no link can be sent. Take the consent on this screen, on paper or by voice.',
  'no-address':
    'There is no address to send a link to for who would decide. Add it, or take the consent on this screen, on paper or by voice.',
}

/** A consent that nobody can be asked for must not look as if somebody were. @throws invalid with what to do instead */
async function requireReach(tx: Tx, ctx: Ctx, referral: Referral): Promise<void> {
  const client = await findClient(tx, referral.clientId)
  const agency = await findAgency(tx, referral.agencyId)
  if (!client || !agency) throw notFound()
  const giver = linkGiverOf(referral.proposal?.giver)
  const reach = await reachOfGiver(tx, ctx.now, client, giver, agency.calendar.timezone)
  if (reach.channel !== null) return
  const message = UNREACHABLE[reach.why]
  throw new DomainError('invalid', message, { errors: [{ path: 'method', message }] })
}

/** Why it went on the ground that it went on, as its sender said. */
async function groundReasonOf(tx: Tx, referralId: string): Promise<GroundReason | undefined> {
  const { events } = await readEvents(tx, referralId)
  return events.findLast(({ action }) => action === 'send')?.data.groundReason as GroundReason | undefined
}

/** Links die, the packet closes, queued messages are dropped: in this transaction, not later. */
export async function withdrawDisclosure(tx: Tx, referral: Referral): Promise<Change> {
  await sql`select withdraw_disclosure(${referral.id})`.execute(tx)
  return {}
}

/** The day on which a consent ends when nobody said otherwise: reasonably time-limited, as victim-services law asks. */
export function inHalfAYear(now: Date, timezone: string): string {
  return dayIn(timezone, now, { months: 6 })
}

const arrangement = (referral: Referral, what: object): Change => ({
  arrangement: sealColumn(referral.id, 'arrangement', JSON.stringify(what)),
})

/** What a move does beside the move. An action without an entry only moves. */
export const EFFECTS: Partial<{ [A in ActionName]: Effect<A> }> = {
  async 'ask-consent'(tx, ctx, referral) {
    await requireReach(tx, ctx, referral)
    if (referral.proposal) return {}
    // Asked for by a program that chose nothing: what every agency needs, on the weakest ground that is asked for.
    const mode = referral.mode === 'treatment' ? 'authorization' : referral.mode
    await saveProposal(tx, referral.id, {
      fields: [...BASIC_FIELDS],
      mode,
      giver: 'client',
      method: 'link',
      locale: 'en',
      expiresOn: inHalfAYear(ctx.now, await consentZone(tx, referral.clientId, referral.agencyId)),
    })
    return {}
  },
  send: (tx, ctx, referral, action) => disclose(tx, ctx, referral, action.data),
  async reopen(tx, ctx, referral, { data }) {
    // Sent again on the same ground and with the same fields, if that ground still holds or was given anew.
    const consentId = data.consentId ?? referral.consentId
    // Also what was taken back since: its sender no longer reads it.
    const fields = await asSystem(tx, () => sentFields(tx, referral.id))
    if (fields.length === 0)
      throw new DomainError('conflict', 'This referral was never sent. Make a new one.')
    return disclose(tx, ctx, referral, {
      mode: referral.mode,
      fields,
      groundReason: await groundReasonOf(tx, referral.id),
      ...(consentId && { consentId }),
    })
  },
  async accept(tx, ctx, referral, { data }) {
    const taken = await sql<{
      taken: boolean
    }>`select need_is_taken(${referral.clientNeedId}, ${referral.id}) as taken`.execute(tx)
    if (referral.status === 'no-response' && taken.rows[0]?.taken) {
      throw new DomainError('conflict', 'Thank you. This person has found help elsewhere in the meantime.')
    }
    await requireConsent(tx, ctx, referral)
    return arrangement(referral, {
      contactName: data.contactName,
      contactPhone: data.contactPhone,
      firstContactOn: data.firstContactOn,
      note: data.note,
    })
  },
  waitlist: async (_tx, _ctx, referral, { data }) => arrangement(referral, data),
  schedule: async (_tx, _ctx, referral, { data }) => arrangement(referral, data),
  async 'revoke-consent'(tx, ctx, referral, { data }) {
    const consent = await findConsent(tx, data.consentId)
    if (!consent || consent.clientId !== referral.clientId || consent.id !== referral.consentId)
      throw notFound()
    if (!consent.revokedAt) {
      await tx
        .updateTable('consent')
        .set({ revoked_at: ctx.now, revoked_by: ctx.actor.role, revocation_method: 'referral' })
        .where('id', '=', consent.id)
        .execute()
    }
    return { ...(await withdrawDisclosure(tx, referral)), reason_code: 'client-declined' }
  },
  withdraw: (tx, _ctx, referral) => withdrawDisclosure(tx, referral),
  'confirm-cancel': (tx, _ctx, referral) => withdrawDisclosure(tx, referral),
  'mark-error': (tx, _ctx, referral) => withdrawDisclosure(tx, referral),
}
