import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '#base/access/actor.ts'
import { systemCtx } from '#base/db/context.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { type Act, actOnReferral } from './commands/act.ts'
import { referNow } from './commands/refer.ts'
import { revokeConsent } from './commands/revoke.ts'
import { readReferral } from './queries/referral.ts'

const LAST_DAY = new Date('2026-12-10T12:00:00Z')
const DAY_AFTER = new Date('2026-12-11T12:00:00Z')
const REFUSED = { code: 'conflict', message: expect.stringContaining('consent no longer covers') }

describe('taking a referral on', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })

  /** Sent on a consent that ends with 10 December. */
  async function sent(serviceId = world.agency.serviceId): Promise<string> {
    const ana = as(test.db, world.ana)
    const clientId = await openClient(ana, clientRecordSchema.parse({ givenName: 'Rosa' }))
    const clientNeedId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'routine' })
    return referNow(ana, {
      clientNeedId,
      serviceId,
      urgency: 'routine',
      fields: ['name', 'need'],
      mode: 'authorization',
      giver: 'client',
      method: 'screen',
      consentLocale: 'en',
      expiresOn: '2026-12-10',
      signature: 'Rosa',
      explained: 'yes',
      step: 'send',
    })
  }
  const standing = async (id: string) => (await readReferral(as(test.db, world.ana), id)).referral
  const lapse = async (id: string) =>
    actOnReferral(systemCtx(test.db, 'clock', NOON), {
      referralId: id,
      version: (await standing(id)).version,
      action: { name: 'lapse', data: {} },
    })
  const accept = async (actor: Actor, id: string, now: Date, reportedBy?: Act['reportedBy']) =>
    actOnReferral(as(test.db, actor, now), {
      referralId: id,
      version: (await standing(id)).version,
      action: { name: 'accept', data: { contactName: 'Pat', firstContactOn: '2026-12-15' } },
      ...(reportedBy && { reportedBy }),
    })

  it('is possible while the consent stands, late or not', async () => {
    const [prompt, late] = [await sent(), await sent()]
    await lapse(late)
    for (const id of [prompt, late])
      expect(await accept(world.agencyStaff, id, LAST_DAY)).toMatchObject({ status: 'accepted' })
  })

  it('is refused once the consent has ended, to the agency and to whoever takes down its word', async () => {
    const id = await sent()
    await expect(accept(world.agencyStaff, id, DAY_AFTER)).rejects.toMatchObject(REFUSED)
    await expect(
      accept(world.ana, id, DAY_AFTER, { party: 'agency', who: 'Front desk, Ms Lee' }),
    ).rejects.toMatchObject(REFUSED)
    expect(await standing(id)).toMatchObject({ status: 'sent', version: 2 })
    await lapse(id)
    await expect(accept(world.agencyStaff, id, DAY_AFTER)).rejects.toMatchObject(REFUSED)
    expect(await standing(id)).toMatchObject({ status: 'no-response', version: 3 })
  })

  it('is refused to a late answer after the consent was taken back', async () => {
    const id = await sent()
    await lapse(id)
    const { consentId } = await standing(id)
    await revokeConsent(as(test.db, world.ana), { consentId: consentId ?? '', method: 'voice' })
    await expect(accept(world.agencyStaff, id, NOON)).rejects.toMatchObject(REFUSED)
    expect((await standing(id)).status).toBe('no-response')
  })
})
