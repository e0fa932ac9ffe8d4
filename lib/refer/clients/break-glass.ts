import { sql } from 'kysely'
import { z } from 'zod'
import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { newId } from '#base/core/ids.ts'
import { seal, unseal } from '#base/core/seal.ts'
import { asSystem, type Ctx, type Tx, transact } from '#base/db/context.ts'
import { spend } from '#base/limits/commands.ts'
import { isMailLocale } from '#base/mail/render.ts'
import { queueMail } from '#base/mail/store.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { clientRecordSchema } from './model.ts'
import { matchKeys } from './store.ts'

/** Long enough for a night, short enough that nobody keeps it: then the record closes by itself. */
export const EMERGENCY_HOURS = 4

const reasonField = (id: string) => ({ field: 'break_glass.reason', id }) as const

export const emergencySchema = z
  .object({
    phone: z.string().trim().max(40).optional(),
    email: z.email('Write the e-mail address as name@example.org.').max(254).optional(),
    givenName: z.string().trim().max(100).optional(),
    familyName: z.string().trim().max(100).optional(),
    reason: z.string().trim().min(10, 'Write what has happened, in a sentence.').max(1000),
  })
  .refine(({ phone, email, givenName, familyName }) => phone || email || (givenName && familyName), {
    path: ['phone'],
    error: 'Write the telephone number, the e-mail address, or the first and last name.',
  })

const NO_MATCH = 'No client of your organization has exactly that. Check it, or try another of the three.'
const NOBODY =
  'Nobody else could be told of this emergency, so the record stays closed. Call a colleague who can help.'
const TOO_MANY = 'More than one client has that. Write the telephone number or the e-mail address.'

/**
 * Opens the record of a client whom somebody else carries, because a life cannot wait (45 CFR 164.312(a)(2)(ii)). For
 * four hours, with a reason that is kept sealed, and each supervisor of the client's team hears of it at once, by a task
 * and a message that name nobody; who opens it is never the one who hears of it. What is seen and done meanwhile is written down as an emergency's.
 * @returns the client's id
 * @throws invalid when nobody, or more than one, has the number, address or name; conflict when nobody else can be
 * told; rate-limited after a few tries
 */
export async function breakGlass(
  ctx: Ctx,
  input: z.input<typeof emergencySchema>,
  appUrl: string,
): Promise<string> {
  requirePermission(ctx.actor, 'break-glass:open')
  const { reason, ...known } = emergencySchema.parse(input)
  const { accountId, organizationId } = ctx.actor
  if (!accountId || !organizationId) throw notFound()
  await spend(ctx, 'break-glass', accountId, 'Too many tries. Call your supervisor.')
  const refusal = await transact(ctx, async (tx) => {
    const keys = matchKeys(organizationId, clientRecordSchema.parse({ ...known, alias: '–' }))
    const { rows } = await sql<{ id: string }>`select clients_by_keys(${keys}::text[]) as id`.execute(tx)
    const [found, another] = rows
    if (!found || another) {
      // Looking is written down too: it says whether an organization knows somebody.
      await record(tx, ctx, { action: 'break-glass:refused', entity: 'client', purpose: 'break-glass' })
      return new DomainError('invalid', another ? TOO_MANY : NO_MATCH)
    }
    const told = await whomToTell(tx, { clientId: found.id, accountId, organizationId })
    if (told.length === 0) {
      await record(tx, ctx, {
        action: 'break-glass:refused',
        entity: 'client',
        entityId: found.id,
        clientId: found.id,
        purpose: 'break-glass',
      })
      return new DomainError('conflict', NOBODY)
    }
    await open(tx, ctx, { clientId: found.id, accountId, organizationId, reason, appUrl, told })
    return found.id
  })
  if (refusal instanceof DomainError) throw refusal
  return refusal
}

type Told = { accountId: string; email: string; locale: string; supervises: boolean }
type Whose = { clientId: string; accountId: string; organizationId: string }

/**
 * Who hears of an emergency: the supervisors of the client's team, else those of the organization, else its
 * administrators; never whoever opens it, who would be telling themselves.
 */
async function whomToTell(tx: Tx, { clientId, accountId, organizationId }: Whose): Promise<Told[]> {
  return asSystem(tx, async () => {
    const people = tx
      .selectFrom('account')
      .select(['account.id as accountId', 'account.email', 'account.locale'])
      .distinct()
      .where('account.id', '<>', accountId)
      .where('account.deactivated_at', 'is', null)
      .orderBy('account.id')
    const ofTeam = await people
      .innerJoin('team_member as boss', 'boss.account_id', 'account.id')
      .innerJoin('team', 'team.id', 'boss.team_id')
      .innerJoin('team_member as member', 'member.team_id', 'boss.team_id')
      .innerJoin('caseload', 'caseload.account_id', 'member.account_id')
      .where('boss.supervises', '=', true)
      .where('team.organization_id', '=', organizationId)
      .where('caseload.client_id', '=', clientId)
      .where('caseload.until', 'is', null)
      .execute()
    if (ofTeam.length > 0) return ofTeam.map((each) => ({ ...each, supervises: true }))
    const ofOrganization = (role: 'supervisor' | 'administrator') =>
      people
        .innerJoin('membership', 'membership.account_id', 'account.id')
        .where('membership.organization_id', '=', organizationId)
        .where('membership.role', '=', role)
        .where('membership.ended_at', 'is', null)
        .execute()
    const supervisors = await ofOrganization('supervisor')
    if (supervisors.length > 0) return supervisors.map((each) => ({ ...each, supervises: true }))
    return (await ofOrganization('administrator')).map((each) => ({ ...each, supervises: false }))
  })
}

async function open(
  tx: Tx,
  ctx: Ctx,
  given: Whose & { reason: string; appUrl: string; told: readonly Told[] },
): Promise<void> {
  const id = newId()
  await tx
    .insertInto('break_glass')
    .values({
      id,
      account_id: given.accountId,
      organization_id: given.organizationId,
      client_id: given.clientId,
      reason: seal(keyring(), reasonField(id), given.reason),
      started_at: ctx.now,
      expires_at: new Date(ctx.now.getTime() + EMERGENCY_HOURS * 3_600_000),
      alerted_at: ctx.now,
    })
    .execute()
  await record(tx, ctx, {
    action: 'break-glass:open',
    entity: 'break_glass',
    entityId: id,
    clientId: given.clientId,
    purpose: 'break-glass',
    detail: { hours: EMERGENCY_HOURS },
  })
  for (const person of given.told) {
    const locale = isMailLocale(person.locale) ? person.locale : 'en'
    // An administrator has no tasks about clients, and reads of it in the trail.
    if (person.supervises)
      await tx
        .insertInto('task')
        .values({
          id: newId(),
          organization_id: given.organizationId,
          client_id: given.clientId,
          kind: 'emergency-opened',
          due_at: ctx.now,
          assigned_to: person.accountId,
          created_at: ctx.now,
          dedupe_key: `break-glass:${id}:${person.accountId}`,
        })
        .execute()
    await queueMail(tx, {
      key: `break-glass:${id}:${person.accountId}`,
      to: person.email,
      template: 'account.emergency',
      locale,
      link: `${given.appUrl}/${locale}/${person.supervises ? 'emergency' : 'audit'}`,
    })
  }
}

export type Emergency = {
  id: string
  clientId: string
  who: string
  reason: string
  startedAt: Date
  expiresAt: Date
  endedAt: Date | null
  /** Somebody may close it: it is the reader's own and still open. */
  open: boolean
}

/** A coordinator's own, and for a supervisor all of the organization, of the last 90 days, the newest first. */
export async function readEmergencies(ctx: Ctx): Promise<Emergency[]> {
  requirePermission(ctx.actor, 'break-glass:open')
  return transact(ctx, async (tx) => {
    const rows = await tx
      .selectFrom('break_glass')
      .innerJoin('account', 'account.id', 'break_glass.account_id')
      .selectAll('break_glass')
      .select('account.name')
      .where('started_at', '>', new Date(ctx.now.getTime() - 90 * 86_400_000))
      .orderBy('started_at', 'desc')
      .limit(200)
      .execute()
    for (const { id, client_id } of rows)
      await record(tx, ctx, {
        action: 'break-glass:read',
        entity: 'break_glass',
        entityId: id,
        clientId: client_id,
        purpose: 'supervision',
      })
    return rows.map((row) => ({
      id: row.id,
      clientId: row.client_id,
      who: row.name,
      reason: unseal(keyring(), reasonField(row.id), row.reason),
      startedAt: row.started_at,
      expiresAt: row.expires_at,
      endedAt: row.ended_at,
      open: row.account_id === ctx.actor.accountId && row.ended_at === null && row.expires_at > ctx.now,
    }))
  })
}

/** Closes one's own emergency before its time. */
export async function endEmergency(ctx: Ctx, id: string): Promise<void> {
  requirePermission(ctx.actor, 'break-glass:open')
  await transact(ctx, async (tx) => {
    const own = await tx
      .selectFrom('break_glass')
      .select('client_id')
      .where('id', '=', id)
      .where('account_id', '=', ctx.actor.accountId)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    if (!own) throw notFound()
    await asSystem(tx, () =>
      tx.updateTable('break_glass').set({ ended_at: ctx.now }).where('id', '=', id).execute(),
    )
    await record(tx, ctx, {
      action: 'break-glass:end',
      entity: 'break_glass',
      entityId: id,
      clientId: own.client_id,
      purpose: 'break-glass',
    })
  })
}
