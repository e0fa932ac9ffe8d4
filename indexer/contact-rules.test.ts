import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx } from '#base/db/context.ts'
import type { Letter } from '#base/mail/model.ts'
import { changeClient } from '#refer/clients/commands.ts'
import { type ClientRecord, clientRecordSchema } from '#refer/clients/model.ts'
import { notifyMove } from '#refer/notifications/commands.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { HANDLERS } from './handlers.ts'

const APP = 'https://handrail.example'
/** Ten in the evening where the client lives, and ten in the morning after. */
const NIGHT = new Date('2026-12-02T04:00:00Z')
const MORNING = new Date('2026-12-02T16:00:00Z')
const rosa = clientRecordSchema.parse({
  givenName: 'Rosa',
  familyName: 'Marker-Zebra',
  email: 'rosa@people.example',
  safeContact: { channels: ['mail'] },
})

describe('rule 20: a message that waits for the morning', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const { sent, referral, act, mails } = referralsOf(test, () => world, rosa)

  /** Queued at night, then the client's record is changed, then the morning's job runs. @returns what left. */
  async function morningAfter(change: Partial<ClientRecord>) {
    const id = await sent()
    await act(id, 'accept', { contactName: 'Pat', firstContactOn: '2026-12-03' }, world.agencyStaff)
    await notifyMove(systemCtx(test.db, 'test', NIGHT), { referralId: id, sequence: 3 }, APP)
    const { clientId } = await referral(id)
    const ownMail = async () => {
      const own = (await mails(id)).filter((mail) => mail.client_id !== null)
      expect(own).toHaveLength(1)
      return own[0] as (typeof own)[number]
    }
    const { id: mailId, values } = await ownMail()
    await changeClient(as(test.db, world.ana), { id: clientId, version: 1, record: { ...rosa, ...change } })
    const letters: Letter[] = []
    const mail = { send: async (letter: Letter) => `took ${letters.push(letter)}`, close() {} }
    const run = (now: Date) =>
      HANDLERS['mail.send'](
        systemCtx(test.db, 'test', now),
        { mailId },
        { search: null, mail, text: null, appUrl: APP },
      )
    await run(MORNING)
    const note = await test.owner
      .selectFrom('notification')
      .select('dropped_why')
      .where('referral_id', '=', id)
      .where('client_id', 'is not', null)
      .executeTakeFirstOrThrow()
    return {
      letters,
      run,
      mailId,
      clientId,
      queued: values as { link: string },
      why: note.dropped_why,
      ownMail,
    }
  }

  it('goes to whom it was queued for when nothing about contact changed', async () => {
    const { letters, why } = await morningAfter({ note: 'Prefers mornings.' })
    expect(letters.map(({ to }) => to)).toEqual(['rosa@people.example'])
    expect(why).toBeNull()
  })

  it.each([
    ['no-contact', { safeContact: { ...rosa.safeContact, noContact: true } }],
    ['channel', { safeContact: { ...rosa.safeContact, channels: ['call' as const] } }],
    ['no-address', { email: undefined }],
  ])('is dropped, with the reason %s, when the client forbids it overnight', async (reason, change) => {
    const { letters, why, ownMail } = await morningAfter(change)
    expect(letters).toEqual([])
    expect(why).toBe(reason)
    expect((await ownMail()).dropped_at).not.toBeNull()
  })

  it('goes to the new address and not to the old one', async () => {
    const { letters } = await morningAfter({ email: 'new@people.example' })
    expect(letters.map(({ to }) => to)).toEqual(['new@people.example'])
  })

  it('waits for the hours that the client names overnight, and then goes once', async () => {
    const hours = { from: '14:00', to: '16:00' }
    const { letters, run, mailId } = await morningAfter({ safeContact: { ...rosa.safeContact, hours } })
    expect(letters).toEqual([])
    const jobs = await sql<{ run_at: Date }>`select run_at from graphile_worker._private_jobs
      where payload->>'mailId' = ${mailId} order by run_at`.execute(test.owner)
    expect(jobs.rows.at(-1)?.run_at.toISOString()).toBe('2026-12-02T20:00:00.000Z')
    for (let runs = 0; runs < 2; runs++) await run(new Date('2026-12-02T20:00:00Z'))
    expect(letters).toHaveLength(1)
  })
})
