import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { SMTPServer } from 'smtp-server'
import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx } from '#base/db/context.ts'
import { CATCHER, connectMail } from '#base/mail/client.ts'
import { deliverMail, recordBounce } from '#base/mail/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { givenWorld, NOON, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { notifyMove, reportUndelivered } from './commands.ts'

const APP = 'https://handrail.example'

describe('messages', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const system = () => systemCtx(test.db, 'test', NOON)
  const rosa = clientRecordSchema.parse({ givenName: 'Rosa', familyName: 'Marker-Zebra' })
  const { sent, mails } = referralsOf(test, () => world, rosa)

  it('that come back are recorded once, mark the mailbox, and become a task', async () => {
    const [refused, returned] = [await sent(), await sent()]
    const letterOf = async (id: string) => {
      await notifyMove(system(), { referralId: id, sequence: 2 }, APP)
      return (await mails(id)).find((each) => each.template === 'agency.referral-sent')?.id ?? ''
    }
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: (_address, _session, done) =>
        done(Object.assign(new Error('no such user'), { responseCode: 550 })),
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    const transport = connectMail(
      `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
      'handrail@handrail.example',
    )
    const [first, second] = [await letterOf(refused), await letterOf(returned)]
    const marked = () =>
      test.owner.selectFrom('agency').select('id').where('mailbox_bounced_at', 'is not', null).execute()
    try {
      await deliverMail(system(), first, transport, 'handrail.example')
    } finally {
      transport.close()
      await new Promise<void>((closed) => server.close(closed))
    }
    expect(await marked()).toEqual([])
    await reportUndelivered(system(), { mailId: first, referralId: refused }, APP)
    expect(await marked()).toHaveLength(1)
    // The other server took it, and reported later that it could not be delivered.
    await deliverMail(system(), second, CATCHER, 'handrail.example')
    for (let run = 0; run < 2; run++) await recordBounce(system(), { mailId: second, status: '5.1.1' })
    const { rows } = await sql<{ payload: unknown }>`select payload from graphile_worker._private_jobs
      join graphile_worker._private_tasks on _private_tasks.id = task_id
      where identifier = 'mail.failed' and payload->>'referralId' in (${refused}, ${returned}) order by _private_jobs.id`.execute(
      test.owner,
    )
    expect(rows.map(({ payload }) => payload)).toEqual([
      { mailId: first, referralId: refused },
      { mailId: second, referralId: returned },
    ])
    const states = await test.owner
      .selectFrom('mail_message')
      .select(['last_error', 'sent_at', 'failed_at', 'bounced_at'])
      .where('id', 'in', [first, second])
      .orderBy('last_error')
      .execute()
    expect(states.map((row) => [row.last_error, row.sent_at !== null, row.bounced_at !== null])).toEqual([
      ['5.1.1', true, true],
      ['EENVELOPE', false, true],
    ])
  })
})
