import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { VISITOR } from '#base/access/actor.ts'
import { linkToken } from '#base/core/link-token.ts'
import { type Ctx, systemCtx, transact } from '#base/db/context.ts'
import { withSecrets } from '#base/mail/commands.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { actOnReferral } from '#refer/referrals/commands/act.ts'
import { createReferral } from '#refer/referrals/commands/create.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { findReferral } from '#refer/referrals/store.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { notifyMove } from '../commands.ts'
import { answerByLink } from './agency-answer.ts'
import { readAgencyLink, reissueLink } from './agency-link.ts'
import { clientLinkActor, readClientPage } from './client-link.ts'
import { decideHeldAnswer, heldAnswers } from './held.ts'
import { linkActor } from './link-actor.ts'
import { proveMailbox, sendProofCode } from './mailbox-proof.ts'

const rosa = clientRecordSchema.parse({
  givenName: 'Rosa',
  familyName: 'Marker-Zebra',
  email: 'rosa@people.example',
  languages: ['es'],
  safeContact: { channels: ['mail'] },
})
const accept = { name: 'accept', data: { contactName: 'Pat', firstContactOn: '2026-12-02' } } as const

describe('an agency’s answer without an account', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const visitor = (now = NOON): Ctx => ({ db: test.db, actor: VISITOR, now, requestId: randomUUID() })
  const system = (now = NOON) => systemCtx(test.db, 'test', now)
  const later = (seconds: number) => new Date(NOON.getTime() + seconds * 1000)

  async function sentWithLink(): Promise<{ id: string; token: string }> {
    const clientId = await openClient(as(test.db, world.ana), rosa)
    const clientNeedId = await addNeed(as(test.db, world.ana), {
      clientId,
      needId: 'food.pantry',
      urgency: 'routine',
    })
    const id = await createReferral(as(test.db, world.ana), {
      clientNeedId,
      serviceId: world.agency.serviceId,
    })
    await actOnReferral(as(test.db, world.ana), {
      referralId: id,
      version: 1,
      action: { name: 'send', data: { mode: 'treatment', fields: ['name', 'need'] } },
    })
    await notifyMove(system(), { referralId: id, sequence: 2 }, 'https://handrail.example')
    const link = await test.owner
      .selectFrom('access_link')
      .select('id')
      .where('referral_id', '=', id)
      .where('kind', '=', 'agency')
      .executeTakeFirstOrThrow()
    return { id, token: linkToken(keyring(), link.id) }
  }

  async function codeFor(id: string): Promise<string> {
    const mail = await test.owner
      .selectFrom('mail_message')
      .selectAll()
      .where('referral_id', '=', id)
      .where('template', '=', 'agency.code')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    return String(
      withSecrets({
        id: mail.id,
        to: '',
        template: '',
        locale: 'en',
        values: mail.values as Record<string, string>,
        link: undefined,
        attempts: 0,
      }).values.code,
    )
  }

  const status = async (id: string) => (await transact(system(), (tx) => findReferral(tx, id)))?.status

  async function proven(): Promise<{ id: string; token: string; proof: string }> {
    const { id, token } = await sentWithLink()
    await sendProofCode(visitor(), token)
    return { id, token, proof: await proveMailbox(visitor(), token, await codeFor(id)) }
  }

  it('rule 18: a scanner that opens the link and presses the first button leaves it sent, and the link works after', async () => {
    const { id, token } = await sentWithLink()
    const before = await test.owner
      .selectFrom('access_link')
      .selectAll()
      .where('referral_id', '=', id)
      .execute()
    for (let look = 0; look < 2; look++)
      expect(await readAgencyLink(visitor(), token, undefined)).toMatchObject({ state: 'prove' })
    expect(
      await test.owner.selectFrom('access_link').selectAll().where('referral_id', '=', id).execute(),
    ).toEqual(before)
    await sendProofCode(visitor(), token)
    expect(await status(id)).toBe('sent')
    const proof = await proveMailbox(visitor(), token, await codeFor(id))
    await answerByLink(visitor(later(30)), {
      token,
      proof,
      version: 2,
      action: accept,
      shownAt: NOON,
      address: '192.0.2.9',
    })
    expect(await status(id)).toBe('accepted')
  })

  it('rule 9: shows initials and need before the mailbox is proven, and the packet after', async () => {
    const { token, proof, id } = await proven()
    const stranger = await readAgencyLink(visitor(), token, undefined)
    expect(stranger).toMatchObject({
      state: 'prove',
      mailbox: 'i•••@mesquite.example',
      preview: { initials: 'R. M.', needId: 'food.pantry' },
    })
    expect(JSON.stringify(stranger)).not.toMatch(/Rosa|Marker/)
    const actor = await linkActor(visitor(), token, proof)
    const view = await readReferral(as(test.db, actor), id)
    expect(view.packet?.content).toEqual({
      name: 'Rosa Marker-Zebra',
      needId: 'food.pantry',
      urgency: 'routine',
    })
    expect(view.clientName).toBeNull()
  })

  it('rule 19: opens one referral and no other, and lists nothing else', async () => {
    const [first, second] = [await proven(), await proven()]
    const actor = await linkActor(visitor(), first.token, first.proof)
    await expect(readReferral(as(test.db, actor), second.id)).rejects.toMatchObject({ code: 'not-found' })
    expect(
      await transact(as(test.db, actor), (tx) => tx.selectFrom('referral').select('id').execute()),
    ).toEqual([{ id: first.id }])
    expect(
      await transact(as(test.db, actor), (tx) => tx.selectFrom('client').select('id').execute()),
    ).toEqual([])
    await expect(linkActor(visitor(), second.token, first.proof)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('refuses wrong codes, five at most, and old ones', async () => {
    const { id, token } = await sentWithLink()
    await sendProofCode(visitor(), token)
    const code = await codeFor(id)
    const wrong = code === '000000' ? '000001' : '000000'
    for (let slip = 0; slip < 5; slip++)
      await expect(proveMailbox(visitor(), token, wrong)).rejects.toMatchObject({ code: 'invalid' })
    await expect(proveMailbox(visitor(), token, code)).rejects.toThrow(/Too many tries/)
    await sendProofCode(visitor(later(120)), token)
    await expect(proveMailbox(visitor(later(120 + 16 * 60)), token, await codeFor(id))).rejects.toThrow(
      /over/,
    )
  })

  it('holds an answer that came faster than a person reads', async () => {
    const { id, token, proof } = await proven()
    const answered = await answerByLink(visitor(later(2)), {
      token,
      proof,
      version: 2,
      action: accept,
      shownAt: NOON,
      address: '192.0.2.10',
    })
    expect(answered).toEqual({ held: true })
    expect(await status(id)).toBe('sent')
    const tasks = await test.owner.selectFrom('task').select('kind').where('referral_id', '=', id).execute()
    expect(tasks).toEqual([{ kind: 'answer-held' }])
    expect(JSON.stringify(await test.owner.selectFrom('held_answer').selectAll().execute())).not.toContain(
      'Pat',
    )
  })

  it('lets the coordinator, and nobody else, apply or throw away a held answer', async () => {
    const held = async () => {
      const { id, token, proof } = await proven()
      await answerByLink(visitor(later(2)), {
        token,
        proof,
        version: 2,
        action: accept,
        shownAt: NOON,
        address: randomUUID(),
      })
      return { id, answer: (await heldAnswers(as(test.db, world.ana), id))[0] }
    }
    const [first, second] = [await held(), await held()]
    expect(first.answer).toMatchObject({ why: 'too-fast', action: accept })
    const apply = { heldId: first.answer?.id ?? '', decision: 'applied', who: 'Ms Lee' } as const
    for (const stranger of [world.ben, world.cleo, world.agencyStaff, world.otherStaff]) {
      const held = heldAnswers(as(test.db, stranger), first.id)
      // The agency sees its referral, and not what is held about it.
      if (stranger === world.agencyStaff) expect(await held).toEqual([])
      else await expect(held).rejects.toMatchObject({ code: 'not-found' })
      await expect(decideHeldAnswer(as(test.db, stranger), apply)).rejects.toMatchObject({
        code: 'not-found',
      })
    }
    await expect(
      decideHeldAnswer(as(test.db, world.ana), { ...apply, who: undefined }),
    ).rejects.toMatchObject({ code: 'invalid', errors: [{ path: 'who' }] })
    await decideHeldAnswer(as(test.db, world.ana), apply)
    expect(await status(first.id)).toBe('accepted')
    const view = await readReferral(as(test.db, world.ana), first.id)
    expect(view.timeline.at(-1)).toMatchObject({ reportedBy: 'agency', words: { reportedBy: 'Ms Lee' } })
    await expect(decideHeldAnswer(as(test.db, world.ana), apply)).rejects.toMatchObject({ code: 'not-found' })

    await decideHeldAnswer(as(test.db, world.ana), { heldId: second.answer?.id ?? '', decision: 'discarded' })
    expect(await status(second.id)).toBe('sent')
    expect(await heldAnswers(as(test.db, world.ana), second.id)).toEqual([])
    const open = await test.owner
      .selectFrom('task')
      .select('id')
      .where('referral_id', 'in', [first.id, second.id])
      .where('done_at', 'is', null)
      .execute()
    expect(open).toEqual([])
  })

  it('holds the third link that one address answers within a minute', async () => {
    const links = [await proven(), await proven(), await proven()]
    const held: boolean[] = []
    for (const { token, proof } of links)
      held.push(
        (
          await answerByLink(visitor(later(30)), {
            token,
            proof,
            version: 2,
            action: accept,
            shownAt: NOON,
            address: '192.0.2.77',
          })
        ).held,
      )
    expect(held).toEqual([false, false, true])
  })

  it('offers a new link for an expired one to the address on file only', async () => {
    const { id, token } = await sentWithLink()
    const late = new Date(NOON.getTime() + 31 * 86_400_000)
    expect(await readAgencyLink(visitor(late), token, undefined)).toMatchObject({
      state: 'expired',
      mailbox: 'i•••@mesquite.example',
    })
    await reissueLink(visitor(late), token, 'https://handrail.example', 'en')
    const mails = await test.owner
      .selectFrom('mail_message')
      .select('to_address')
      .where('referral_id', '=', id)
      .where('dedupe_key', 'like', 'reissue:%')
      .execute()
    expect(mails).toEqual([{ to_address: 'intake@mesquite.example' }])
  })

  it('is dead after a withdrawal', async () => {
    const { id, token, proof } = await proven()
    await actOnReferral(as(test.db, world.ana), {
      referralId: id,
      version: 2,
      action: { name: 'withdraw', data: { reason: 'client-declined', askedBy: 'client' } },
    })
    expect(await readAgencyLink(visitor(), token, proof)).toEqual({ state: 'gone' })
    await expect(
      answerByLink(visitor(later(30)), {
        token,
        proof,
        version: 3,
        action: accept,
        shownAt: NOON,
        address: 'x',
      }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })

  it('gives the client a page of their own referrals, consents and disclosures', async () => {
    const { id } = await sentWithLink()
    await actOnReferral(as(test.db, world.agencyStaff), { referralId: id, version: 2, action: accept })
    await notifyMove(system(), { referralId: id, sequence: 3 }, 'https://handrail.example')
    const link = await test.owner
      .selectFrom('access_link')
      .selectAll()
      .where('kind', '=', 'client')
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    const token = linkToken(keyring(), link.id)
    const page = await readClientPage(visitor(), token)
    expect(page).toMatchObject({
      name: 'Rosa Marker-Zebra',
      locale: 'es',
      referralIds: [id],
      disclosures: [{ agencyName: 'Mesquite Pantry', fields: ['name', 'need'] }],
    })
    const actor = await clientLinkActor(visitor(), token)
    expect(
      await transact(as(test.db, actor), (tx) => tx.selectFrom('client').select('id').execute()),
    ).toHaveLength(1)
    await expect(
      clientLinkActor(new Date() && visitor(new Date(NOON.getTime() + 91 * 86_400_000)), token),
    ).rejects.toMatchObject({ code: 'not-found' })
  })
})
