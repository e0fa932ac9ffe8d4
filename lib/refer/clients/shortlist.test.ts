import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx, transact } from '#base/db/context.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, type World } from '#testing/given.ts'
import { givenListing } from '#testing/given-listing.ts'
import { careTeamOf } from './care-team.ts'
import { addNeed, openClient } from './commands.ts'
import { handOver } from './hand-over.ts'
import { clientRecordSchema } from './model.ts'
import { forgetProgram, shortlistOf, weighProgram } from './shortlist.ts'

describe('the shortlist of a need', () => {
  const test = useDatabase()
  let world: World
  let clientId: string
  let clientNeedId: string
  beforeAll(async () => {
    world = await givenWorld(test.db)
    const ana = as(test.db, world.ana)
    const record = clientRecordSchema.parse({ givenName: 'Rosa', familyName: 'Alder', phone: '210-555-0100' })
    clientId = await openClient(ana, record)
    clientNeedId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'routine' })
  })
  const ana = () => as(test.db, world.ana)
  const about = () => ({ clientNeedId, serviceId: world.agency.serviceId })

  it('keeps why a program was chosen or not, sealed, and replaces what was said before', async () => {
    await weighProgram(ana(), { ...about(), verdict: 'considering', note: 'near her sister' })
    await weighProgram(ana(), { ...about(), verdict: 'not-chosen', note: 'closed on her free day' })
    expect(await shortlistOf(ana(), clientNeedId)).toEqual([
      expect.objectContaining({ verdict: 'not-chosen', note: 'closed on her free day' }),
    ])
    const rows = await test.owner.selectFrom('shortlist_entry').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain('free day')
    await forgetProgram(ana(), about())
    expect(await shortlistOf(ana(), clientNeedId)).toEqual([])
  })

  it('is nobody else’s to see or to write', async () => {
    await weighProgram(ana(), { ...about(), verdict: 'considering' })
    for (const other of [world.ben, world.cleo, world.agencyStaff, world.steward]) {
      const ctx = as(test.db, other)
      await expect(weighProgram(ctx, { ...about(), verdict: 'chosen' })).rejects.toMatchObject({
        code: 'not-found',
      })
      await expect(shortlistOf(ctx, clientNeedId).catch(() => [])).resolves.toEqual([])
    }
  })

  it('holds four side by side and says what to do about a fifth', async () => {
    const four = await transact(systemCtx(test.db, 'test'), async (tx) => {
      const ids: string[] = []
      for (const name of ['First', 'Second', 'Third', 'Fourth']) ids.push(await givenListing(tx, name))
      return ids
    })
    for (const serviceId of four.slice(0, 3))
      await weighProgram(ana(), { clientNeedId, serviceId, verdict: 'considering' })
    const fifth = { clientNeedId, serviceId: four[3] ?? '' }
    await expect(weighProgram(ana(), { ...fifth, verdict: 'considering' })).rejects.toThrow(
      /Take one out first/,
    )
    await weighProgram(ana(), { ...fifth, verdict: 'not-chosen' })
  })

  it('leaves an audit row for each change', async () => {
    const rows = await test.owner
      .selectFrom('audit_event')
      .select(['action', 'client_id'])
      .where('action', 'in', ['need:weigh', 'need:forget'])
      .execute()
    expect(rows.length).toBeGreaterThan(5)
    expect(new Set(rows.map((row) => row.client_id))).toEqual(new Set([clientId]))
  })

  it('names the care team, and a colleague with the same person, but nothing of that record', async () => {
    const twin = await openClient(
      as(test.db, world.ben),
      clientRecordSchema.parse({ alias: 'R.', phone: '(210) 555-0100' }),
    )
    const team = await careTeamOf(ana(), clientId)
    expect(team.members).toEqual([expect.objectContaining({ name: 'Ana', kind: 'primary' })])
    expect(team.similarAt.map(({ name }) => name)).toEqual(['Ben'])
    expect(JSON.stringify(team)).not.toContain(twin)
    for (const stranger of [world.ben, world.cleo])
      await expect(careTeamOf(as(test.db, stranger), clientId)).rejects.toThrow('nothing here')
    await handOver(ana(), { clientId, toAccountId: world.ben.accountId ?? '', kind: 'care-team' })
    expect((await careTeamOf(ana(), clientId)).members).toHaveLength(2)
  })
})
