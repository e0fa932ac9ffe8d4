import { z } from 'zod'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { newId } from '#base/core/ids.ts'
import type { Ctx, Tx } from '#base/db/context.ts'
import { LOCALES } from '#base/i18n/locales.ts'
import { endOfDay } from '#refer/agencies/calendar.ts'
import { findAgency } from '#refer/agencies/store.ts'
import { stateOf } from '#refer/clients/model.ts'
import { findClient, requireCarrier } from '#refer/clients/store.ts'
import { clientTimezone } from '#refer/clients/timezone.ts'
import { isPaperOf } from '#refer/files/store.ts'
import { type GiverObjection, giverObjection } from './minors.ts'
import { type Consent, consentRecordSchema, FIELDS, GIVERS, METHODS, MODES } from './model.ts'
import { deficiencies, type Element } from './permits.ts'
import { insertConsent } from './store.ts'

export const newConsentSchema = z.object({
  clientId: z.uuid(),
  mode: z.enum(MODES).exclude(['treatment']),
  purpose: z.string().trim().min(1).max(100).default('referral'),
  agencyId: z.uuid().optional(),
  recipientClass: z.string().trim().max(200).optional(),
  fields: z.array(z.enum(FIELDS)).min(1, 'Choose what may be shared.'),
  giver: z.enum(GIVERS).default('client'),
  method: z.enum(METHODS),
  locale: z.enum(LOCALES),
  expiresOn: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'Give the date as year-month-day.')
    .optional(),
  expiryEvent: z.string().trim().max(200).optional(),
  attachmentId: z.uuid().optional(),
  authorityId: z.uuid().optional(),
  /** For which need: a minor may consent alone to some kinds of help only. */
  needId: z.string().optional(),
  record: consentRecordSchema,
})
export type NewConsent = z.input<typeof newConsentSchema>

/** Which version of the form's words was shown; raise it when `refer.consent` in the message files changes. */
export const FORM_VERSION = '2026-11'

/** What a consent lacks, in words that say what to do. The first nine are the elements of 42 CFR 2.31(a). */
const MISSING: Readonly<Record<Element, string>> = {
  clientName: 'Say whose information it is.',
  discloser: 'Say who gives the information away.',
  description: 'Say what may be shared.',
  recipient: 'Say who receives it.',
  purpose: 'Say what it is shared for.',
  revocationExplained: 'Explain that it can be taken back and how, and tick the box.',
  expiry: 'Give the day on which the consent ends.',
  signature: 'Have the consent signed: type the full name of who gives it.',
  signedOn: 'Give the day of signing.',
  statementsGiven: 'Explain what follows from a refusal and that it may be passed on, and tick the box.',
  witness: 'Name the witness who heard the spoken consent.',
  paper: 'Add the signed paper as a photo or a PDF.',
  giverName: 'Write the name of who gives the consent.',
  authority: 'Add the document that shows they may decide for this person.',
}

const GIVER_OBJECTIONS: Readonly<Record<GiverObjection, string>> = {
  'client-is-minor':
    'This person is under 18. A parent or guardian consents, or the minor where the state allows it.',
  'client-is-adult':
    'This person is 18 or older, so no parent or guardian consents for them. They consent, or a legal representative does: choose that and add the document that shows they may decide.',
  'minor-needs-rule':
    'We know of no rule in this state that lets a minor consent alone to this kind of help.',
  'minor-needs-age': 'Add the minor’s age to the record first.',
  'minor-too-young': 'At this age the state does not let a minor consent alone to this kind of help.',
}

/**
 * The zone whose days a consent is dated by: that of who carries the client and discloses; of a person who asks by
 * themselves, that of the agency that they ask.
 */
export async function consentZone(tx: Tx, clientId: string, agencyId: string | undefined): Promise<string> {
  const carrier = await clientTimezone(tx, clientId)
  return carrier ?? (agencyId && (await findAgency(tx, agencyId))?.calendar.timezone) ?? 'UTC'
}

/** The same inside a larger step, such as consenting and sending at once. */
export async function saveConsent(tx: Tx, ctx: Ctx, input: NewConsent): Promise<string> {
  const given = newConsentSchema.parse(input)
  const client = await findClient(tx, given.clientId)
  if (!client) throw notFound()
  await requireCarrier(tx, client.id)
  const timezone = await consentZone(tx, client.id, given.agencyId)
  const consent: Consent = {
    id: newId(),
    clientId: client.id,
    organizationId: client.organizationId,
    mode: given.mode,
    purpose: given.purpose,
    agencyId: given.agencyId ?? null,
    recipientClass: given.recipientClass ?? null,
    fields: given.fields,
    giver: given.giver,
    method: given.method,
    timezone,
    givenAt: ctx.now,
    expiresAt: given.expiresOn ? endOfDay(given.expiresOn, timezone) : null,
    expiryEvent: given.expiryEvent ?? null,
    revokedAt: null,
    attachmentId: given.attachmentId ?? null,
    authorityId: given.authorityId ?? null,
    record: given.record,
  }
  for (const [id, kind] of [
    [consent.attachmentId, 'consent'],
    [consent.authorityId, 'authority'],
  ] as const)
    if (id && !(await isPaperOf(tx, id, client.id, kind))) throw notFound()
  const missing = deficiencies(consent)
  if (missing.length > 0) {
    throw new DomainError('invalid', 'This consent is not complete, so it was not saved.', {
      errors: missing.map((path) => ({ path, message: MISSING[path] })),
    })
  }
  const objection = giverObjection(given.giver, {
    age: client.record.facts.age?.value,
    state: stateOf(client.record),
    needId: given.needId,
  })
  if (objection)
    throw new DomainError('invalid', 'This consent is not complete, so it was not saved.', {
      errors: [{ path: 'giver', message: GIVER_OBJECTIONS[objection] }],
    })
  if (consent.expiresAt && consent.expiresAt <= ctx.now) {
    throw new DomainError('invalid', 'A consent must end in the future.', {
      errors: [{ path: 'expiresOn', message: 'Choose a day in the future.' }],
    })
  }
  await insertConsent(tx, {
    ...consent,
    locale: given.locale,
    formVersion: FORM_VERSION,
    recordedBy: ctx.actor.accountId,
  })
  await record(tx, ctx, {
    action: 'consent:record',
    entity: 'consent',
    entityId: consent.id,
    clientId: client.id,
    consentId: consent.id,
    purpose: consent.mode,
    ...(consent.agencyId && { recipientId: consent.agencyId }),
    detail: { method: consent.method, giver: consent.giver, fields: [...consent.fields] },
  })
  return consent.id
}
