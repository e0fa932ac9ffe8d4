import { generateSync } from 'otplib'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Actor, VISITOR } from '#base/access/actor.ts'
import { newId } from '#base/core/ids.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { changePassword } from './commands/profile.ts'
import { resetSecondFactor, resetSecondFactorOf } from './commands/reset-second-factor.ts'
import {
  confirmTotp,
  enrolmentWaitsFor,
  proveSecondFactor,
  recoveryCodesLeft,
  startTotp,
} from './commands/second-factor.ts'
import { resolveSession } from './commands/sessions.ts'
import { signInWithPassword } from './commands/sign-in.ts'
import { hashPassword } from './password.ts'

const origin = { address: '192.0.2.7', device: 'Firefox on Android' }
const PASSWORD = 'four plain words here'
const NEXT = 'five other words than before'
const HOW = { why: 'phone-lost', checked: 'in-person', appUrl: 'https://handrail.example' } as const

describe('who lost a way in', () => {
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
  const emailOf = (actor: Actor) =>
    test.owner
      .selectFrom('account')
      .select('email')
      .where('id', '=', actor.accountId)
      .executeTakeFirstOrThrow()
      .then(({ email }) => email)

  async function signIn(actor: Actor, now = NOON, password = PASSWORD) {
    const { sessionId } = await signInWithPassword(visitor(now), {
      email: await emailOf(actor),
      password,
      origin,
    })
    return { accountId: actor.accountId ?? '', sessionId }
  }

  /** A session as a mailed link begins it. */
  async function byMail(actor: Actor, now = NOON) {
    const own = await signIn(actor, now)
    await test.owner.updateTable('session').set({ method: 'email' }).where('id', '=', own.sessionId).execute()
    return own
  }

  const codeAt = (secret: string, now: Date) =>
    generateSync({ secret, epoch: Math.floor(now.getTime() / 1000) })

  async function withApp(actor: Actor, now = NOON) {
    const own = await signIn(actor, now)
    const { secret } = await startTotp(visitor(now), own)
    const codes = await confirmTotp(visitor(now), { ...own, code: codeAt(secret, now) })
    return { ...own, secret, codes }
  }

  const mailsTo = async (actor: Actor) => {
    const email = await emailOf(actor)
    const rows = await test.owner
      .selectFrom('mail_message')
      .select('template')
      .where('to_address', '=', email)
      .orderBy('id')
      .execute()
    return rows.map(({ template }) => template)
  }

  describe('another authenticator app', () => {
    it('takes a fresh proof, and the old app counts until the new one has shown a code', async () => {
      const { secret, codes, ...own } = await withApp(world.ana)
      const elsewhere = await signIn(world.ana)
      await expect(startTotp(visitor(), own)).rejects.toMatchObject({ code: 'conflict' })
      await expect(confirmTotp(visitor(), { ...own, code: '000000' })).rejects.toMatchObject({
        code: 'conflict',
      })
      // Signing in with a code is not yet a proof for this.
      await proveSecondFactor(visitor(later(1)), { ...own, code: codeAt(secret, later(1)), origin })
      expect(await enrolmentWaitsFor(visitor(later(1)), own)).toBe('proof')
      await proveSecondFactor(visitor(later(2)), {
        ...own,
        code: codeAt(secret, later(2)),
        again: true,
        origin,
      })
      const next = await startTotp(visitor(later(2)), own)
      expect(next.secret).not.toBe(secret)
      await proveSecondFactor(visitor(later(3)), { ...elsewhere, code: codeAt(secret, later(3)), origin })
      await expect(
        confirmTotp(visitor(later(3)), { ...own, code: codeAt(secret, later(4)) }),
      ).rejects.toMatchObject({ errors: [{ path: 'code' }] })
      const fresh = await confirmTotp(visitor(later(4)), { ...own, code: codeAt(next.secret, later(4)) })

      expect(await resolveSession(visitor(later(4)), own.sessionId)).toMatchObject({ state: 'live' })
      expect(await resolveSession(visitor(later(4)), elsewhere.sessionId)).toBeUndefined()
      const again = await signIn(world.ana, later(5))
      for (const code of [codeAt(secret, later(5)), codes[0] ?? ''])
        await expect(proveSecondFactor(visitor(later(5)), { ...again, code, origin })).rejects.toMatchObject({
          code: 'invalid',
        })
      await proveSecondFactor(visitor(later(5)), { ...again, code: codeAt(next.secret, later(5)), origin })
      await proveSecondFactor(visitor(later(5)), { ...again, code: fresh[0] ?? '', origin })
      expect(await mailsTo(world.ana)).toEqual(Array(2).fill('account.second-step-set'))
      const { action } = await test.owner
        .selectFrom('audit_event')
        .select('action')
        .where('entity_id', '=', own.accountId)
        .where('action', '=', 'second-factor:exchange')
        .executeTakeFirstOrThrow()
      expect(action).toBe('second-factor:exchange')
    })

    it('is over ten minutes after the proof, and is nobody else’s', async () => {
      const { secret, codes, ...own } = await withApp(world.ben)
      const theirs = await signIn(world.cleo)
      const mixed = { accountId: own.accountId, sessionId: theirs.sessionId }
      await expect(
        proveSecondFactor(visitor(), { ...mixed, code: codes[1] ?? '', again: true, origin }),
      ).rejects.toMatchObject({ code: 'not-found' })
      await expect(startTotp(visitor(), mixed)).rejects.toMatchObject({ code: 'not-found' })
      await expect(confirmTotp(visitor(), { ...mixed, code: '000000' })).rejects.toMatchObject({
        code: 'not-found',
      })
      await proveSecondFactor(visitor(later(1)), {
        ...own,
        code: codeAt(secret, later(1)),
        again: true,
        origin,
      })
      expect(await enrolmentWaitsFor(visitor(later(10)), own)).toBeNull()
      expect(await enrolmentWaitsFor(visitor(later(11)), own)).toBe('proof')
    })

    it('takes the last recovery code, spent at the sign-in itself', async () => {
      const { codes } = await withApp(world.sam)
      await test.owner
        .updateTable('recovery_code')
        .set({ used_at: NOON })
        .where('account_id', '=', world.sam.accountId)
        .execute()
      await test.owner
        .updateTable('recovery_code')
        .set({ used_at: null })
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('recovery_code')
            .select('id')
            .where('account_id', '=', world.sam.accountId)
            .orderBy('id')
            .limit(1),
        )
        .execute()
      const own = await signIn(world.sam)
      const spent = []
      for (const code of codes)
        spent.push(
          await proveSecondFactor(visitor(), { ...own, code, origin }).then(
            ({ byRecoveryCode }) => byRecoveryCode,
            () => false,
          ),
        )
      expect(spent.filter(Boolean)).toHaveLength(1)
      expect(await recoveryCodesLeft(as(test.db, world.sam))).toBe(0)
      const { secret } = await startTotp(visitor(later(1)), own)
      expect(await confirmTotp(visitor(later(1)), { ...own, code: codeAt(secret, later(1)) })).toHaveLength(
        10,
      )
    })
  })

  describe('a second step taken away', () => {
    const resetBy = (actor: Actor, whom: Actor, now = NOON) =>
      resetSecondFactor(as(test.db, actor, now), { ...HOW, accountId: whom.accountId ?? '' })

    it('ends every session, and only a mailed link sets up a new one', async () => {
      const { codes, ...own } = await withApp(world.agencyStaff)
      await test.owner
        .insertInto('passkey')
        .values({
          id: newId(),
          account_id: own.accountId,
          credential_id: 'a lost phone',
          public_key: Buffer.from('x'),
          name: 'my phone',
        })
        .execute()
      await resetBy(world.administrator, world.agencyStaff)
      expect(await resolveSession(visitor(), own.sessionId)).toBeUndefined()
      const left = await test.owner
        .selectFrom('passkey')
        .select('id')
        .where('account_id', '=', own.accountId)
        .execute()
      expect(left).toEqual([])
      const { detail } = await test.owner
        .selectFrom('audit_event')
        .select('detail')
        .where('action', '=', 'second-factor:reset')
        .where('entity_id', '=', own.accountId)
        .where('account_id', '=', world.administrator.accountId)
        .executeTakeFirstOrThrow()
      expect(detail).toEqual({ why: 'phone-lost', checked: 'in-person', passkeys: 1 })
      expect((await mailsTo(world.agencyStaff)).at(-1)).toBe('account.second-step-reset')

      const password = await signIn(world.agencyStaff, later(1))
      expect(await resolveSession(visitor(later(1)), password.sessionId)).toMatchObject({
        state: 'second-factor',
        actor: null,
      })
      expect(await enrolmentWaitsFor(visitor(later(1)), password)).toBe('mailed-link')
      await expect(startTotp(visitor(later(1)), password)).rejects.toThrow('mailed link')
      await expect(confirmTotp(visitor(later(1)), { ...password, code: '000000' })).rejects.toThrow(
        'mailed link',
      )
      await expect(
        proveSecondFactor(visitor(later(1)), { ...password, code: codes[0] ?? '', origin }),
      ).rejects.toMatchObject({ code: 'not-found' })

      const mailed = await byMail(world.agencyStaff, later(2))
      const { secret } = await startTotp(visitor(later(2)), mailed)
      await confirmTotp(visitor(later(2)), { ...mailed, code: codeAt(secret, later(2)) })
      expect(await resolveSession(visitor(later(2)), mailed.sessionId)).toMatchObject({ state: 'live' })
      // The next app is the owner's to exchange again, from any session.
      const after = await signIn(world.agencyStaff, later(3))
      expect(await enrolmentWaitsFor(visitor(later(3)), after)).toBe('proof')
    })

    it('is an administrator’s to do: not one’s own, and an agency’s of its own people alone', async () => {
      await withApp(world.otherStaff)
      await withApp(world.administrator)
      const oakAdmin: Actor = { ...world.otherStaff, role: 'agency-admin', accountId: newId() }
      const pantryAdmin: Actor = { ...world.agencyStaff, role: 'agency-admin', accountId: newId() }
      const refused = { code: 'not-found' }
      for (const actor of [
        world.ana,
        world.sam,
        world.steward,
        world.agencyStaff,
        pantryAdmin,
        { ...oakAdmin, accountId: world.otherStaff.accountId },
        VISITOR,
      ])
        await expect(resetBy(actor, world.otherStaff)).rejects.toMatchObject(refused)
      await expect(resetBy(world.administrator, world.administrator)).rejects.toMatchObject(refused)

      const elsewhere = newId()
      await test.owner
        .insertInto('membership')
        .values({
          id: elsewhere,
          account_id: world.otherStaff.accountId ?? '',
          organization_id: world.riverbend,
          role: 'agency-staff',
        })
        .execute()
      await expect(resetBy(oakAdmin, world.otherStaff)).rejects.toMatchObject(refused)
      await test.owner.updateTable('membership').set({ ended_at: NOON }).where('id', '=', elsewhere).execute()
      await resetBy(oakAdmin, world.otherStaff)
      await expect(resetBy(oakAdmin, world.otherStaff)).rejects.toMatchObject({ code: 'conflict' })

      await test.owner
        .updateTable('membership')
        .set({ role: 'supervisor' })
        .where('account_id', '=', world.otherStaff.accountId)
        .execute()
      await expect(resetBy(oakAdmin, world.otherStaff), 'above what an agency gives').rejects.toMatchObject(
        refused,
      )
    })

    it('is done on the machine itself for the last administrator', async () => {
      const system: Actor = { role: 'system', accountId: null, organizationId: null, via: 'administrator' }
      const email = await emailOf(world.administrator)
      await resetSecondFactorOf(as(test.db, system), { email, appUrl: HOW.appUrl })
      const row = await test.owner
        .selectFrom('account')
        .select(['totp_secret', 'totp_confirmed_at'])
        .where('id', '=', world.administrator.accountId)
        .executeTakeFirstOrThrow()
      expect(row).toEqual({ totp_secret: null, totp_confirmed_at: null })
      await expect(
        resetSecondFactorOf(as(test.db, system), { email: 'no@people.example', appUrl: HOW.appUrl }),
      ).rejects.toMatchObject({ code: 'not-found' })
    })
  })

  describe('a forgotten password', () => {
    const set = (actor: Actor, sessionId: string, now = NOON) =>
      changePassword(as(test.db, actor, now), { sessionId, current: undefined, next: NEXT, origin })

    it('is set anew a moment after a mailed link, and not later or otherwise', async () => {
      const password = await signIn(world.steward)
      await expect(set(world.steward, password.sessionId)).rejects.toMatchObject({
        errors: [{ path: 'currentPassword' }],
      })
      const mailed = await byMail(world.steward)
      await expect(set(world.steward, mailed.sessionId, later(15))).rejects.toMatchObject({
        code: 'invalid',
      })
      await expect(set(world.cleo, mailed.sessionId), 'another’s session').rejects.toMatchObject({
        code: 'not-found',
      })
      await set(world.steward, mailed.sessionId, later(14))
      expect(await resolveSession(visitor(later(14)), password.sessionId)).toBeUndefined()
      expect(await resolveSession(visitor(later(14)), mailed.sessionId)).toMatchObject({
        state: 'second-factor',
      })
      await expect(signIn(world.steward, later(14))).rejects.toThrow('do not go together')
      await signIn(world.steward, later(14), NEXT)
      expect(await mailsTo(world.steward)).toEqual(['account.password-changed'])
    })

    it('takes the second step of whoever has one', async () => {
      const { codes } = await withApp(world.cleo, later(20))
      const mailed = await byMail(world.cleo, later(21))
      await expect(set(world.cleo, mailed.sessionId, later(21))).rejects.toMatchObject({ code: 'invalid' })
      await proveSecondFactor(visitor(later(22)), { ...mailed, code: codes[0] ?? '', origin })
      await set(world.cleo, mailed.sessionId, later(22))
      await signIn(world.cleo, later(23), NEXT)
    })
  })
})
