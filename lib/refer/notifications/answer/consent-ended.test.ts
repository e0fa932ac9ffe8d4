import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { VISITOR } from '#base/access/actor.ts'
import { linkToken } from '#base/core/link-token.ts'
import { keyedDigest } from '#base/core/seal.ts'
import { type Ctx, systemCtx } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { attachToReferral } from '#refer/referrals/commands/attach.ts'
import { referNow } from '#refer/referrals/commands/refer.ts'
import { openFile } from '#refer/referrals/queries/file.ts'
import { listReferrals } from '#refer/referrals/queries/list.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { notifyMove } from '../commands.ts'
import { readAgencyLink } from './agency-link.ts'
import { answerByCard, findCard, makeCard, readCard } from './card.ts'
import { linkActor } from './link-actor.ts'
import { sendProofCode } from './mailbox-proof.ts'

/** Eight in the evening in San Antonio, when it is the next day in UTC, and an hour after midnight. */
const LAST_EVENING = new Date('2026-12-11T02:00:00Z')
const AFTER_MIDNIGHT = new Date('2026-12-11T07:00:00Z')

describe('a referral whose consent has ended', () => {
  const test = useDatabase()
  let world: World
  let id: string
  let file: string
  let token: string
  let card: string
  const proof = 'proof'
  const visitor = (now: Date): Ctx => ({ db: test.db, actor: VISITOR, now, requestId: randomUUID() })

  beforeAll(async () => {
    world = await givenWorld(test.db)
    const ana = as(test.db, world.ana)
    const clientId = await openClient(ana, clientRecordSchema.parse({ givenName: 'Rosa' }))
    const clientNeedId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'routine' })
    id = await referNow(ana, {
      clientNeedId,
      serviceId: world.agency.serviceId,
      urgency: 'routine',
      fields: ['name', 'need', 'attachments'],
      mode: 'authorization',
      giver: 'client',
      method: 'screen',
      consentLocale: 'en',
      expiresOn: '2026-12-10',
      signature: 'Rosa',
      explained: 'yes',
      step: 'send',
    })
    const bytes = Buffer.from('%PDF-1.7\n%%EOF\n')
    file = await attachToReferral(ana, id, { name: 'letter.pdf', bytes })
    card = (await makeCard(ana, id)).token
    await notifyMove(systemCtx(test.db, 'test', NOON), { referralId: id, sequence: 2 }, 'https://h.example')
    const link = await test.owner
      .updateTable('access_link')
      .set({ proven_at: LAST_EVENING, proof_hash: keyedDigest(keyring(), 'proof', proof) })
      .where('referral_id', '=', id)
      .where('kind', '=', 'agency')
      .returning('id')
      .executeTakeFirstOrThrow()
    token = linkToken(keyring(), link.id)
  })

  it('was open to the agency until its last day was over', async () => {
    expect(await readAgencyLink(visitor(LAST_EVENING), token, undefined)).toMatchObject({ state: 'prove' })
    const actor = await linkActor(visitor(LAST_EVENING), token, proof)
    const view = await readReferral(as(test.db, actor, LAST_EVENING), id)
    expect(view.packet?.content.name).toBe('Rosa')
    expect(view.files).toHaveLength(1)
    expect((await openFile(as(test.db, actor, LAST_EVENING), file)).name).toBe('letter.pdf')
    const staff = as(test.db, world.agencyStaff, LAST_EVENING)
    expect(await listReferrals(staff)).toMatchObject([{ id, person: 'Rosa' }])
    expect(await readCard(visitor(LAST_EVENING), card)).toMatchObject({ agencyName: 'Mesquite Pantry' })
  })

  it('opens by no link, proven or not, and offers no new one', async () => {
    const now = visitor(AFTER_MIDNIGHT)
    for (const shown of [undefined, proof])
      expect(await readAgencyLink(now, token, shown)).toEqual({ state: 'gone' })
    await expect(linkActor(now, token, proof)).rejects.toMatchObject({ code: 'not-found' })
    await expect(sendProofCode(now, token)).rejects.toMatchObject({ code: 'not-found' })
    expect(await readCard(now, card)).toBeUndefined()
    await expect(
      answerByCard(now, { token: card, action: { name: 'decline', data: { reason: 'no-capacity' } } }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })

  it('shows the agency’s staff nothing of the person, and the sender what was sent', async () => {
    const staff = as(test.db, world.agencyStaff, AFTER_MIDNIGHT)
    const view = await readReferral(staff, id)
    expect([view.packet, view.request, view.needId, view.files, view.messages, view.timeline]).toEqual([
      null,
      null,
      '',
      [],
      [],
      [],
    ])
    expect(await listReferrals(staff)).toMatchObject([{ id, person: '' }])
    await expect(openFile(staff, file)).rejects.toMatchObject({ code: 'not-found' })
    const byLink = {
      role: 'agency-staff',
      accountId: null,
      organizationId: null,
      via: 'link',
      referralId: id,
    } as const
    await expect(openFile(as(test.db, byLink, AFTER_MIDNIGHT), file)).rejects.toMatchObject({
      code: 'not-found',
    })
    const ana = as(test.db, world.ana, AFTER_MIDNIGHT)
    expect((await openFile(ana, file)).name).toBe('letter.pdf')
    const sent = await readReferral(ana, id)
    expect(sent.packet?.content.name).toBe('Rosa')
    // To read, and not to print, to fax or to say to anybody anew.
    expect(sent.disclosed).toBe(false)
    expect((await readReferral(as(test.db, world.ana, LAST_EVENING), id)).disclosed).toBe(true)
    expect(await findCard(ana, id)).toBeUndefined()
    await expect(makeCard(ana, id)).rejects.toMatchObject({ code: 'not-found' })
  })
})
