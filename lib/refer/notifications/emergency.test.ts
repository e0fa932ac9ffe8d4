import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#base/core/ids.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { breakGlass } from '#refer/clients/break-glass.ts'
import { addNeed, linkClients, openClient } from '#refer/clients/commands.ts'
import { handOver } from '#refer/clients/hand-over.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { forgetProgram, weighProgram } from '#refer/clients/shortlist.ts'
import { saveConsent } from '#refer/consent/commands.ts'
import { keepFile } from '#refer/files/commands.ts'
import { makeCard } from '#refer/notifications/answer/card.ts'
import { actOnReferral } from '#refer/referrals/commands/act.ts'
import { attachToReferral } from '#refer/referrals/commands/attach.ts'
import { createReferral } from '#refer/referrals/commands/create.ts'
import { logAttempt } from '#refer/referrals/commands/log-attempt.ts'
import { writeMessage } from '#refer/referrals/commands/messages.ts'
import { sayOutcome } from '#refer/referrals/commands/outcome.ts'
import { finishDraft } from '#refer/referrals/commands/refer.ts'
import { revokeConsent } from '#refer/referrals/commands/revoke.ts'
import { finishTask, makeTask } from '#refer/referrals/commands/tasks.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, type World } from '#testing/given.ts'

const upload = { name: 'letter.pdf', bytes: Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n') }

const TABLES = [
  'client_need',
  'client_link',
  'shortlist_entry',
  'consent',
  'referral',
  'referral_message',
  'attachment',
  'need_outcome',
  'access_link',
] as const

describe('rule 10: an emergency reads the record, and neither reads nor writes anything else', () => {
  const test = useDatabase()
  let world: World
  let known: {
    clientId: string
    otherId: string
    needId: string
    id: string
    consentId: string
    taskId: string
  }
  // The database's clock decides what is open.
  const now = new Date()
  const later = new Date(now.getTime() + 30 * 86_400_000)
  const expiresOn = later.toISOString().slice(0, 10)
  const consent = () => ({
    clientId: known.clientId,
    mode: 'authorization' as const,
    agencyId: world.agency.id,
    fields: ['name' as const],
    method: 'voice' as const,
    locale: 'en' as const,
    expiresOn,
    record: {},
  })

  /** How many rows stand in each table of the record. */
  const written = () =>
    Promise.all(
      TABLES.map(async (table) => (await test.owner.selectFrom(table).select('id').execute()).length),
    )
  let before: number[]

  beforeAll(async () => {
    world = await givenWorld(test.db)
    const ana = as(test.db, world.ana, now)
    const record = clientRecordSchema.parse({ givenName: 'Rosa', phone: '(210) 555-0111' })
    const clientId = await openClient(ana, record)
    const otherId = await openClient(
      as(test.db, world.ben, now),
      clientRecordSchema.parse({ givenName: 'Rosa' }),
    )
    const needId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'routine' })
    const id = await createReferral(ana, { clientNeedId: needId, serviceId: world.agency.serviceId })
    await finishDraft(ana, {
      referralId: id,
      version: 1,
      urgency: 'routine',
      fields: ['name', 'need'],
      mode: 'authorization',
      giver: 'client',
      method: 'voice',
      witness: 'Sam, supervisor',
      consentLocale: 'en',
      expiresOn,
      signature: 'Rosa',
      explained: 'yes',
      step: 'send',
    })
    const { referral } = await readReferral(ana, id)
    await test.owner
      .transaction()
      .execute((tx) => makeTask(tx, ana, { referral, kind: 'call-agency', dueAt: now, key: 'a task' }))
    const task = await test.owner
      .selectFrom('task')
      .select('id')
      .where('dedupe_key', '=', 'a task')
      .executeTakeFirstOrThrow()
    known = { clientId, otherId, needId, id, consentId: referral.consentId ?? '', taskId: task.id }
    const toAccountId = world.ana.accountId ?? ''
    await handOver(as(test.db, world.ben, now), { clientId: otherId, toAccountId, kind: 'care-team' })
    await weighProgram(ana, { clientNeedId: needId, serviceId: world.agency.serviceId, verdict: 'chosen' })
    await writeMessage(ana, id, 'Hello')
    await attachToReferral(ana, id, upload)
    await sayOutcome(ana, id, { outcome: 'unknown' })
    await test.owner
      .insertInto('access_link')
      .values({ id: newId(), kind: 'client', token_hash: 'x', client_id: clientId, expires_at: later })
      .execute()
    before = await written()
    await breakGlass(
      as(test.db, world.ben, now),
      { phone: '210 555 0111', reason: 'Rosa called and hung up' },
      'https://handrail.example',
    )
  })

  /** Each writes something about the client, as `ctx`. */
  const WRITES: Record<string, (ctx: Ctx) => Promise<unknown>> = {
    'a need': (ctx) => addNeed(ctx, { clientId: known.clientId, needId: 'food.meals', urgency: 'urgent' }),
    'a link to another record': (ctx) =>
      linkClients(ctx, { clientId: known.clientId, otherId: known.otherId, decision: 'same-person' }),
    'a shortlist': (ctx) =>
      weighProgram(ctx, { clientNeedId: known.needId, serviceId: world.agency.serviceId, verdict: 'chosen' }),
    'a shortlist shortened': (ctx) =>
      forgetProgram(ctx, { clientNeedId: known.needId, serviceId: world.agency.serviceId }),
    'a consent': (ctx) => transact(ctx, (tx) => saveConsent(tx, ctx, consent())),
    'a card': (ctx) => makeCard(ctx, known.id),
    'a consent taken back': (ctx) => revokeConsent(ctx, { consentId: known.consentId, method: 'voice' }),
    'a referral': (ctx) =>
      createReferral(ctx, { clientNeedId: known.needId, serviceId: world.phoneAgency.serviceId }),
    'a step of a referral': (ctx) =>
      actOnReferral(ctx, {
        referralId: known.id,
        version: 2,
        action: { name: 'withdraw', data: { reason: 'client-declined', askedBy: 'client' } },
      }),
    'a try to reach the agency': (ctx) =>
      logAttempt(ctx, {
        referralId: known.id,
        version: 2,
        data: { at: now.toISOString(), channel: 'call', result: 'no-answer' },
      }),
    'a message': (ctx) => writeMessage(ctx, known.id, 'Hello'),
    'a file of a referral': (ctx) => attachToReferral(ctx, known.id, upload),
    'a file of the client': (ctx) =>
      keepFile(ctx, { clientId: known.clientId, kind: 'consent', from: 'sender', upload }),
    'an outcome': (ctx) => sayOutcome(ctx, known.id, { outcome: 'met' }),
    'a task done': (ctx) => finishTask(ctx, { taskId: known.taskId }),
  }

  it('finds in the tables, past every command, the record and who carries it, and nothing else', async () => {
    const { rows } = await sql<{ table: string; column: string }>`
      select table_name as table, column_name as column from information_schema.columns
      where table_schema = 'public' and column_name in ('client_id', 'referral_id', 'client_need_id')
        and table_name not in ('break_glass', 'audit_event') order by 1, 2`.execute(test.owner)
    expect(rows.length).toBeGreaterThan(12)
    const ids = { client_id: known.clientId, referral_id: known.id, client_need_id: known.needId }
    /** In how many rows the actor finds the client, the need or the referral, table by table. */
    const found = (ctx: Ctx) =>
      transact(ctx, async (tx) => {
        const seen = new Set<string>()
        for (const { table, column } of rows) {
          const { rows: hit } = await sql`select from ${sql.table(table)}
            where ${sql.ref(column)} = ${ids[column as keyof typeof ids]}`.execute(tx)
          if (hit.length > 0) seen.add(table)
        }
        for (const table of ['client', 'client_need', 'referral'] as const) {
          const id = { client: known.clientId, client_need: known.needId, referral: known.id }[table]
          if (await tx.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst()) seen.add(table)
        }
        return [...seen].sort()
      })
    expect(await found(as(test.db, world.ben, now))).toEqual(['caseload', 'client'])
    const carried = [
      'access_link',
      'attachment',
      'client_need',
      'consent',
      'need_outcome',
      'referral',
      'referral_event',
    ]
    for (const actor of [world.ana, world.sam])
      expect(await found(as(test.db, actor, now))).toEqual(
        [
          ...carried,
          'caseload',
          'client',
          'referral_message',
          'referral_packet',
          'shortlist_entry',
          'task',
        ].sort(),
      )
  })

  it('closes no packet, not by the function that may, nor another organization’s administrator', async () => {
    const elsewhere = { ...world.administrator, organizationId: world.otherCare }
    const open = () =>
      test.owner
        .selectFrom('referral_packet')
        .select('withdrawn_at')
        .where('referral_id', '=', known.id)
        .executeTakeFirst()
    for (const actor of [world.ben, world.cleo, elsewhere])
      await transact(as(test.db, actor, now), (tx) =>
        sql`select withdraw_disclosure(${known.id})`.execute(tx),
      )
    expect(await open()).toEqual({ withdrawn_at: null })
  })

  it.each(Object.keys(WRITES))('%s: the answer is that of what is absent', async (what) => {
    await expect(WRITES[what]?.(as(test.db, world.ben, now))).rejects.toMatchObject({ code: 'not-found' })
  })

  it('leaves everything as it was', async () => {
    const { referral } = await readReferral(as(test.db, world.ana, now), known.id)
    expect(referral).toMatchObject({ status: 'sent', version: 2 })
    const { revoked_at } = await test.owner
      .selectFrom('consent')
      .select('revoked_at')
      .where('id', '=', known.consentId)
      .executeTakeFirstOrThrow()
    expect(revoked_at).toBeNull()
    expect(await written()).toEqual(before)
  })

  it.each(Object.keys(WRITES))('%s: is there for the coordinator who carries the client', async (what) => {
    const answer = await WRITES[what]?.(as(test.db, world.ana, now)).catch((error) => error.code)
    expect(answer).not.toBe('not-found')
  })
})
