import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Actor, VISITOR } from '#base/access/actor.ts'
import { linkToken } from '#base/core/link-token.ts'
import { systemCtx } from '#base/db/context.ts'
import { withSecrets } from '#base/mail/commands.ts'
import { toMail } from '#base/mail/store.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { askForAddress, forgetAddress, proveAddress } from '#refer/agencies/address-proof.ts'
import { dropAddress, keepAgency, meetAgency } from '#refer/agencies/commands.ts'
import { contactDetailsSchema } from '#refer/agencies/contact-details.ts'
import { listKeptAgencies, readKeptAgency } from '#refer/agencies/queries.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { followAgency } from '#refer/referrals/commands/follow-agency.ts'
import { followMailbox } from '#refer/referrals/commands/follow-mailbox.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { sendProofCode } from './answer/mailbox-proof.ts'
import { notifyKept, notifyMove } from './commands.ts'

const APP = 'https://handrail.example'
const NEW = 'front-desk@mesquite.example'
const later = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000)
const details = (more: object = {}) =>
  contactDetailsSchema.parse({ timezone: 'America/Chicago', workingDays: ['1', '2', '3', '4', '5'], ...more })

describe('keeping an agency', () => {
  const test = useDatabase()
  let world: World
  let admin: Actor
  let otherAdmin: Actor
  beforeAll(async () => {
    world = await givenWorld(test.db)
    admin = { ...world.agencyStaff, role: 'agency-admin' }
    otherAdmin = { ...world.otherStaff, role: 'agency-admin' }
  })
  const rosa = clientRecordSchema.parse({ alias: 'R.' })
  const { sent, referral, mails } = referralsOf(test, () => world, rosa)
  const agency = async (id = world.agency.id) =>
    test.owner.selectFrom('agency').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const keep = async (ctx: ReturnType<typeof as>, more: object, id = world.agency.id) =>
    keepAgency(ctx, { agencyId: id, version: (await agency(id)).version, details: details(more) })
  /** Messages to an address, oldest first, as they would be read. */
  const lettersTo = async (address: string) =>
    (
      await test.owner
        .selectFrom('mail_message')
        .selectAll()
        .where('to_address', '=', address)
        .orderBy('id')
        .execute()
    ).map((row) => ({ ...withSecrets(toMail(row)), dropped: row.dropped_at !== null }))
  const codeTo = async (address: string) => String((await lettersTo(address)).at(-1)?.values.code)
  const audit = async (action: string) =>
    test.owner
      .selectFrom('audit_event')
      .select(['role', 'entity_id', 'detail'])
      .where('action', '=', action)
      .orderBy('id')
      .execute()

  describe('its mailbox', () => {
    const asked = { kind: 'mailbox', address: NEW } as const
    beforeEach(async () => {
      await test.owner
        .updateTable('agency')
        .set({ mailbox: 'intake@mesquite.example' })
        .where('id', '=', world.agency.id)
        .execute()
    })

    it('stays until a code that went to the new one, and nowhere else, is typed', async () => {
      const ctx = as(test.db, admin)
      await askForAddress(ctx, { agencyId: world.agency.id, ...asked })
      const code = await codeTo(NEW)
      expect(code).toMatch(/^\d{6}$/)
      expect(JSON.stringify(await lettersTo('intake@mesquite.example'))).not.toContain(code)
      expect((await agency()).mailbox).toBe('intake@mesquite.example')
      const typed = { agencyId: world.agency.id, kind: 'mailbox' } as const
      const wrong = code === '000000' ? '111111' : '000000'
      await expect(proveAddress(ctx, { ...typed, code: wrong })).rejects.toMatchObject({ code: 'invalid' })
      expect((await agency()).mailbox).toBe('intake@mesquite.example')
      await proveAddress(as(test.db, admin, later(5)), { ...typed, code })
      expect(await agency()).toMatchObject({ mailbox: NEW, mailbox_confirmed_at: later(5) })
      const told = (await lettersTo('intake@mesquite.example')).at(-1)
      expect(told).toMatchObject({ template: 'agency.moved', link: undefined })
      expect(JSON.stringify(told)).not.toContain(NEW)
      expect(await audit('agency:keep')).toMatchObject([
        {
          role: 'agency-admin',
          entity_id: world.agency.id,
          detail: { fields: expect.arrayContaining(['mailbox']) },
        },
      ])
      expect(await audit('agency:prove-address:refused')).toHaveLength(1)
      expect(JSON.stringify(await audit('agency:prove-address'))).not.toContain('@')
    })

    it('is proven with a code that is in time, in few tries and for the newest request', async () => {
      const steward = as(test.db, world.steward)
      const typed = { agencyId: world.agency.id, kind: 'mailbox' } as const
      await askForAddress(steward, { ...typed, address: NEW })
      const first = await codeTo(NEW)
      await askForAddress(steward, { ...typed, address: NEW })
      const second = await codeTo(NEW)
      await expect(proveAddress(steward, { ...typed, code: first })).rejects.toThrow(/not right/)
      await expect(
        proveAddress(as(test.db, world.steward, later(61)), { ...typed, code: second }),
      ).rejects.toThrow(/over/)
      for (let tries = 1; tries < 5; tries++)
        await expect(proveAddress(steward, { ...typed, code: '1' })).rejects.toThrow(/not right/)
      await expect(proveAddress(steward, { ...typed, code: second })).rejects.toThrow(/Too many/)
      await forgetAddress(steward, typed)
      await expect(proveAddress(steward, { ...typed, code: second })).rejects.toMatchObject({
        code: 'not-found',
      })
      expect((await agency()).mailbox).toBe('intake@mesquite.example')
    })

    describe('put on file by a steward', () => {
      let id: string
      const proofs = () =>
        test.owner
          .selectFrom('access_link')
          .select(['proof_hash', 'proven_at'])
          .where('referral_id', '=', id)
          .execute()
      const system = (minutes: number) => systemCtx(test.db, 'test', later(minutes))
      const asksFor = async () =>
        (await mails(id)).filter(({ template }) => template === 'agency.referral-sent')
      const codeOf = async (referralId: string) => {
        const link = await test.owner
          .selectFrom('access_link')
          .select('id')
          .where('referral_id', '=', referralId)
          .executeTakeFirstOrThrow()
        await sendProofCode(as(test.db, VISITOR, later(9)), linkToken(keyring(), link.id))
        return (await mails(referralId)).filter(({ template }) => template === 'agency.code').at(-1)
      }
      beforeEach(async () => {
        await test.owner.deleteFrom('rate_limit').execute()
        await test.owner
          .updateTable('agency')
          .set({ care_organization_id: null })
          .where('id', '=', world.agency.id)
          .execute()
        id = await sent()
        await notifyMove(system(0), { referralId: id, sequence: 2 }, APP)
        await test.owner
          .updateTable('access_link')
          .set({ proven_at: NOON, proof_hash: 'x' })
          .where('referral_id', '=', id)
          .execute()
        const steward = as(test.db, world.steward, later(1))
        await askForAddress(steward, { agencyId: world.agency.id, ...asked })
        const proven = { agencyId: world.agency.id, kind: 'mailbox', code: await codeTo(NEW) } as const
        await proveAddress(steward, proven)
        const { version } = await agency()
        const moved = { agencyId: world.agency.id, movedTo: version, turned: [] }
        for (let run = 0; run < 2; run++) {
          await followAgency(system(2), world.agency.id)
          await notifyKept(system(2), moved, APP)
        }
      })
      afterEach(async () => {
        await test.owner
          .updateTable('agency')
          .set({ care_organization_id: world.agency.careOrganizationId })
          .where('id', '=', world.agency.id)
          .execute()
      })

      it('takes what is sent from now on, and nothing that runs: its coordinator is asked first', async () => {
        expect(await asksFor()).toMatchObject([{ to_address: 'intake@mesquite.example', dropped_at: null }])
        expect(await proofs()).toEqual([{ proof_hash: 'x', proven_at: NOON }])
        expect(await codeOf(id)).toMatchObject({ to_address: 'intake@mesquite.example' })
        const tasks = await test.owner
          .selectFrom('task')
          .select(['kind', 'assigned_to'])
          .where('referral_id', '=', id)
          .where('done_at', 'is', null)
          .execute()
        expect(tasks).toEqual([{ kind: 'agency-moved', assigned_to: world.ana.accountId }])
        expect((await readReferral(as(test.db, world.ana, later(3)), id)).agency.heldFrom).toBe(NEW)
        const fresh = await sent()
        await notifyMove(system(4), { referralId: fresh, sequence: 2 }, APP)
        expect((await mails(fresh)).map(({ to_address }) => to_address)).toEqual([NEW])
      })

      it('takes what runs once its coordinator says so, and nobody else does', async () => {
        for (const actor of [world.cleo, world.ben, world.steward, world.administrator, world.agencyStaff])
          await expect(followMailbox(as(test.db, actor, later(5)), id)).rejects.toMatchObject({
            code: 'not-found',
          })
        expect(await proofs()).toEqual([{ proof_hash: 'x', proven_at: NOON }])
        const ana = as(test.db, world.ana, later(5))
        await followMailbox(ana, id)
        await notifyKept(system(6), { agencyId: world.agency.id, turned: [id] }, APP)
        expect((await asksFor()).at(-1)).toMatchObject({ to_address: NEW, dropped_at: null })
        expect(await proofs()).toEqual([{ proof_hash: null, proven_at: null }])
        expect(await codeOf(id)).toMatchObject({ to_address: NEW })
        expect((await audit('referral:follow-mailbox')).at(-1)).toMatchObject({ entity_id: id })
        await expect(followMailbox(ana, id)).rejects.toMatchObject({ code: 'not-found' })
      })

      it('takes what runs once the agency’s own administrator has proven one', async () => {
        await test.owner
          .updateTable('agency')
          .set({ care_organization_id: world.agency.careOrganizationId })
          .where('id', '=', world.agency.id)
          .execute()
        const own = 'own@mesquite.example'
        const ctx = as(test.db, admin, later(7))
        await askForAddress(ctx, { agencyId: world.agency.id, kind: 'mailbox', address: own })
        await proveAddress(ctx, { agencyId: world.agency.id, kind: 'mailbox', code: await codeTo(own) })
        await followAgency(system(8), world.agency.id)
        expect(await proofs()).toEqual([{ proof_hash: null, proven_at: null }])
        expect(await codeOf(id)).toMatchObject({ to_address: own })
      })

      it('goes from what runs when it is taken off, and no later one takes its place unasked', async () => {
        const phone = (number: string | null) =>
          test.owner.updateTable('agency').set({ phone: number }).where('id', '=', world.agency.id).execute()
        await phone('(210) 555-0190')
        const steward = as(test.db, world.steward, later(5))
        const box = { agencyId: world.agency.id, kind: 'mailbox' } as const
        await dropAddress(steward, box)
        expect(await proofs()).toEqual([{ proof_hash: null, proven_at: null }])
        await askForAddress(steward, { ...box, address: 'third@mesquite.example' })
        await proveAddress(steward, { ...box, code: await codeTo('third@mesquite.example') })
        await expect(codeOf(id)).rejects.toThrow(/no mailbox/)
        await phone(null)
      })
    })

    it('is taken off only where something else reaches the agency', async () => {
      const ctx = as(test.db, world.steward)
      await test.owner
        .updateTable('agency')
        .set({ mailbox: 'hall@juniper.example' })
        .where('id', '=', world.phoneAgency.id)
        .execute()
      await dropAddress(ctx, { agencyId: world.phoneAgency.id, kind: 'mailbox' })
      expect((await agency(world.phoneAgency.id)).mailbox).toBeNull()
      await test.owner
        .updateTable('agency')
        .set({ mailbox: 'hall@juniper.example', phone: null })
        .where('id', '=', world.phoneAgency.id)
        .execute()
      await expect(
        dropAddress(ctx, { agencyId: world.phoneAgency.id, kind: 'mailbox' }),
      ).rejects.toMatchObject({
        code: 'conflict',
      })
    })
  })

  it('a text number goes on file by a code where a gateway is set, and to no text without one', async () => {
    const ctx = as(test.db, admin)
    const asked = { agencyId: world.agency.id, kind: 'text', address: '+12105550177' } as const
    expect(await askForAddress(ctx, asked)).toBe('saved')
    Object.assign(process.env, { SMS_URL: 'http://AC1:secret@127.0.0.1:1', SMS_FROM: '+12105550199' })
    try {
      const other = { ...asked, address: '+12105550178' }
      expect(await askForAddress(ctx, other)).toBe('code-sent')
      expect((await lettersTo(other.address)).at(-1)).toMatchObject({
        channel: 'text',
        template: 'agency.new-text',
      })
      expect((await agency()).text_number).toBe('+12105550177')
      await proveAddress(ctx, { ...asked, code: await codeTo(other.address) })
      expect(await agency()).toMatchObject({ text_number: other.address, text_confirmed_at: NOON })
    } finally {
      delete process.env.SMS_URL
      delete process.env.SMS_FROM
    }
  })

  it('sets its days, and the clocks of what runs follow', async () => {
    const id = await sent()
    const due = new Date('2026-12-02T18:00:00Z')
    expect((await referral(id)).dueAt).toEqual(due)
    await keep(as(test.db, admin), { closedFrom: '2026-12-01', closedTo: '2026-12-02' })
    expect((await agency()).closed_days).toEqual(['2026-12-01', '2026-12-02'])
    await followAgency(systemCtx(test.db, 'test', later(1)), world.agency.id)
    expect((await referral(id)).dueAt).toEqual(new Date('2026-12-04T18:00:00Z'))
    await keep(as(test.db, admin), { timezone: 'America/New_York' })
    await followAgency(systemCtx(test.db, 'test', later(2)), world.agency.id)
    expect((await referral(id)).dueAt).toEqual(due)
  })

  it('is called from now on when it would rather be, in its hours, and written to again when not', async () => {
    const id = await sent()
    await keep(as(test.db, admin), {
      phone: '210-555-0150',
      preferredChannel: 'telephone',
      callHours: { from: '13:00', to: '16:00' },
    })
    expect((await lettersTo('intake@mesquite.example')).at(-1)?.template).toBe('agency.reach-changed')
    const system = systemCtx(test.db, 'test', later(1))
    expect(await followAgency(system, world.agency.id)).toEqual([])
    const tasks = () =>
      test.owner
        .selectFrom('task')
        .select(['kind', 'due_at', 'done_at'])
        .where('referral_id', '=', id)
        .execute()
    expect((await referral(id)).channel).toBe('telephone')
    // One in the afternoon in San Antonio.
    expect(await tasks()).toEqual([
      { kind: 'call-agency', due_at: new Date('2026-11-30T19:00:00Z'), done_at: null },
    ])
    await keep(as(test.db, admin), { phone: '210-555-0150' })
    expect(await followAgency(systemCtx(test.db, 'test', later(2)), world.agency.id)).toContain(id)
    expect((await referral(id)).channel).toBe('account')
    expect((await tasks())[0]?.done_at).toEqual(later(2))
  })

  it('refuses what nobody could use', () => {
    const wrong = (more: object) =>
      contactDetailsSchema
        .safeParse({ timezone: 'America/Chicago', workingDays: ['1'], ...more })
        .error?.issues.map(({ path }) => path.join('.'))
    expect(wrong({ phone: 'call us' })).toEqual(['phone'])
    expect(wrong({ preferredChannel: 'fax' })).toEqual(['fax'])
    expect(wrong({ callHours: { from: '16:00', to: '09:00' } })).toEqual(['callHours.to'])
    expect(wrong({ closedFrom: '2026-12-24', closedTo: '2026-12-20' })).toEqual(['closedTo'])
    expect(wrong({ workingDays: [] })).toEqual(['workingDays'])
    expect(wrong({ timezone: 'America/Nowhere' })).toEqual(['timezone'])
    expect(details({ timezone: 'America/Detroit' }).timezone).toBe('America/Detroit')
  })

  it('lets two at once not both win', async () => {
    const { version } = await agency()
    const both = [admin, world.steward].map((actor, index) =>
      keepAgency(as(test.db, actor), {
        agencyId: world.agency.id,
        version,
        details: details({ contactName: `Name ${index}` }),
      }),
    )
    const settled = await Promise.allSettled(both)
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('is for its own administrator and for stewards: someone else cannot', async () => {
    const agencyId = world.agency.id
    for (const actor of [otherAdmin, world.agencyStaff, world.ana, world.sam, world.cleo]) {
      const ctx = as(test.db, actor)
      const refused = { code: 'not-found' }
      await expect(readKeptAgency(ctx, agencyId)).rejects.toMatchObject(refused)
      await expect(keep(ctx, { contactName: 'Mallory' })).rejects.toMatchObject(refused)
      await expect(
        askForAddress(ctx, { agencyId, kind: 'mailbox', address: 'mallory@elsewhere.example' }),
      ).rejects.toMatchObject(refused)
      await expect(proveAddress(ctx, { agencyId, kind: 'mailbox', code: '1' })).rejects.toMatchObject(refused)
      await expect(forgetAddress(ctx, { agencyId, kind: 'text' })).rejects.toMatchObject(refused)
      await expect(dropAddress(ctx, { agencyId, kind: 'mailbox' })).rejects.toMatchObject(refused)
      await expect(meetAgency(ctx, world.agency.organizationId)).rejects.toMatchObject(refused)
    }
    expect(await lettersTo('mallory@elsewhere.example')).toEqual([])
    const reads = (await audit('agency:read')).length
    await readKeptAgency(as(test.db, admin), agencyId)
    expect(await audit('agency:read')).toHaveLength(reads + 1)
  })

  it('shows an administrator their own agency and a steward all, and makes one before its first referral', async () => {
    await test.owner
      .updateTable('care_organization')
      .set({ directory_organization_id: world.agency.organizationId })
      .where('id', '=', world.agency.careOrganizationId)
      .execute()
    expect((await listKeptAgencies(as(test.db, admin), '')).map(({ name }) => name)).toEqual([
      'Mesquite Pantry',
    ])
    expect(await listKeptAgencies(as(test.db, otherAdmin), '')).toEqual([])
    expect((await listKeptAgencies(as(test.db, world.steward), 'oak')).map(({ name }) => name)).toEqual([
      'Oak Shelter',
    ])
    const organizationId = randomUUID()
    await test.owner
      .insertInto('organization')
      .values({ id: organizationId, name: 'Elm Kitchen', description: '', email: 'hello@elm.example' })
      .execute()
    const steward = as(test.db, world.steward)
    const [line] = await listKeptAgencies(steward, 'Elm')
    expect(line).toMatchObject({ organizationId, agencyId: null })
    const id = await meetAgency(steward, organizationId)
    expect(await meetAgency(steward, organizationId)).toBe(id)
    expect((await readKeptAgency(steward, id)).agency.mailbox).toBe('hello@elm.example')
  })
})
