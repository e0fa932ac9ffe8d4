import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#base/core/ids.ts'
import { systemCtx, transact } from '#base/db/context.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { actOnReferral } from '#refer/referrals/commands/act.ts'
import { createReferral } from '#refer/referrals/commands/create.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON } from '#testing/given.ts'

const REFERRALS = 1000

describe('a thousand referrals sent at once, with the worker killed three times', () => {
  const test = useDatabase()
  /** Message-IDs by mailbox, as a mail server keeps them: the same message delivered again is the same message. */
  const mailboxes = new Map<string, string[]>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const id = /^Message-ID: (.+)$/im.exec(Buffer.concat(chunks).toString())?.[1]?.trim() ?? ''
        for (const { address } of session.envelope.rcptTo)
          mailboxes.set(address, [...(mailboxes.get(address) ?? []), id])
        done()
      })
    },
  })
  let smtpUrl = ''
  let worker: ChildProcess

  const startWorker = () =>
    spawn(process.execPath, ['--import', 'tsx', 'indexer/main.ts'], {
      env: {
        ...process.env,
        DATABASE_URL: test.url,
        MEILISEARCH_URL: '',
        SMTP_URL: smtpUrl,
        APP_URL: 'https://handrail.example',
        NODE_ENV: 'production',
      },
      stdio: 'ignore',
    })

  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server.server, 'listening')
    smtpUrl = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`
    const world = await givenWorld(test.db)
    const ana = as(test.db, world.ana)
    const clientId = await openClient(ana, clientRecordSchema.parse({ alias: 'Blue coat' }))
    const clientNeedId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'routine' })
    for (let index = 0; index < REFERRALS; index++) {
      const [organizationId, serviceId] = [newId(), newId()]
      await transact(systemCtx(test.db, 'test', NOON), async (tx) => {
        await tx
          .insertInto('organization')
          .values({ id: organizationId, name: `Agency ${index}`, email: `agency${index}@mail.example` })
          .execute()
        await tx
          .insertInto('service')
          .values({ id: serviceId, organization_id: organizationId, name: `Program ${index}` })
          .execute()
      })
      const id = await createReferral(ana, { clientNeedId, serviceId })
      await actOnReferral(ana, {
        referralId: id,
        version: 1,
        action: { name: 'send', data: { mode: 'treatment', fields: ['need'] } },
      })
    }
  }, 300_000)

  afterAll(async () => {
    worker?.kill('SIGKILL')
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })

  it('reach a thousand mailboxes, each with one message', async () => {
    const reached = () => [...mailboxes.keys()].filter((address) => address.startsWith('agency')).length
    worker = startWorker()
    for (const mark of [100, 400, 700]) {
      while (reached() < mark) await new Promise((resolve) => setTimeout(resolve, 50))
      worker.kill('SIGKILL')
      await once(worker, 'exit')
      worker = startWorker()
    }
    for (const deadline = Date.now() + 240_000; reached() < REFERRALS && Date.now() < deadline; )
      await new Promise((resolve) => setTimeout(resolve, 200))
    expect(reached()).toBe(REFERRALS)
    // A worker that was killed between "accepted" and our commit sends the same message again under the same id.
    await new Promise((resolve) => setTimeout(resolve, 40_000))
    const twice = [...mailboxes].filter(([, ids]) => new Set(ids).size > 1)
    expect(twice).toEqual([])
    const repeated = [...mailboxes.values()].filter((ids) => ids.length > 1).length
    console.info(
      `${repeated} of ${REFERRALS} messages were handed to the mail server twice under one Message-ID.`,
    )
    expect(repeated).toBeLessThanOrEqual(3 * 4)
  }, 600_000)
})
