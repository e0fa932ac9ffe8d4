import { generateSync } from 'otplib'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Actor, type Role, VISITOR } from '#base/access/actor.ts'
import { linkToken } from '#base/core/link-token.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { newId } from '../core/ids.ts'
import { deactivateAccount, reactivateAccount } from './commands/deactivate.ts'
import { addPasskey, startPasskey } from './commands/passkeys.ts'
import { acceptInvitation, invite, readInvitation } from './commands/people.ts'
import { resetSecondFactor } from './commands/reset-second-factor.ts'
import { confirmTotp, passkeyWaitsFor, proveSecondFactor, startTotp } from './commands/second-factor.ts'
import { endSession, resolveSession, secondsLeft } from './commands/sessions.ts'
import { signInWithPassword } from './commands/sign-in.ts'
import { hashPassword } from './password.ts'
import { sessionState } from './session-rules.ts'

const origin = { address: '192.0.2.7', device: 'Firefox on Android' }
const PASSWORD = 'four plain words here'
const APP = 'https://handrail.example'
const SESSION = {
  ...{ id: 'x', accountId: 'x', membershipId: null, device: '', method: 'password' as const },
  ...{ secondFactorAt: null, provenAgainAt: null, createdAt: NOON },
}

describe('a person is judged by all that they may do', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
    await test.owner
      .updateTable('account')
      .set({ password_hash: await hashPassword(PASSWORD) })
      .execute()
  })
  const later = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000)
  const visitor = (now = NOON) => as(test.db, VISITOR, now)

  async function signIn(actor: Actor, now = NOON) {
    const { email } = await test.owner
      .selectFrom('account')
      .select('email')
      .where('id', '=', actor.accountId)
      .executeTakeFirstOrThrow()
    const { sessionId } = await signInWithPassword(visitor(now), { email, password: PASSWORD, origin })
    return { accountId: actor.accountId ?? '', sessionId }
  }

  async function withApp(actor: Actor, now = NOON) {
    const own = await signIn(actor, now)
    const { secret } = await startTotp(visitor(now), own)
    const epoch = Math.floor(now.getTime() / 1000)
    const codes = await confirmTotp(visitor(now), { ...own, code: generateSync({ secret, epoch }) })
    return { own, codes }
  }

  const asksFor = (actor: Actor, sessionId: string, now = NOON) =>
    startPasskey(as(test.db, actor, now), { sessionId, appUrl: APP })
  const keeps = (actor: Actor, sessionId: string, now = NOON) =>
    addPasskey(as(test.db, actor, now), { sessionId, appUrl: APP, name: 'mine', response: {} as never })

  it('asks a steward for the second step: they say where an agency’s mail goes', async () => {
    const { sessionId } = await signIn(world.steward)
    expect(await resolveSession(visitor(), sessionId)).toMatchObject({ state: 'second-factor', actor: null })
  })

  it('acts as nobody by a password alone for whoever may open records in another role', async () => {
    // The oldest role is the one that a new session acts in.
    await test.owner
      .insertInto('membership')
      .values({
        id: newId(),
        account_id: world.steward.accountId ?? '',
        organization_id: world.riverbend,
        role: 'coordinator',
        created_at: new Date('2100-01-01'),
      })
      .execute()
    const { sessionId } = await signIn(world.steward)
    expect(await resolveSession(visitor(), sessionId)).toMatchObject({
      state: 'second-factor',
      membership: { role: 'steward' },
      actor: null,
    })
    expect(await secondsLeft(visitor(), sessionId)).toBe(30 * 60)
    expect(await resolveSession(visitor(later(31)), sessionId)).toMatchObject({ state: 'idle' })
    // By the rule itself, whatever roles come: one that opens records counts, wherever it stands.
    const session = { ...SESSION, lastSeenAt: NOON, expiresAt: later(600) }
    const judged = (roles: Role[], now = NOON) => sessionState(session, roles, now, { demo: false })
    expect(judged(['client', 'visitor'], later(31))).toBe('live')
    expect(judged(['client', 'coordinator'])).toBe('second-factor')
    expect(judged(['client', 'coordinator'], later(31))).toBe('idle')
  })

  it('ends nobody else’s session, asked by the command itself', async () => {
    const { sessionId } = await signIn(world.cleo)
    await expect(endSession(as(test.owner, world.ana), sessionId)).rejects.toMatchObject({
      code: 'not-found',
    })
    await endSession(as(test.owner, world.cleo), sessionId)
  })

  it('adds a passkey for a fresh proof, not for a session that lies open', async () => {
    const { own, codes } = await withApp(world.ana)
    const first = { code: 'conflict', message: expect.stringContaining('Show first') }
    expect(await passkeyWaitsFor(visitor(), own)).toBe('proof')
    await expect(asksFor(world.ana, own.sessionId)).rejects.toMatchObject(first)
    await expect(keeps(world.ana, own.sessionId)).rejects.toMatchObject(first)
    await proveSecondFactor(visitor(), { ...own, code: codes[0] ?? '', origin, again: true })
    expect(await passkeyWaitsFor(visitor(), own)).toBeNull()
    await expect(asksFor(world.ana, own.sessionId)).resolves.toHaveProperty('challenge')
    await expect(asksFor(world.ana, own.sessionId, later(11))).rejects.toMatchObject(first)
    // A proof of somebody else's session is nobody's here.
    await expect(asksFor(world.cleo, own.sessionId)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('adds none while a second step that was taken away is not set up again', async () => {
    await withApp(world.sam)
    await resetSecondFactor(as(test.db, world.administrator), {
      accountId: world.sam.accountId ?? '',
      why: 'phone-lost',
      checked: 'in-person',
      appUrl: APP,
    })
    const { sessionId } = await signIn(world.sam)
    for (const tries of [asksFor, keeps])
      await expect(tries(world.sam, sessionId)).rejects.toMatchObject({
        code: 'invalid',
        message: expect.stringContaining('was taken away'),
      })
  })

  it('takes back what still waits for a deactivated person, and what they sent', async () => {
    const admin = as(test.db, world.administrator)
    const asked = (email: string) => ({
      email,
      organizationId: world.riverbend,
      role: 'coordinator' as const,
      locale: 'en' as const,
      appUrl: APP,
    })
    await invite(admin, asked('cleo@people.example'))
    await invite(as(test.db, world.sam), asked('friend@people.example'))
    await invite(admin, asked('other@people.example'))
    await deactivateAccount(admin, world.cleo.accountId ?? '')
    await deactivateAccount(admin, world.sam.accountId ?? '')
    const rows = await test.owner.selectFrom('invitation').select(['id', 'email', 'revoked_at']).execute()
    const of = (email: string) => rows.find((row) => row.email === email)
    expect(of('cleo@people.example')?.revoked_at).toEqual(NOON)
    expect(of('friend@people.example')?.revoked_at).toEqual(NOON)
    expect(of('other@people.example')?.revoked_at).toBeNull()
    const open = (email: string) => readInvitation(visitor(), linkToken(keyring(), of(email)?.id ?? ''))
    expect(await open('friend@people.example')).toBeUndefined()
    expect(await open('other@people.example')).toBeDefined()
    const noted = await test.owner
      .selectFrom('audit_event')
      .select('entity_id')
      .where('action', '=', 'membership:withdraw-invitation')
      .execute()
    expect(noted.map(({ entity_id }) => entity_id)).toContain(of('cleo@people.example')?.id)
    await reactivateAccount(admin, world.cleo.accountId ?? '')
    expect(await open('cleo@people.example')).toBeUndefined()
  })

  it('hashes no password for a made-up invitation', async () => {
    const took = async (work: () => Promise<unknown>) => {
      const start = performance.now()
      await work().catch(() => {})
      return performance.now() - start
    }
    const hashing = await took(() => hashPassword(PASSWORD))
    const refused = await took(() =>
      acceptInvitation(visitor(), { token: 'made-up', name: 'Nobody', password: PASSWORD, locale: 'en' }),
    )
    expect(refused).toBeLessThan(hashing / 2)
  })
})
