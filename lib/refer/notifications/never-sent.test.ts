import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#base/core/ids.ts'
import { systemCtx, transact } from '#base/db/context.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { actOnReferral } from '#refer/referrals/commands/act.ts'
import { answerConsent } from '#refer/referrals/commands/answer-consent.ts'
import { createReferral } from '#refer/referrals/commands/create.ts'
import { listReferrals } from '#refer/referrals/queries/list.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { readEvents } from '#refer/referrals/store.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { questionsOf, rosa } from '#testing/given-question.ts'
import { notifyMove } from './commands.ts'

const MIGRATION = join(process.cwd(), 'lib/base/db/migrations/20261202T113000Z-never-sent.sql')

describe('an agency to which a referral was never sent', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const system = () => systemCtx(test.db, 'test', NOON)
  const { asked, visiting } = questionsOf(test, () => world)

  async function drafted(): Promise<string> {
    const ana = as(test.db, world.ana)
    const clientId = await openClient(ana, rosa)
    const clientNeedId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'routine' })
    return createReferral(ana, { clientNeedId, serviceId: world.agency.serviceId, urgency: 'routine' })
  }

  /** Runs what follows every event, and says what the agency's side has of the referral then. */
  async function agencyHas(id: string) {
    const { events } = await transact(system(), (tx) => readEvents(tx, id))
    for (const { sequence } of events)
      await notifyMove(system(), { referralId: id, sequence }, 'https://handrail.example')
    const staff = as(test.db, world.agencyStaff)
    const told = await test.owner
      .selectFrom('notification')
      .select('topic')
      .where('referral_id', '=', id)
      .where((eb) =>
        eb.or([eb('agency_id', 'is not', null), eb('account_id', '=', world.agencyStaff.accountId)]),
      )
      .execute()
    const mail = await test.owner
      .selectFrom('mail_message')
      .select('template')
      .where('referral_id', '=', id)
      .where('to_address', 'in', ['intake@mesquite.example', 'pat@people.example'])
      .execute()
    return {
      told: told.length,
      mail: mail.length,
      listed: [
        ...(await listReferrals(staff, { ended: true })),
        ...(await listReferrals(staff, { ended: false })),
      ].filter((line) => line.id === id).length,
      opened: await readReferral(staff, id).then(
        () => true,
        () => false,
      ),
      events: await transact(staff, (tx) =>
        tx.selectFrom('referral_event').select('id').where('referral_id', '=', id).execute(),
      ).then((rows) => rows.length),
    }
  }
  const NOTHING = { told: 0, mail: 0, listed: 0, opened: false, events: 0 }

  it('hears nothing of the client’s no', async () => {
    const { id, clientId } = await asked()
    await answerConsent(await visiting(clientId), {
      referralId: id,
      version: 2,
      answer: 'no',
      locale: 'es',
    })
    expect(await agencyHas(id)).toEqual(NOTHING)
    const sender = await test.owner
      .selectFrom('notification')
      .select('topic')
      .where('referral_id', '=', id)
      .where('account_id', '=', world.ana.accountId)
      .where('channel', '=', 'screen')
      .execute()
    expect(sender).toEqual([{ topic: 'withdrawn' }])
  })

  it.each([
    ['dropped', { name: 'withdraw', data: { reason: 'client-declined', askedBy: 'coordinator' } }],
    ['entered in error', { name: 'mark-error', data: { text: 'Wrong client' } }],
  ] as const)('hears nothing of a draft that was %s', async (_, action) => {
    const id = await drafted()
    await actOnReferral(as(test.db, world.ana), { referralId: id, version: 1, action })
    expect(await agencyHas(id)).toEqual(NOTHING)
  })

  it('is still told that what was sent has ended, and keeps it among those that are over', async () => {
    const id = await drafted()
    const ana = as(test.db, world.ana)
    const send = { name: 'send', data: { mode: 'treatment', fields: ['name', 'need'] } } as const
    await actOnReferral(ana, { referralId: id, version: 1, action: send })
    const withdraw = { name: 'withdraw', data: { reason: 'client-declined', askedBy: 'client' } } as const
    await actOnReferral(ana, { referralId: id, version: 2, action: withdraw })
    expect(await agencyHas(id)).toMatchObject({ told: 3, mail: 2, listed: 1, opened: true })
  })

  it('loses what it was told before this was so, but for what has left', async () => {
    const id = await drafted()
    const withdraw = {
      name: 'withdraw',
      data: { reason: 'client-declined', askedBy: 'coordinator' },
    } as const
    await actOnReferral(as(test.db, world.ana), { referralId: id, version: 1, action: withdraw })
    const row = (key: string, whose: object, channel: 'mail' | 'screen') => ({
      ...{ id: newId(), dedupe_key: `${id}:${key}`, topic: 'withdrawn', channel, referral_id: id },
      ...{ created_at: NOON, due_at: NOON, ...whose },
    })
    const agency = { agency_id: world.agency.id }
    const pat = { account_id: world.agencyStaff.accountId }
    await test.owner
      .insertInto('notification')
      .values([
        row('waits', agency, 'mail'),
        row('left', agency, 'mail'),
        row('pat', pat, 'screen'),
        row('pat:digest', pat, 'mail'),
        row('ana', { account_id: world.ana.accountId }, 'screen'),
      ])
      .execute()
    const letter = (key: string, sent: Date | null) => ({
      ...{ id: newId(), dedupe_key: `${id}:${key}`, to_address: 'intake@mesquite.example' },
      ...{ template: 'agency.withdrawn', locale: 'en', values: '{}', referral_id: id, sent_at: sent },
    })
    await test.owner
      .insertInto('mail_message')
      .values([letter('waits', null), letter('left', NOON)])
      .execute()
    await sql.raw(readFileSync(MIGRATION, 'utf8')).execute(test.owner)
    const notes = await test.owner
      .selectFrom('notification')
      .select(['dedupe_key', 'dropped_why'])
      .where('referral_id', '=', id)
      .orderBy('dedupe_key')
      .execute()
    expect(notes).toEqual([
      { dedupe_key: `${id}:ana`, dropped_why: null },
      { dedupe_key: `${id}:left`, dropped_why: null },
      { dedupe_key: `${id}:pat:digest`, dropped_why: 'withdrawn' },
      { dedupe_key: `${id}:waits`, dropped_why: 'withdrawn' },
    ])
    const letters = await test.owner
      .selectFrom('mail_message')
      .select((eb) => ['dedupe_key', eb('dropped_at', 'is not', null).as('dropped')])
      .where('referral_id', '=', id)
      .orderBy('dedupe_key')
      .execute()
    expect(letters).toEqual([
      { dedupe_key: `${id}:left`, dropped: false },
      { dedupe_key: `${id}:waits`, dropped: true },
    ])
  })
})
