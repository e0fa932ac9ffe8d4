import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { VISITOR } from '#base/access/actor.ts'
import { invite, readInvitation } from '#base/accounts/commands/people.ts'
import { fillSecrets, linkToken } from '#base/core/link-token.ts'
import { makeKey } from '#base/core/seal.ts'
import { type Ctx, systemCtx, transact } from '#base/db/context.ts'
import { reseal } from '#base/db/reseal.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { notifyMove } from '../commands.ts'
import { linkFor } from '../store.ts'
import { readAgencyLink } from './agency-link.ts'
import { cardToken, findCard, makeCard } from './card.ts'

const rosa = clientRecordSchema.parse({ givenName: 'Rosa', familyName: 'Garcia', languages: ['es'] })

describe('links when the keys are rotated', () => {
  const test = useDatabase()
  const first = process.env.ENCRYPTION_KEYS ?? ''
  const [second, third] = [makeKey('second'), makeKey('third')]
  let world: World
  const given = referralsOf(test, () => world, rosa)
  const visitor = (): Ctx => ({ db: test.db, actor: VISITOR, now: NOON, requestId: randomUUID() })
  const rotate = (...keys: string[]) => vi.stubEnv('ENCRYPTION_KEYS', keys.join(','))
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  afterEach(() => vi.unstubAllEnvs())

  /** A referral that was sent, and the link that its agency was mailed. */
  async function mailed(): Promise<{ referralId: string; linkId: string }> {
    const referralId = await given.sent()
    await notifyMove(
      systemCtx(test.db, 'test', NOON),
      { referralId, sequence: 2 },
      'https://handrail.example',
    )
    const link = await test.owner
      .selectFrom('access_link')
      .select('id')
      .where('referral_id', '=', referralId)
      .where('kind', '=', 'agency')
      .executeTakeFirstOrThrow()
    return { referralId, linkId: link.id }
  }
  const opens = async (token: string) => (await readAgencyLink(visitor(), token, undefined)).state
  const tokenOf = (linkId: string, keyId?: string) => linkToken(keyring(), linkId, keyId)

  it('open with the key that they were made with, twice over, until that key is gone', async () => {
    const one = await mailed()
    const token = tokenOf(one.linkId)
    rotate(second, first)
    expect(await opens(token)).toBe('prove')
    const two = await mailed()
    rotate(third, second, first)
    const three = await mailed()
    const [twoToken, threeToken] = [tokenOf(two.linkId, 'second'), tokenOf(three.linkId, 'third')]
    for (const each of [token, twoToken, threeToken]) expect(await opens(each)).toBe('prove')
    // What is sealed moves to the current key, as the doctor does it; then the oldest goes.
    await reseal(test.owner, keyring())
    rotate(third, second)
    expect(await opens(token)).toBe('gone')
    for (const each of [twoToken, threeToken]) expect(await opens(each)).toBe('prove')
    rotate(third, second, first)
  })

  it('give nothing to whoever has a key of before: it makes no secret of a newer link', async () => {
    rotate(second, first)
    const { linkId } = await mailed()
    expect(await opens(tokenOf(linkId, 'second'))).toBe('prove')
    expect(await opens(tokenOf(linkId, 'test'))).toBe('gone')
    await invite(as(test.db, world.administrator), {
      ...{ email: 'new@people.example', organizationId: world.riverbend, role: 'coordinator', locale: 'en' },
      appUrl: 'https://handrail.example',
    })
    const { id } = await test.owner.selectFrom('invitation').select('id').executeTakeFirstOrThrow()
    expect(await readInvitation(visitor(), tokenOf(id, 'test'))).toBeUndefined()
    expect(await readInvitation(visitor(), tokenOf(id, 'second'))).toMatchObject({ id })
  })

  it('go out with the key they were queued with, and one is made anew where something is sent after the rotation', async () => {
    const { referralId, linkId } = await mailed()
    const mails = JSON.stringify(await given.mails(referralId))
    expect(mails).not.toContain(tokenOf(linkId, 'test'))
    rotate(second, first)
    expect(fillSecrets(keyring(), mails)).toContain(tokenOf(linkId, 'test'))
    const { clientId } = await given.referral(referralId)
    const again = await transact(systemCtx(test.db, 'test', NOON), (tx) =>
      linkFor(tx, NOON, { kind: 'agency', clientId, referralId, agencyId: world.agency.id }),
    )
    expect(again).not.toBe(linkId)
    expect(await opens(tokenOf(again, 'second'))).toBe('prove')
    expect(await opens(tokenOf(linkId, 'test'))).toBe('prove')
  })

  it('that were made before links had a key of their own open as before', async () => {
    const { linkId } = await mailed()
    await test.owner.updateTable('access_link').set({ key_id: null }).where('id', '=', linkId).execute()
    const old = `https://handrail.example/en/answer/{token:${linkId}}`
    rotate(second, first)
    expect(await opens(fillSecrets(keyring(), old).split('/').at(-1) ?? '')).toBe('prove')
  })

  it('on a card that was printed before: its code still opens, and the card is shown as it was', async () => {
    const { referralId } = await mailed()
    const ana = as(test.db, world.ana)
    const card = await makeCard(ana, referralId)
    rotate(second, first)
    expect(await cardToken(visitor(), card.code)).toBe(card.token)
    expect(await findCard(ana, referralId)).toEqual(card)
    expect((await makeCard(ana, referralId)).code).not.toBe(card.code)
    expect(await cardToken(visitor(), card.code)).toBe(card.token)
  })
})
