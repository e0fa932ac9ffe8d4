import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx } from '#base/db/context.ts'
import { deliverMail } from '#base/mail/commands.ts'
import type { Letter } from '#base/mail/model.ts'
import { openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema, safeContactSchema } from '#refer/clients/model.ts'
import { mayContact } from '#refer/clients/safe-contact.ts'
import { enforceClock } from '#refer/referrals/commands/clock.ts'
import { followUp } from '#refer/referrals/commands/follow-up.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { notifyAhead, notifyLate, notifyMove } from './commands.ts'
import { sendDigests } from './digest.ts'
import { previewOf } from './preview.ts'
import { CLIENT_NEWS } from './recipients.ts'
import { readDeliveries, saveDeliveries } from './settings.ts'

const APP = 'https://handrail.example'
const rosa = clientRecordSchema.parse({
  givenName: 'Rosa',
  familyName: 'Marker-Zebra',
  email: 'rosa@people.example',
  languages: ['es'],
  safeContact: { channels: ['mail'], hours: { from: '09:00', to: '17:00' } },
})

describe('notifications', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const system = (now = NOON) => systemCtx(test.db, 'test', now)

  const { sent, referral, act, mails } = referralsOf(test, () => world, rosa)
  const toSupervisor = async (id: string) =>
    (await mails(id)).filter((mail) => mail.to_address === 'sam@people.example').map((mail) => mail.template)

  it('tell each recipient once, however often the job runs, and nothing about the person', async () => {
    const id = await sent()
    for (let run = 0; run < 3; run++) await notifyMove(system(), { referralId: id, sequence: 2 }, APP)
    const queued = await mails(id)
    expect(queued.map((mail) => [mail.to_address, mail.template])).toEqual([
      ['pat@people.example', 'staff.referral-sent'],
      ['intake@mesquite.example', 'agency.referral-sent'],
    ])
    const letters: Letter[] = []
    const transport = { send: async (letter: Letter) => `took ${letters.push(letter)}`, close() {} }
    for (const mail of queued)
      for (let run = 0; run < 2; run++) await deliverMail(system(), mail.id, transport, 'handrail.example')
    expect(letters).toHaveLength(2)
    expect(JSON.stringify([queued, letters])).not.toMatch(/Marker|Rosa|food\.pantry|groceries/i)
    expect(JSON.stringify(queued)).toContain('{token:')
    expect(letters[1]?.text).toMatch(/\/en\/answer\/[0-9a-f-]{36}\.[\w-]{43}/)
  })

  it('rule 20: reach the client only as the client allows', async () => {
    const night = new Date('2026-12-01T04:00:00Z')
    const open = safeContactSchema.parse({ channels: ['mail'] })
    expect(mayContact(open, 'mail', NOON, 'America/Chicago')).toEqual({ allowed: true, notBefore: NOON })
    expect(mayContact(open, 'mail', night, 'America/Chicago')).toEqual({
      allowed: true,
      notBefore: new Date('2026-12-01T14:00:00Z'),
    })
    expect(mayContact(open, 'text', NOON, 'America/Chicago')).toEqual({ allowed: false, why: 'channel' })
    expect(mayContact({ ...open, noContact: true }, 'mail', NOON, 'America/Chicago')).toEqual({
      allowed: false,
      why: 'no-contact',
    })

    const silent = await sent({ ...rosa, safeContact: { ...rosa.safeContact, noContact: true } })
    await act(silent, 'accept', { contactName: 'Pat', firstContactOn: '2026-12-02' }, world.agencyStaff)
    await notifyMove(system(), { referralId: silent, sequence: 3 }, APP)
    expect((await mails(silent)).map((mail) => mail.to_address)).not.toContain('rosa@people.example')
    const dropped = await test.owner
      .selectFrom('notification')
      .select('dropped_why')
      .where('referral_id', '=', silent)
      .where('client_id', 'is not', null)
      .execute()
    expect(dropped).toEqual([{ dropped_why: 'no-contact' }])
  })

  it('give the client neutral words in their own language, within their hours', async () => {
    const id = await sent()
    await act(id, 'accept', { contactName: 'Pat', firstContactOn: '2026-12-02' }, world.agencyStaff)
    await notifyMove(system(new Date('2026-12-01T02:00:00Z')), { referralId: id, sequence: 3 }, APP)
    const mail = (await mails(id)).find((each) => each.to_address === 'rosa@people.example')
    expect(mail).toMatchObject({ template: 'client.news', locale: 'es' })
    const job = await sql<{
      run_at: Date
    }>`select job.run_at from graphile_worker._private_jobs job where job.payload->>'mailId' = ${mail?.id}`.execute(
      test.owner,
    )
    expect(job.rows[0]?.run_at.toISOString()).toBe('2026-12-01T15:00:00.000Z')
  })

  it('drop what waits when the client takes the consent back', async () => {
    const id = await sent()
    await notifyMove(system(), { referralId: id, sequence: 2 }, APP)
    await act(id, 'withdraw', { reason: 'client-declined', askedBy: 'client' })
    expect((await mails(id)).every((mail) => mail.dropped_at)).toBe(true)
    const letters: Letter[] = []
    for (const mail of await mails(id))
      await deliverMail(
        system(),
        mail.id,
        { send: async (letter) => `${letters.push(letter)}`, close() {} },
        'x.example',
      )
    expect(letters).toEqual([])
    const links = await test.owner
      .selectFrom('access_link')
      .selectAll()
      .where('referral_id', '=', id)
      .where('revoked_at', 'is', null)
      .execute()
    expect(links).toEqual([])
  })

  it('remind, then tell the supervisor, then let the referral lapse and propose the next program', async () => {
    const id = await sent()
    const ring = async (iso: string) => {
      await enforceClock(system(new Date(iso)), id)
      await notifyLate(
        system(new Date(iso)),
        { referralId: id, sequence: 2, clock: 'answer', stage: 'remind' },
        APP,
      )
    }
    await ring('2026-12-02T18:00:01Z')
    expect((await mails(id)).map((mail) => mail.template)).toContain('agency.reminder')
    await enforceClock(system(new Date('2026-12-03T18:00:01Z')), id)
    await notifyLate(
      system(new Date('2026-12-03T18:00:01Z')),
      { referralId: id, sequence: 2, clock: 'answer', stage: 'escalate' },
      APP,
    )
    expect((await mails(id)).map((mail) => mail.to_address)).toContain('sam@people.example')
    await enforceClock(system(new Date('2026-12-04T18:00:01Z')), id)
    expect(await referral(id)).toMatchObject({ status: 'no-response', reason: 'no-response' })
    // The supervisor knows of it already.
    await notifyMove(system(new Date('2026-12-04T18:00:02Z')), { referralId: id, sequence: 3 }, APP)
    expect(await toSupervisor(id)).toEqual(['staff.escalation'])
    await followUp(system(), { referralId: id, sequence: 3 })
    const tasks = await test.owner
      .selectFrom('task')
      .select(['kind', 'assigned_to'])
      .where('referral_id', '=', id)
      .execute()
    expect(tasks).toEqual([{ kind: 'next-program', assigned_to: world.ana.accountId }])
  })

  it('tell the supervisor of an urgent silence as soon as it is one, a day before it lapses', async () => {
    const id = await sent(rosa, 'urgent')
    await enforceClock(system(new Date('2026-12-01T18:00:01Z')), id)
    expect(await referral(id)).toMatchObject({ status: 'sent' })
    const { rows } = await sql<{ stage: string }>`select payload ->> 'stage' as stage
      from graphile_worker._private_jobs join graphile_worker._private_tasks on _private_tasks.id = task_id
      where identifier = 'referral.late' and payload ->> 'referralId' = ${id} order by 1`.execute(test.owner)
    expect(rows.map(({ stage }) => stage)).toEqual(['escalate', 'remind'])
  })

  it('tell the supervisor of a lapse whose clock never rang before, once each sending', async () => {
    const id = await sent(rosa, 'urgent')
    const lapse = async (iso: string, sequence: number) => {
      await enforceClock(system(new Date(iso)), id)
      expect(await referral(id)).toMatchObject({ status: 'no-response' })
      for (let run = 0; run < 2; run++)
        await notifyMove(system(new Date(iso)), { referralId: id, sequence }, APP)
    }
    await lapse('2026-12-02T18:00:01Z', 3)
    expect(await toSupervisor(id)).toEqual(['staff.escalation'])
  })

  it('wait for the morning where an account asked for a digest, and then are one message with a number', async () => {
    // Acceptances wait; everything else comes at once.
    const chosen = { all: 'at-once', topics: { accepted: 'digest' } } as const
    await saveDeliveries(as(test.db, world.ana), chosen)
    try {
      const before = (
        await test.owner
          .selectFrom('mail_message')
          .select('id')
          .where('template', 'like', 'staff.%')
          .execute()
      ).length
      for (let referral = 0; referral < 2; referral++) {
        const id = await sent()
        await act(id, 'accept', { contactName: 'Pat', firstContactOn: '2026-12-02' }, world.agencyStaff)
        for (let run = 0; run < 2; run++) await notifyMove(system(), { referralId: id, sequence: 3 }, APP)
      }
      const staff = () =>
        test.owner
          .selectFrom('mail_message')
          .select(['template', 'values', 'to_address'])
          .where('template', 'like', 'staff.%')
          .orderBy('id')
          .execute()
      const toAna = async () =>
        (await staff()).slice(before).filter((mail) => mail.to_address === 'ana@people.example')
      expect(await toAna()).toEqual([])
      expect(await sendDigests(system(), APP)).toBe(1)
      expect(await sendDigests(system(), APP)).toBe(0)
      expect(await toAna()).toMatchObject([{ template: 'staff.digest', values: { count: 2 } }])
      expect(await readDeliveries(as(test.db, world.ana))).toEqual(chosen)
      expect(await readDeliveries(as(test.db, world.ben))).toEqual({ all: 'at-once', topics: {} })
      const asked = await sent()
      await act(asked, 'ask', { question: 'Which papers do they have?' }, world.agencyStaff)
      await notifyMove(system(), { referralId: asked, sequence: 3 }, APP)
      expect((await toAna()).at(-1)).toMatchObject({ template: 'staff.question' })
    } finally {
      await saveDeliveries(as(test.db, world.ana), { all: 'at-once', topics: {} })
    }
  })

  it('can be seen before they go: exactly the letter, or why none goes', async () => {
    const preview = async (change: object) => {
      const clientId = await openClient(
        as(test.db, world.ana),
        clientRecordSchema.parse({ ...rosa, ...change }),
      )
      return { clientId, seen: await previewOf(as(test.db, world.ana), clientId) }
    }
    const silent = async (change: object, why: string) => {
      for (const { reach, letter } of (await preview(change)).seen.messages)
        expect([reach, letter]).toEqual([{ channel: null, why }, null])
    }
    const { clientId, seen } = await preview({})
    expect(seen.locale).toBe('es')
    const [news, consent, another] = seen.messages
    expect(news?.reach).toMatchObject({ channel: 'mail', to: 'rosa@people.example' })
    expect(news?.letter?.subject).toBe('Hay noticias para usted')
    expect(consent).toMatchObject({ to: 'client', topics: ['consent-asked'] })
    expect(consent?.letter?.subject).toBe('Por favor, lea y decida')
    expect(another).toBeUndefined()
    expect(JSON.stringify(seen.messages.map(({ letter }) => letter))).not.toMatch(/Rosa|Marker/)
    expect(seen.messages.flatMap(({ topics }) => [...topics]).sort()).toEqual([...CLIENT_NEWS].sort())
    const guarded = (await preview({ guardian: { name: 'Luz', email: 'luz@people.example' } })).seen
    expect(guarded.messages.map(({ to, reach }) => [to, reach.channel && reach.to])).toEqual([
      ['client', 'rosa@people.example'],
      ['client', 'rosa@people.example'],
      ['guardian', 'luz@people.example'],
    ])
    for (const stranger of [world.ben, world.cleo, world.agencyStaff])
      await expect(previewOf(as(test.db, stranger), clientId)).rejects.toMatchObject({ code: 'not-found' })
    await silent({ safeContact: { noContact: true, channels: ['mail'] } }, 'no-contact')
    await silent({ safeContact: { channels: ['call'] } }, 'channel')
    await silent({ email: undefined }, 'no-address')
  })

  it('remind of an appointment 72 and 24 hours before it, once each, and not of one that was moved', async () => {
    const id = await sent()
    await act(id, 'accept', { contactName: 'Pat', firstContactOn: '2026-12-02' }, world.agencyStaff)
    await act(id, 'schedule', { at: '2026-12-09T18:00:00Z', mode: 'in-person' }, world.agencyStaff)
    const clientMails = async () => (await mails(id)).filter((mail) => mail.client_id !== null).length
    const ring = (at: string) => enforceClock(system(new Date(at)), id)
    const ahead = async () => {
      const { rows } = await sql<{
        payload: { sequence: number; which: string }
      }>`select payload from graphile_worker._private_jobs
        join graphile_worker._private_tasks on _private_tasks.id = task_id where identifier = 'referral.ahead' order by _private_jobs.id`.execute(
        test.owner,
      )
      return rows
        .map((row) => row.payload)
        .filter((payload) => (payload as { referralId?: string }).referralId === id)
    }
    await ring('2026-12-05T18:00:00Z')
    expect(await ahead()).toEqual([])
    await ring('2026-12-06T18:00:00Z')
    await ring('2026-12-06T19:00:00Z')
    expect(await ahead()).toMatchObject([{ sequence: 4, which: '72h' }])
    await ring('2026-12-08T18:00:00Z')
    expect((await ahead()).map(({ which }) => which)).toEqual(['72h', '24h'])
    const before = await clientMails()
    for (const which of ['72h', '72h', '24h'])
      await notifyAhead(system(), { referralId: id, sequence: 4, which }, APP)
    expect(await clientMails()).toBe(before + 2)
    await act(id, 'miss', { which: 'moved' }, world.agencyStaff)
    await notifyAhead(system(), { referralId: id, sequence: 4, which: '24h' }, APP)
    expect(await clientMails()).toBe(before + 2)
    expect((await referral(id)).dueKind).toBe('rebook')
  })
})
