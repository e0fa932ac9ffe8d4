import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { VISITOR } from '#base/access/actor.ts'
import { linkToken } from '#base/core/link-token.ts'
import { type Ctx, systemCtx, transact } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { createReferral } from '#refer/referrals/commands/create.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { linkFor } from '../store.ts'
import { cardToken } from './card.ts'
import { readClientPage } from './client-link.ts'
import { ownLinkState, reissueOwnLink } from './own-link.ts'
import { giveOwnPage, openOwnPage } from './own-page-in-person.ts'

const APP = 'https://handrail.example'
const DAY = 86_400_000
const rosa = { givenName: 'Rosa', familyName: 'Marker-Zebra', phone: '210-555-0101', languages: ['es'] }

describe('a private page that is handed over', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const visitor = (days = 0): Ctx => ({
    db: test.db,
    actor: VISITOR,
    now: new Date(NOON.getTime() + days * DAY),
    requestId: randomUUID(),
  })
  const given = (safeContact: object) =>
    openClient(as(test.db, world.ana), clientRecordSchema.parse({ ...rosa, safeContact }))
  const tokenOf = (path: string) => path.split('/').at(-1) ?? ''
  const oldLink = (clientId: string, days = 90) =>
    transact(systemCtx(test.db, 'test', NOON), async (tx) =>
      linkToken(keyring(), await linkFor(tx, NOON, { kind: 'client', clientId, days })),
    )
  const audit = async (clientId: string) =>
    (
      await test.owner
        .selectFrom('audit_event')
        .select(['action', 'account_id'])
        .where('client_id', '=', clientId)
        .where('action', 'like', 'link:%')
        .orderBy('id')
        .execute()
    ).map(({ action, account_id }) => [action, account_id])
  const nobodyWroteTo = async (clientId: string) =>
    expect(
      await test.owner.selectFrom('mail_message').select('id').where('client_id', '=', clientId).execute(),
    ).toEqual([])

  it.each([
    ['may only be called', { channels: ['call'] }],
    ['is not to be contacted at all', { channels: [], noContact: true }],
  ])(
    'is for a client who %s: it opens their page, and every older address is over',
    async (_, safeContact) => {
      const clientId = await given(safeContact)
      const lost = await oldLink(clientId)
      expect((await readClientPage(visitor(), lost)).name).toContain('Rosa')
      const page = await giveOwnPage(as(test.db, world.ana), clientId)
      expect(page).toMatchObject({ locale: 'es', path: expect.stringMatching(/^\/es\/my\//) })
      expect(page.path + page.code).not.toMatch(/Rosa|Zebra|food/i)
      expect((await readClientPage(visitor(), tokenOf(page.path))).name).toContain('Rosa')
      await expect(readClientPage(visitor(), lost)).rejects.toMatchObject({ code: 'not-found' })
      expect(await ownLinkState(visitor(), lost)).toBe('revoked')
      await nobodyWroteTo(clientId)
      expect(await audit(clientId)).toEqual([['link:own-page', world.ana.accountId]])
      // Given again, it ends the one before.
      const next = await giveOwnPage(as(test.db, world.sam), clientId)
      expect(await ownLinkState(visitor(), tokenOf(page.path))).toBe('revoked')
      expect(await ownLinkState(visitor(), tokenOf(next.path))).toBe('live')
    },
  )

  it('opens by a code that is read aloud: once, within a day, however it is typed', async () => {
    const clientId = await given({ channels: ['call'] })
    const { code, path } = await giveOwnPage(as(test.db, world.ana), clientId)
    expect(code).toMatch(/^[2-9A-HJ-NP-Z]{10}$/)
    const typed = `${code.slice(0, 5)} - ${code.slice(5).toLowerCase()}`
    expect(await openOwnPage(visitor(), typed)).toEqual({ token: tokenOf(path) })
    expect(await openOwnPage(visitor(), typed)).toBeUndefined()
    expect((await audit(clientId)).map(([action]) => action)).toEqual(['link:own-page', 'link:open-own-page'])
    const late = await giveOwnPage(as(test.db, world.ana), clientId)
    expect(await openOwnPage(visitor(1), late.code)).toBeUndefined()
    const ended = await giveOwnPage(as(test.db, world.ana), clientId)
    await giveOwnPage(as(test.db, world.ana), clientId)
    expect(await openOwnPage(visitor(), ended.code)).toBeUndefined()
    // No agency's card, and the code is kept as a digest alone.
    await expect(cardToken(visitor(), late.code)).rejects.toMatchObject({ code: 'invalid' })
    const rows = await test.owner.selectFrom('access_link').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(ended.code)
  })

  it('is made by nobody who does not carry the client', async () => {
    const clientId = await given({ channels: ['call'] })
    const lost = await oldLink(clientId)
    for (const actor of [
      world.ben,
      world.cleo,
      world.agencyStaff,
      world.otherStaff,
      world.steward,
      world.administrator,
      VISITOR,
      { role: 'client', accountId: null, organizationId: null, via: 'link:x', clientId } as const,
    ])
      await expect(giveOwnPage(as(test.db, actor), clientId)).rejects.toMatchObject({ code: 'not-found' })
    expect(await ownLinkState(visitor(), lost)).toBe('live')
    expect(await audit(clientId)).toEqual([])
  })

  it('becomes a task when one ran out and nothing may be sent, until it is handed over', async () => {
    const clientId = await given({ channels: ['call'] })
    const clientNeedId = await addNeed(as(test.db, world.ana), {
      clientId,
      needId: 'food.pantry',
      urgency: 'routine',
    })
    await createReferral(as(test.db, world.ana), { clientNeedId, serviceId: world.agency.serviceId })
    const over = await oldLink(clientId, 1)
    const tasks = () =>
      test.owner
        .selectFrom('task')
        .select(['kind', 'assigned_to', 'done_at'])
        .where('client_id', '=', clientId)
        .where('kind', '=', 'own-page')
        .execute()
    for (let asked = 0; asked < 2; asked++) await reissueOwnLink(visitor(2), over, APP)
    expect(await tasks()).toEqual([{ kind: 'own-page', assigned_to: world.ana.accountId, done_at: null }])
    await nobodyWroteTo(clientId)
    await giveOwnPage(as(test.db, world.ana, visitor(2).now), clientId)
    expect(await tasks()).toMatchObject([{ done_at: visitor(2).now }])
  })
})
