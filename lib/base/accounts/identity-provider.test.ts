import { beforeAll, describe, expect, it } from 'vitest'
import { VISITOR } from '#base/access/actor.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { deactivateAccount, reactivateAccount } from './commands/deactivate.ts'
import { type Claims, linkedSince, signInWithProvider, unlinkProvider } from './commands/identity-provider.ts'
import { resolveSession } from './commands/sessions.ts'

const ISSUER = 'https://id.people.example'
const origin = { address: '192.0.2.7', device: 'Firefox on Android' }

describe('an identity provider', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const visitor = () => as(test.db, VISITOR)
  const says = (subject: string, email: string | undefined, more: Partial<Claims> = {}) =>
    signInWithProvider(visitor(), {
      claims: { issuer: ISSUER, subject, email, emailVerified: true, ...more },
      domains: ['people.example'],
      origin,
    })
  const refused = {
    code: 'invalid',
    message: 'This sign-in did not work. Try another way, or ask your administrator.',
  }
  const ana = () => as(test.db, world.ana)

  it('links the first time, tells the owner, and then counts the person and not the address', async () => {
    const first = await says('7001', 'Ana@People.example')
    expect(first.account.id).toBe(world.ana.accountId)
    expect(await resolveSession(visitor(), first.sessionId), 'the second step is still ours').toMatchObject({
      state: 'second-factor',
    })
    const again = await says('7001', 'somebody-else@elsewhere.example', { emailVerified: false })
    expect(again.account.id).toBe(world.ana.accountId)
    expect((await says('7001', undefined)).account.id).toBe(world.ana.accountId)
    const mail = await test.owner.selectFrom('mail_message').select(['template', 'to_address']).execute()
    expect(mail).toEqual([{ template: 'account.identity-linked', to_address: 'ana@people.example' }])
    const rows = await test.owner.selectFrom('account_identity').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain('7001')
    expect(await linkedSince(ana(), ISSUER)).toEqual(NOON)
  })

  it('gives a linked account to nobody else who comes with its address', async () => {
    await expect(says('7002', 'ana@people.example')).rejects.toMatchObject(refused)
    // Another provider's person of the same number is another person.
    await expect(says('7001', undefined, { issuer: 'https://other.example' })).rejects.toMatchObject(refused)
  })

  it.each([
    ['an address that it has not verified', 'ben@people.example', { emailVerified: false }],
    ['no address', undefined, {}],
    ['an address of another domain', 'ben@people.example.evil.example', {}],
    ['a domain below', 'ben@sub.people.example', {}],
    ['an address that nobody has', 'nobody@people.example', {}],
  ])('is refused for %s, in the same words, and links nothing', async (_what, email, more) => {
    await expect(says('8001', email, more)).rejects.toMatchObject(refused)
    const { rows } = { rows: await test.owner.selectFrom('account_identity').selectAll().execute() }
    expect(rows).toHaveLength(1)
  })

  it('lets a deactivated account in neither linked nor new', async () => {
    const administrator = as(test.db, world.administrator)
    for (const whom of [world.ana, world.ben]) await deactivateAccount(administrator, whom.accountId ?? '')
    await expect(says('7001', 'ana@people.example')).rejects.toMatchObject(refused)
    await expect(says('8001', 'ben@people.example')).rejects.toMatchObject(refused)
    for (const whom of [world.ana, world.ben]) await reactivateAccount(administrator, whom.accountId ?? '')
  })

  it('of two who come first at once with one address links one', async () => {
    const both = await Promise.allSettled(['9001', '9002'].map((id) => says(id, 'cleo@people.example')))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('is unlinked by the owner and nobody else', async () => {
    await expect(unlinkProvider(as(test.db, world.sam), ISSUER)).rejects.toMatchObject({ code: 'not-found' })
    await expect(unlinkProvider(visitor(), ISSUER)).rejects.toMatchObject({ code: 'not-found' })
    expect(await linkedSince(as(test.db, world.sam), ISSUER)).toBeNull()
    await unlinkProvider(ana(), ISSUER)
    expect(await linkedSince(ana(), ISSUER)).toBeNull()
    expect((await says('7003', 'ana@people.example')).account.id).toBe(world.ana.accountId)
  })

  it('writes down why it was refused, and no address', async () => {
    const rows = await test.owner
      .selectFrom('audit_event')
      .select('detail')
      .where('action', '=', 'sign-in:refused')
      .where('entity', '=', 'account_identity')
      .execute()
    const why = rows.map(({ detail }) => (detail as { why: string }).why)
    expect(new Set(why)).toEqual(new Set(['other-person', 'not-verified', 'domain', 'no-account']))
    expect(JSON.stringify(rows)).not.toContain('@')
  })
})
