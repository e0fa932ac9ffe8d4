import { generateSync } from 'otplib'
import { beforeAll, describe, expect, it } from 'vitest'
import { VISITOR } from '#base/access/actor.ts'
import type { DomainError } from '#base/core/errors.ts'
import { systemCtx, transact } from '#base/db/context.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON } from '#testing/given.ts'
import { noteAttempt, restsUntil } from './attempts.ts'
import { confirmTotp, proveSecondFactor, startTotp } from './commands/second-factor.ts'
import { requestSignInLink, signInWithPassword } from './commands/sign-in.ts'
import { restUntil } from './limits.ts'
import { hashPassword } from './password.ts'

const PASSWORD = 'four plain words here'
const OWNERS = '192.0.2.7'
const STRANGERS = '203.0.113.9'
const LINKS = { appUrl: 'https://handrail.example', linkPath: (token: string) => `/en/link/${token}` }

describe('guessing', () => {
  const test = useDatabase()
  beforeAll(async () => {
    await givenWorld(test.db)
    await test.owner
      .updateTable('account')
      .set({ password_hash: await hashPassword(PASSWORD) })
      .execute()
  })
  const at = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000)
  const from = (address: string) => ({ address, device: 'Firefox on Android' })
  const visitor = (minutes: number) => as(test.db, VISITOR, at(minutes))

  type Try = { email: string; place: string; minutes: number; password?: string }
  const signIn = ({ email, place, minutes, password = PASSWORD }: Try) =>
    signInWithPassword(visitor(minutes), { email, password, origin: from(place) })
  /** What is answered: a code and its sentence. */
  const answer = (tried: Try) =>
    signIn(tried).then(
      () => 'in',
      (error: DomainError) => `${error.code}: ${error.message}`,
    )
  const wrong = (email: string, place: string, minutes: number) =>
    answer({ email, place, minutes, password: 'not the password' })

  /** Failures as they are written down, without the time that a password takes to be checked. */
  const failed = (email: string, place: string, minutes: number, times: number) =>
    transact(systemCtx(test.db, 'test'), async (tx) => {
      for (let time = 0; time < times; time++)
        await noteAttempt(tx, {
          ...{ email, address: place, accountId: undefined, at: at(minutes) },
          ...{ method: 'password', outcome: 'refused' },
        })
    })

  it('of a stranger rests the stranger, and the owner comes in meanwhile', async () => {
    const email = 'ana@people.example'
    for (let tries = 0; tries < 4; tries++)
      expect(await wrong(email, STRANGERS, 0)).toMatch(/^invalid: That e-mail/)
    expect(await wrong(email, STRANGERS, 0)).toBe(
      'rate-limited: Too many tries. Wait 5 minutes, or ask for a sign-in link.',
    )
    expect(await answer({ email, place: STRANGERS, minutes: 4 }), 'the right one too').toBe(
      'rate-limited: Too many tries. Wait 1 minute, or ask for a sign-in link.',
    )
    expect(await answer({ email, place: OWNERS, minutes: 1 })).toBe('in')
    // The owner's success forgives the stranger nothing: after the rest, the next wrong one rests twice as long.
    expect(await wrong(email, STRANGERS, 6)).toContain('Wait 10 minutes')
  })

  it('of one stranger all day never rests the account, and that of a crowd leaves the mailed link', async () => {
    const email = 'ben@people.example'
    const day = 24 * 60
    let tries = 0
    for (let minute = 0; minute < day; minute += 5) {
      const rests = await transact(systemCtx(test.db, 'test'), (tx) =>
        restsUntil(tx, at(minute), 'password', { email, address: STRANGERS }),
      )
      if (rests) continue
      await failed(email, STRANGERS, minute, 1)
      tries++
    }
    expect(tries).toBeLessThan(35)
    expect(await answer({ email, place: OWNERS, minutes: day - 1 })).toBe('in')

    for (let place = 0; place < 10; place++) await failed(email, `198.51.100.${place}`, 3000, 5)
    expect(await answer({ email, place: '198.51.100.99', minutes: 3001 })).toMatch(/^rate-limited/)
    await requestSignInLink(visitor(3001), { email, origin: from(OWNERS), ...LINKS })
    const mail = await test.owner
      .selectFrom('mail_message')
      .select('template')
      .where('to_address', '=', email)
      .execute()
    expect(mail).toEqual([{ template: 'account.sign-in' }])
    expect(await answer({ email, place: OWNERS, minutes: 3000 + 61 })).toBe('in')
  })

  it('is answered alike for an address that nobody has, whatever the owner does meanwhile', async () => {
    const known = 'cleo@people.example'
    const unknown = 'nobody@people.example'
    const said: Record<string, string[]> = { [known]: [], [unknown]: [] }
    for (const email of [known, unknown]) {
      const tell = async (place: string, minutes: number) =>
        said[email]?.push(await wrong(email, place, minutes))
      for (let place = 0; place < 9; place++) {
        await failed(email, `203.0.113.${place}`, place, 4)
        await tell(`203.0.113.${place}`, place)
        if (email === known && place === 4)
          expect(await answer({ email, place: OWNERS, minutes: place })).toBe('in')
      }
      await failed(email, '203.0.113.9', 9, 4)
      for (const minutes of [9, 10, 15, 16, 100]) await tell('203.0.113.77', minutes)
      await tell('203.0.113.1', 101)
    }
    expect(said[known]).toEqual(said[unknown])
    expect(new Set(said[known]).size).toBeGreaterThan(2)
  })

  it('of many at once is counted like many in a row', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => wrong('sam@people.example', STRANGERS, 0)))
    expect(all.filter((said) => said.startsWith('invalid'))).toHaveLength(4)
  })

  it('of codes takes the password first, and rests the stranger’s place and not the owner’s', async () => {
    const email = 'stu@people.example'
    const own = await signIn({ email, place: OWNERS, minutes: 0 })
    const session = { accountId: own.account.id, sessionId: own.sessionId }
    const { secret } = await startTotp(visitor(0), session)
    const code = (minutes: number) =>
      generateSync({ secret, epoch: Math.floor(at(minutes).getTime() / 1000) })
    await confirmTotp(visitor(0), { ...session, code: code(0) })
    // Wrong passwords count nothing here.
    for (let tries = 0; tries < 6; tries++) await wrong(email, STRANGERS, 1)
    await proveSecondFactor(visitor(1), { ...session, code: code(1), origin: from(OWNERS) })

    const stolen = await signIn({ email, place: '198.51.100.1', minutes: 2 })
    const guess = (place: string, minutes: number) =>
      proveSecondFactor(visitor(minutes), {
        accountId: stolen.account.id,
        sessionId: stolen.sessionId,
        code: '000000',
        origin: from(place),
      }).catch((error: unknown) => (error as DomainError).code)
    for (let place = 1; place <= 10; place++)
      for (let tries = 0; tries < 5; tries++) expect(await guess(`198.51.100.${place}`, 2)).toBe('invalid')
    expect(await guess('198.51.100.1', 3)).toBe('rate-limited')
    expect(await guess('198.51.100.77', 3), 'a place that nobody used').toBe('rate-limited')
    await proveSecondFactor(visitor(3), { ...session, code: code(3), origin: from(OWNERS) })
  })

  it('for links spends the stranger’s own, and leaves the owner theirs', async () => {
    const ask = (place: string) =>
      requestSignInLink(visitor(0), { email: 'oli@people.example', origin: from(place), ...LINKS })
    for (let time = 0; time < 5; time++) await ask(STRANGERS)
    await expect(ask(STRANGERS)).rejects.toMatchObject({ code: 'rate-limited' })
    await ask(OWNERS)
  })

  it.each([
    ['place', 4, null],
    ['place', 5, 5],
    ['place', 6, 10],
    ['place', 50, 60],
    ['account', 49, null],
    ['account', 50, 5],
  ] as const)('of a %s rests after %i failures for %s minutes', (scope, failures, minutes) => {
    const until = restUntil(scope, failures, NOON)
    expect(until && (until.getTime() - NOON.getTime()) / 60_000).toBe(minutes)
  })
})
