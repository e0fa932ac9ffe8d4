import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { VISITOR } from '#base/access/actor.ts'
import { linkToken } from '#base/core/link-token.ts'
import { type Ctx, systemCtx } from '#base/db/context.ts'
import { withSecrets } from '#base/mail/commands.ts'
import { renderMail } from '#base/mail/render.ts'
import { toMail } from '#base/mail/store.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { askForAddress, proveAddress } from '#refer/agencies/address-proof.ts'
import { listKeptAgencies, readKeptAgency } from '#refer/agencies/queries.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { followAgency } from '#refer/referrals/commands/follow-agency.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { notifyLate, notifyMove } from '../commands.ts'
import { readAgencyLink } from './agency-link.ts'
import { proveMailbox, sendProofCode } from './mailbox-proof.ts'
import { readWrongAddress, reportWrongAddress } from './wrong-address.ts'

const APP = 'https://handrail.example'
const MAILBOX = 'intake@juniper.example'
const later = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000)

describe('a message that came to the wrong address', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const given = referralsOf(test, () => world, clientRecordSchema.parse({ alias: 'Marker-Zebra' }))
  const { mails, referral, act } = given
  const visitor = (minutes = 1): Ctx => ({
    db: test.db,
    actor: VISITOR,
    now: later(minutes),
    requestId: randomUUID(),
  })
  const system = (minutes = 1) => systemCtx(test.db, 'test', later(minutes))
  const report = (token: string, minutes = 1, shownAt = NOON) =>
    reportWrongAddress(visitor(minutes), { token, shownAt }, APP)
  const agency = () =>
    test.owner.selectFrom('agency').selectAll().where('id', '=', world.agency.id).executeTakeFirstOrThrow()
  const openTasks = async (id: string) =>
    (
      await test.owner
        .selectFrom('task')
        .select('kind')
        .where('referral_id', '=', id)
        .where('done_at', 'is', null)
        .execute()
    ).map(({ kind }) => kind)
  const reports = () =>
    test.owner
      .selectFrom('audit_event')
      .select(['entity_id', 'detail'])
      .where('action', '=', 'link:wrong-address')
      .orderBy('id')
      .execute()

  /** An agency that nobody signs in for, with a mailbox that nobody has proven. */
  beforeEach(async () => {
    await test.owner
      .updateTable('agency')
      .set({
        care_organization_id: null,
        mailbox: MAILBOX,
        mailbox_doubted_at: null,
        mailbox_confirmed_at: null,
        phone: '210-555-0142',
      })
      .where('id', '=', world.agency.id)
      .execute()
  })
  async function mailed(): Promise<{ id: string; token: string }> {
    const id = await given.sent()
    await test.owner.updateTable('referral').set({ channel: 'mail' }).where('id', '=', id).execute()
    await notifyMove(system(0), { referralId: id, sequence: 2 }, APP)
    const link = await test.owner
      .selectFrom('access_link')
      .select('id')
      .where('referral_id', '=', id)
      .executeTakeFirstOrThrow()
    return { id, token: linkToken(keyring(), link.id) }
  }

  it('names a page that shows for whom it was and nothing of what it was about', async () => {
    const { id, token } = await mailed()
    const [row] = await mails(id)
    if (!row) throw new Error('no mail')
    const letter = renderMail(withSecrets(toMail(row)))
    const address = `${APP}/en/answer/${token}/wrong-address`
    expect(letter.text).toContain(`Tell us, and no more of these come here:\n${address}`)
    expect(letter.html).toContain(`<a href="${address}"`)
    const page = await readWrongAddress(visitor(), token)
    expect(page).toEqual({ agencyName: 'Mesquite Pantry' })
    expect(await readWrongAddress(visitor(), 'nonsense')).toBeUndefined()
    // Reading it changes nothing.
    expect((await agency()).mailbox_doubted_at).toBeNull()
    expect(await reports()).toEqual([])
  })

  it('is believed: nothing goes there any more, nobody opens anything from there, and people call', async () => {
    const [unanswered, accepted] = [await mailed(), await mailed()]
    await act(
      accepted.id,
      'accept',
      { contactName: 'Pat', firstContactOn: '2026-12-02' },
      {
        ...world.agencyStaff,
        accountId: null,
        organizationId: null,
        via: 'link:test',
        referralId: accepted.id,
      },
    )
    await sendProofCode(visitor(), unanswered.token)
    const code = withSecrets(toMail((await mails(unanswered.id)).at(-1) as never)).values.code
    const proof = await proveMailbox(visitor(), unanswered.token, String(code))
    await report(unanswered.token, 2)
    expect(await agency()).toMatchObject({ mailbox: MAILBOX, mailbox_doubted_at: later(2) })
    expect((await reports()).at(-1)).toMatchObject({ entity_id: world.agency.id, detail: { doubted: true } })
    // What waited is dropped, and a proof from there counts no more.
    for (const { id } of [unanswered, accepted])
      expect((await mails(id)).filter(({ dropped_at }) => dropped_at === null)).toEqual([])
    for (const each of [unanswered.token, accepted.token])
      expect(await readAgencyLink(visitor(3), each, proof)).toEqual({ state: 'gone' })
    await expect(sendProofCode(visitor(4), accepted.token)).rejects.toMatchObject({ code: 'conflict' })
    // No reminder goes there: the coordinator calls.
    const before = (await mails(unanswered.id)).length
    await followAgency(system(5), world.agency.id)
    await notifyLate(
      system(5),
      {
        referralId: unanswered.id,
        sequence: (await referral(unanswered.id)).version,
        clock: 'answer',
        stage: 'remind',
      },
      APP,
    )
    const toAgency = (await mails(unanswered.id)).slice(before).map(({ to_address }) => to_address)
    expect(toAgency).not.toContain(MAILBOX)
    expect(await referral(unanswered.id)).toMatchObject({ status: 'sent', channel: 'telephone' })
    expect(await openTasks(unanswered.id)).toEqual(['call-agency'])
    expect(await openTasks(accepted.id)).toEqual(['mailbox-doubted'])
    expect((await readReferral(as(test.db, world.ana), unanswered.id)).agency).toMatchObject({
      mailbox: null,
      doubted: MAILBOX,
    })
    // A new referral is asked for by telephone as well, and a steward finds the agency first.
    const next = await given.sent()
    expect((await referral(next)).channel).toBe('telephone')
    const steward = as(test.db, world.steward)
    expect(
      (await listKeptAgencies(steward, '')).find(({ agencyId }) => agencyId === world.agency.id),
    ).toMatchObject({
      unreachable: true,
    })
    expect((await readKeptAgency(steward, world.agency.id)).agency).toMatchObject({
      mailbox: null,
      doubtedMailbox: MAILBOX,
    })
    // Said twice is said once.
    await report(accepted.token, 6)
    expect((await agency()).mailbox_doubted_at).toEqual(later(2))
    expect((await reports()).at(-1)).toMatchObject({ detail: { doubted: false } })

    // Proven again by a code: what runs goes there again.
    await askForAddress(as(test.db, world.steward, later(9)), {
      agencyId: world.agency.id,
      kind: 'mailbox',
      address: MAILBOX,
    })
    const again = await test.owner
      .selectFrom('mail_message')
      .selectAll()
      .where('template', '=', 'agency.new-mailbox')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    await proveAddress(as(test.db, world.steward, later(9)), {
      agencyId: world.agency.id,
      kind: 'mailbox',
      code: String(withSecrets(toMail(again)).values.code),
    })
    expect(await agency()).toMatchObject({ mailbox: MAILBOX, mailbox_doubted_at: null })
    expect(await followAgency(system(10), world.agency.id)).toContain(unanswered.id)
    expect(await referral(unanswered.id)).toMatchObject({ channel: 'mail', mailboxHeld: false })
    expect(await openTasks(accepted.id)).toEqual([])
    expect((await readReferral(as(test.db, world.ana), unanswered.id)).agency).toMatchObject({
      mailbox: MAILBOX,
      doubted: null,
    })
  })

  it('is not believed of a machine, nor of a link to an address that is no longer in use', async () => {
    const { token } = await mailed()
    await expect(report(token, 0.04)).rejects.toThrow(/faster than anybody reads/)
    expect((await agency()).mailbox_doubted_at).toBeNull()
    await test.owner
      .updateTable('agency')
      .set({ mailbox: 'front-desk@mesquite.example' })
      .where('id', '=', world.agency.id)
      .execute()
    await report(token)
    expect((await agency()).mailbox_doubted_at).toBeNull()
    expect((await reports()).at(-1)).toMatchObject({ detail: { doubted: false } })
  })

  it('stops a mailbox that a referral is held with, and leaves the agency’s own in use', async () => {
    const { id, token } = await mailed()
    await test.owner
      .updateTable('referral')
      .set({ mailbox_held_at: NOON, held_mailbox: MAILBOX })
      .where('id', '=', id)
      .execute()
    await test.owner
      .updateTable('agency')
      .set({ mailbox: 'front-desk@mesquite.example' })
      .where('id', '=', world.agency.id)
      .execute()
    await report(token)
    expect((await agency()).mailbox_doubted_at).toBeNull()
    const row = await test.owner
      .selectFrom('referral')
      .select(['held_mailbox', 'mailbox_held_at'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(row).toEqual({ held_mailbox: null, mailbox_held_at: NOON })
    expect(await readAgencyLink(visitor(3), token, undefined)).toEqual({ state: 'gone' })
  })

  it('may be said when the link is over, and by nobody who made up a link', async () => {
    const { id, token } = await mailed()
    await act(id, 'withdraw', { reason: 'client-declined', askedBy: 'client' })
    const known = (await reports()).length
    await report('nonsense', 2)
    expect(await reports()).toHaveLength(known)
    await report(token, 2)
    expect((await agency()).mailbox_doubted_at).toEqual(later(2))
  })
})
