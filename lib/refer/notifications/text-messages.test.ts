import { once } from 'node:events'
import { createServer } from 'node:http'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx } from '#base/db/context.ts'
import { CATCHER } from '#base/mail/client.ts'
import { deliverMail } from '#base/mail/commands.ts'
import { undelivered } from '#base/mail/store.ts'
import { connectText, TextRefused } from '#base/mail/text-client.ts'
import { clientRecordSchema, safeContactSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { givenWorld, NOON, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { notifyMove, reportUndelivered } from './commands.ts'

const APP = 'https://handrail.example'
const FROM = '+12105550199'
const rosa = clientRecordSchema.parse({
  givenName: 'Rosa',
  familyName: 'Marker-Zebra',
  email: 'rosa@people.example',
  languages: ['es'],
  safeContact: { channels: ['mail'], hours: { from: '09:00', to: '17:00' } },
})

/** A provider's API on this machine, and the product set to use it until `close`. */
async function openGateway(first: number) {
  const bodies: string[] = []
  let status = first
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (data) => {
      body += data
    })
    request.on('end', () => {
      bodies.push(`${request.headers.authorization} ${request.url} ${body}`)
      response.writeHead(status, { 'Content-Type': 'application/json' }).end('{"sid":"SM1","body":"Marker"}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://AC1:secret@127.0.0.1:${(server.address() as { port: number }).port}`
  Object.assign(process.env, { SMS_URL: url, SMS_FROM: FROM })
  return {
    /** `authorization path form` of each request, in order. */
    bodies,
    url,
    answers(next: number) {
      status = next
    },
    close() {
      delete process.env.SMS_URL
      delete process.env.SMS_FROM
      server.close()
    },
  }
}

describe('text messages', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const system = (now = NOON) => systemCtx(test.db, 'test', now)
  const { sent, act, mails } = referralsOf(test, () => world, rosa)

  it('go by text where only that is allowed and a gateway is set: one message, which says nothing', async () => {
    const gateway = await openGateway(503)
    const { bodies, url } = gateway
    try {
      const id = await sent({
        ...rosa,
        phone: '(210) 555-0142',
        safeContact: safeContactSchema.parse({ channels: ['text'] }),
      })
      await act(id, 'accept', { contactName: 'Marker-Pat', firstContactOn: '2026-12-02' }, world.agencyStaff)
      await notifyMove(system(), { referralId: id, sequence: 3 }, APP)
      const queued = (await mails(id)).filter((mail) => mail.client_id !== null)
      expect(queued).toMatchObject([{ channel: 'text', to_address: '+12105550142', template: 'client.news' }])
      const text = connectText(url, '+12105550199')
      const deliver = () => deliverMail(system(), queued[0]?.id ?? '', CATCHER, 'handrail.example', text)
      await expect(deliver()).rejects.toMatchObject({ code: 'EHTTP503' })
      gateway.answers(201)
      await deliver()
      await deliver()
      expect(bodies).toHaveLength(2)
      const form = new URLSearchParams(bodies[1]?.split(' ').at(-1))
      expect(bodies[1]).toContain(
        `Basic ${Buffer.from('AC1:secret').toString('base64')} /2010-04-01/Accounts/AC1/`,
      )
      expect(form.get('To')).toBe('+12105550142')
      expect(form.get('Body')).toMatch(
        /^Hay noticias para usted\. Abra su página privada: https:\/\/handrail\.example\/es\/my\//,
      )
      expect(form.get('Body')).not.toMatch(/Rosa|Marker|Pantry|food/i)
    } finally {
      gateway.close()
    }
  })

  it('tell an agency with a number of its own that there is something in its mailbox, and no more', async () => {
    const gateway = await openGateway(201)
    const { bodies, url } = gateway
    await test.owner
      .updateTable('agency')
      .set({ text_number: '+12105550177', text_confirmed_at: NOON })
      .where('id', '=', world.agency.id)
      .execute()
    try {
      const id = await sent()
      for (let run = 0; run < 2; run++) await notifyMove(system(), { referralId: id, sequence: 2 }, APP)
      const texts = (await mails(id)).filter(({ channel }) => channel === 'text')
      expect(texts).toMatchObject([{ to_address: '+12105550177', client_id: null, values: {} }])
      const text = connectText(url, FROM)
      for (let run = 0; run < 2; run++)
        await deliverMail(system(), texts[0]?.id ?? '', CATCHER, 'handrail.example', text)
      expect(bodies).toHaveLength(1)
      const form = new URLSearchParams(bodies[0]?.split(' ').at(-1))
      expect([...form.keys()].sort()).toEqual(['Body', 'From', 'To'])
      expect(form.get('From')).toBe(FROM)
      expect(form.get('To')).toBe('+12105550177')
      const words = form.get('Body') ?? ''
      expect(words.length).toBeGreaterThan(10)
      expect(words.length).toBeLessThanOrEqual(160)
      expect(words).not.toMatch(/Rosa|Marker|Mesquite|Pantry|food|http/i)
      await act(id, 'withdraw', { reason: 'resolved-elsewhere', askedBy: 'client' })
      await notifyMove(system(), { referralId: id, sequence: 3 }, APP)
      expect((await mails(id)).filter(({ channel }) => channel === 'text')).toHaveLength(1)
    } finally {
      gateway.close()
      await test.owner
        .updateTable('agency')
        .set({ text_number: null })
        .where('id', '=', world.agency.id)
        .execute()
    }
  })

  it('go to nobody while no gateway is set', async () => {
    const id = await sent({
      ...rosa,
      phone: '(210) 555-0142',
      safeContact: safeContactSchema.parse({ channels: ['text'] }),
    })
    await act(id, 'accept', { contactName: 'Pat', firstContactOn: '2026-12-02' }, world.agencyStaff)
    await notifyMove(system(), { referralId: id, sequence: 3 }, APP)
    expect((await mails(id)).filter(({ channel }) => channel === 'text')).toEqual([])
  })

  it('rule 23: a message that is refused for good is not tried again, shows in the doctor and becomes a task', async () => {
    const id = await sent()
    await notifyMove(system(), { referralId: id, sequence: 2 }, APP)
    const mail = (await mails(id)).find((each) => each.template === 'agency.referral-sent')
    await sql`update mail_message set channel = 'text', to_address = '+12105550142' where id = ${mail?.id}`.execute(
      test.owner,
    )
    let tries = 0
    const refusing = { send: () => Promise.reject(tries++ < 9 && new TextRefused(400)) }
    const before = await undelivered(system())
    await deliverMail(system(), mail?.id ?? '', CATCHER, 'x', refusing)
    await deliverMail(system(), mail?.id ?? '', CATCHER, 'x', refusing)
    expect(tries).toBe(1)
    expect(await undelivered(system())).toEqual({ ...before, failed: before.failed + 1 })
    const { rows } = await sql<{
      payload: { mailId: string; referralId: string }
    }>`select payload from graphile_worker._private_jobs
      join graphile_worker._private_tasks on _private_tasks.id = task_id where identifier = 'mail.failed'`.execute(
      test.owner,
    )
    expect(rows.map((row) => row.payload)).toEqual([{ mailId: mail?.id, referralId: id }])
    for (let run = 0; run < 2; run++)
      await reportUndelivered(system(), { mailId: mail?.id ?? '', referralId: id }, APP)
    const tasks = await test.owner
      .selectFrom('task')
      .select(['kind', 'assigned_to'])
      .where('referral_id', '=', id)
      .execute()
    expect(tasks).toEqual([{ kind: 'delivery-failed', assigned_to: world.ana.accountId }])
  })
})
