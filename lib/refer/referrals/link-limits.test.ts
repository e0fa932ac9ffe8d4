import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '#base/access/actor.ts'
import { LIMITS } from '#base/limits/model.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { attachToReferral } from './commands/attach.ts'
import { writeMessage } from './commands/messages.ts'
import { sayOutcome } from './commands/outcome.ts'

const rosa = clientRecordSchema.parse({ givenName: 'Rosa', familyName: 'Garcia', languages: ['es'] })
const PDF = { name: 'lease.pdf', bytes: new Uint8Array(Buffer.from('%PDF-1.7')) }

describe('whoever holds a mailed link', () => {
  const test = useDatabase()
  let world: World
  const given = referralsOf(test, () => world, rosa)
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })

  /** A link to one referral, whoever holds it. */
  const holder = (referralId: string): Actor => ({
    role: 'agency-staff',
    accountId: null,
    organizationId: null,
    via: `link:${randomUUID()}`,
    referralId,
  })
  const times = (count: number, work: () => Promise<unknown>) =>
    Array.from({ length: count }).reduce<Promise<unknown>>((before) => before.then(work), Promise.resolve())

  it('writes so many messages an hour and is told plainly to wait; nobody else is', async () => {
    const id = await given.sent()
    const link = as(test.db, holder(id))
    await times(LIMITS['link-message'].points, () => writeMessage(link, id, 'Hello'))
    await expect(writeMessage(link, id, 'Once more')).rejects.toMatchObject({
      code: 'rate-limited',
      message: 'Too many messages for one hour. Please wait, or call.',
    })
    const rows = await test.owner
      .selectFrom('referral_message')
      .select('id')
      .where('referral_id', '=', id)
      .execute()
    expect(rows).toHaveLength(LIMITS['link-message'].points)
    await writeMessage(as(test.db, holder(id)), id, 'By another link')
    await times(LIMITS['link-message'].points + 1, () =>
      writeMessage(as(test.db, world.ana), id, 'Signed in'),
    )
  })

  it('says what came of it no more often than that', async () => {
    const id = await given.sent()
    const { clientId } = await given.referral(id)
    const own: Actor = { ...holder(id), role: 'client', clientId }
    await times(LIMITS['link-message'].points, () => sayOutcome(as(test.db, own), id, { outcome: 'met' }))
    await expect(sayOutcome(as(test.db, own), id, { outcome: 'met' })).rejects.toMatchObject({
      code: 'rate-limited',
    })
  })

  it('adds so many files a day, and is told so', async () => {
    const id = await given.sent()
    const link = as(test.db, holder(id))
    await times(LIMITS['link-file'].points, () => attachToReferral(link, id, PDF))
    await expect(attachToReferral(link, id, PDF)).rejects.toMatchObject({
      code: 'rate-limited',
      message: 'Too many files for one day. Please wait until tomorrow, or call.',
    })
    const files = await test.owner
      .selectFrom('attachment')
      .select('id')
      .where('referral_id', '=', id)
      .execute()
    expect(files).toHaveLength(LIMITS['link-file'].points)
    await attachToReferral(as(test.db, world.ana), id, PDF)
  })
})
