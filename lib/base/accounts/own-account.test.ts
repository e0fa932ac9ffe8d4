import { generateSync } from 'otplib'
import { beforeAll, describe, expect, it } from 'vitest'
import { VISITOR } from '#base/access/actor.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { openOrganization } from './commands/organizations.ts'
import { endMembership, invite, readInvitation, withdrawInvitation } from './commands/people.ts'
import { changePassword, changeProfile } from './commands/profile.ts'
import {
  confirmTotp,
  proveSecondFactor,
  recoveryCodesLeft,
  renewRecoveryCodes,
  startTotp,
} from './commands/second-factor.ts'
import { secondsLeft } from './commands/sessions.ts'
import { signInWithPassword } from './commands/sign-in.ts'
import { joinTeam, leaveTeam, openTeam } from './commands/teams.ts'
import { hashPassword } from './password.ts'
import { managedOrganizations, peopleOf } from './queries.ts'

const origin = { address: '192.0.2.7', device: 'Firefox on Android' }
const PASSWORD = 'four plain words here'
const NEXT = 'five other words than before'

describe('one own account', () => {
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
  const signIn = (email: string, password = PASSWORD, now = NOON) =>
    signInWithPassword({ ...as(test.db, VISITOR, now) }, { email, password, origin })
  const ana = (now = NOON): Ctx => as(test.db, world.ana, now)

  it('changes the password with the old one, ends the other sessions and tells the owner', async () => {
    const here = await signIn('ana@people.example')
    const elsewhere = await signIn('ana@people.example')
    await changePassword(ana(), { sessionId: here.sessionId, current: PASSWORD, next: NEXT, origin })
    expect(await secondsLeft(ana(), here.sessionId)).toBeGreaterThan(0)
    expect(await secondsLeft(ana(), elsewhere.sessionId)).toBe(0)
    await expect(signIn('ana@people.example')).rejects.toThrow(/do not go together/)
    await expect(signIn('ana@people.example', NEXT)).resolves.toBeDefined()
    const mail = await test.owner
      .selectFrom('mail_message')
      .selectAll()
      .where('template', '=', 'account.password-changed')
      .execute()
    expect(mail).toHaveLength(1)
    expect(mail[0]?.to_address).toBe('ana@people.example')
  })

  it('refuses a wrong old password beside its field, and rests after too many', async () => {
    const { sessionId } = await signIn('ben@people.example')
    const ben = as(test.db, world.ben)
    const wrong = () => changePassword(ben, { sessionId, current: 'not this one at all', next: NEXT, origin })
    for (let tries = 0; tries < 5; tries++)
      await expect(wrong()).rejects.toMatchObject({ errors: [{ path: 'currentPassword' }] })
    await expect(
      changePassword(ben, { sessionId, current: PASSWORD, next: NEXT, origin }),
    ).rejects.toMatchObject({
      code: 'rate-limited',
    })
  })

  it('changes nobody else’s name', async () => {
    await changeProfile(ana(), { name: 'Ana Maria', locale: 'es' })
    const names = await test.owner.selectFrom('account').select(['name', 'locale']).execute()
    expect(names.filter(({ name }) => name === 'Ana Maria')).toEqual([{ name: 'Ana Maria', locale: 'es' }])
    await expect(changeProfile(as(test.db, VISITOR), { name: 'Nobody', locale: 'en' })).rejects.toMatchObject(
      { code: 'not-found' },
    )
  })

  it('makes new recovery codes for who shows the app, and the old ones stop working', async () => {
    const { sessionId } = await signIn('cleo@people.example')
    const cleo = as(test.db, world.cleo)
    const accountId = world.cleo.accountId ?? ''
    const { secret } = await startTotp(cleo, { accountId, sessionId })
    const code = generateSync({ secret, epoch: Math.floor(NOON.getTime() / 1000) })
    const [old = ''] = await confirmTotp(cleo, { accountId, sessionId, code })
    await expect(
      renewRecoveryCodes(cleo, { accountId, sessionId, code: '000000', origin }),
    ).rejects.toMatchObject({
      code: 'invalid',
    })
    // A code is good once: the next sign of life is the next code.
    await expect(renewRecoveryCodes(cleo, { accountId, sessionId, code, origin })).rejects.toThrow(
      'used already',
    )
    const next = generateSync({ secret, epoch: Math.floor(NOON.getTime() / 1000) + 30 })
    const [fresh = ''] = await renewRecoveryCodes(cleo, { accountId, sessionId, code: next, origin })
    await expect(proveSecondFactor(cleo, { accountId, sessionId, code: old, origin })).rejects.toThrow()
    await proveSecondFactor(cleo, { accountId, sessionId, code: fresh, origin })
    expect(await recoveryCodesLeft(cleo)).toBe(9)
  })

  it('tells how long a session lasts without keeping it alive', async () => {
    const { sessionId } = await signIn('sam@people.example')
    expect(await secondsLeft(as(test.db, world.sam, later(10)), sessionId)).toBe(20 * 60)
    expect(await secondsLeft(as(test.db, world.sam, later(29)), sessionId)).toBe(60)
    expect(await secondsLeft(as(test.db, world.sam, later(31)), sessionId)).toBe(0)
  })

  describe('people', () => {
    it('shows a supervisor their own organization and no other', async () => {
      const sam = as(test.db, world.sam)
      const people = await peopleOf(sam, world.riverbend)
      expect(people.members.map(({ email }) => email)).toContain('ben@people.example')
      await expect(peopleOf(sam, world.otherCare)).rejects.toMatchObject({ code: 'not-found' })
      expect((await managedOrganizations(sam)).map(({ id }) => id)).toEqual([world.riverbend])
      const all = await managedOrganizations(as(test.db, world.administrator))
      expect(all.map(({ id }) => id)).toContain(world.otherCare)
      await expect(peopleOf(ana(), world.riverbend)).rejects.toMatchObject({ code: 'not-found' })
    })

    it('takes an invitation back, once, and its link is dead', async () => {
      const sam = as(test.db, world.sam)
      await invite(sam, {
        email: 'new@people.example',
        organizationId: world.riverbend,
        role: 'coordinator',
        locale: 'en',
        appUrl: 'https://handrail.example',
      })
      const [waiting] = (await peopleOf(sam, world.riverbend)).invitations
      expect(waiting?.email).toBe('new@people.example')
      await expect(withdrawInvitation(as(test.db, world.cleo), waiting?.id ?? '')).rejects.toMatchObject({
        code: 'not-found',
      })
      await withdrawInvitation(sam, waiting?.id ?? '')
      expect((await peopleOf(sam, world.riverbend)).invitations).toEqual([])
      await expect(withdrawInvitation(sam, waiting?.id ?? '')).rejects.toMatchObject({ code: 'not-found' })
      expect(await readInvitation(sam, 'no such link')).toBeUndefined()
    })

    it('lets nobody end their own role', async () => {
      const sam = as(test.db, world.sam)
      const own = (await peopleOf(sam, world.riverbend)).members.find(
        ({ accountId }) => accountId === world.sam.accountId,
      )
      await expect(endMembership(sam, own?.membershipId ?? '')).rejects.toThrow(/your own role/)
    })

    it('keeps teams: made, joined, left, and not by another organization', async () => {
      const sam = as(test.db, world.sam)
      const teamId = await openTeam(sam, { organizationId: world.riverbend, name: 'Night team' })
      await expect(
        openTeam(sam, { organizationId: world.riverbend, name: 'Night team' }),
      ).rejects.toMatchObject({ code: 'conflict' })
      await expect(openTeam(sam, { organizationId: world.otherCare, name: 'Theirs' })).rejects.toMatchObject({
        code: 'not-found',
      })
      const accountId = world.ben.accountId ?? ''
      await expect(joinTeam(sam, { teamId, accountId, supervises: true })).rejects.toThrow(
        /Only a supervisor/,
      )
      const stranger = { code: 'invalid', message: expect.stringContaining('Ask an administrator') }
      await expect(joinTeam(sam, { teamId, accountId, supervises: false })).rejects.toMatchObject(stranger)
      const admin = as(test.db, world.administrator)
      await joinTeam(admin, { teamId, accountId, supervises: false })
      // Nor does a supervisor take such a team over, by the command or past it.
      const own = { teamId, accountId: world.sam.accountId ?? '', supervises: true }
      await expect(joinTeam(sam, own)).rejects.toMatchObject(stranger)
      const past = (account_id: string, team_id: string, supervises: boolean) =>
        transact(sam, (tx) =>
          tx.insertInto('team_member').values({ team_id, account_id, supervises }).execute(),
        )
      await expect(past(own.accountId, teamId, true)).rejects.toThrow(/row-level security/)
      const empty = await openTeam(sam, { organizationId: world.riverbend, name: 'Empty team' })
      await joinTeam(sam, { ...own, teamId: empty })
      await expect(past(accountId, empty, false)).rejects.toThrow(/row-level security/)
      await expect(joinTeam(sam, { teamId: empty, accountId, supervises: false })).rejects.toMatchObject(
        stranger,
      )
      const ana = { accountId: world.ana.accountId ?? '', supervises: false }
      await joinTeam(sam, { teamId: empty, ...ana })
      await expect(
        joinTeam(admin, { teamId, accountId: world.cleo.accountId ?? '', supervises: false }),
      ).rejects.toMatchObject({ code: 'not-found' })
      const team = (await peopleOf(sam, world.riverbend)).teams.find(({ id }) => id === teamId)
      expect(team?.members).toEqual([expect.objectContaining({ accountId, supervises: false })])
      await leaveTeam(sam, { teamId, accountId })
      await expect(leaveTeam(sam, { teamId, accountId })).rejects.toMatchObject({ code: 'not-found' })
    })

    it('opens an organization whose agency finds its inbox, for administrators alone', async () => {
      const admin = as(test.db, world.administrator)
      const directoryOrganizationId = world.phoneAgency.organizationId
      await expect(
        openOrganization(as(test.db, world.sam), {
          name: 'Mine',
          refers: true,
          receives: false,
          timezone: 'America/Denver',
        }),
      ).rejects.toMatchObject({ code: 'not-found' })
      const id = await openOrganization(admin, {
        name: 'Phone agency people',
        refers: false,
        receives: true,
        timezone: 'America/Denver',
        directoryOrganizationId,
      })
      const agency = await transact(admin, (tx) =>
        tx
          .selectFrom('agency')
          .select('care_organization_id')
          .where('directory_organization_id', '=', directoryOrganizationId)
          .executeTakeFirst(),
      )
      expect(agency?.care_organization_id).toBe(id)
      await expect(
        openOrganization(admin, {
          name: 'Again',
          refers: false,
          receives: true,
          timezone: 'America/Denver',
          directoryOrganizationId,
        }),
      ).rejects.toMatchObject({ code: 'invalid' })
    })
  })
})
