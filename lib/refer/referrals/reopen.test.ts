import { beforeAll, describe, expect, it } from 'vitest'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { actOnReferral } from './commands/act.ts'
import { createReferral } from './commands/create.ts'
import { finishDraft } from './commands/refer.ts'
import { revokeConsent } from './commands/revoke.ts'
import { readReferral } from './queries/referral.ts'

describe('sending again', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })

  async function declined(change: object = {}): Promise<string> {
    const ana = as(test.db, world.ana)
    const clientId = await openClient(ana, clientRecordSchema.parse({ givenName: 'Rosa' }))
    const clientNeedId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'routine' })
    const id = await createReferral(ana, { clientNeedId, serviceId: world.agency.serviceId })
    await finishDraft(ana, {
      referralId: id,
      version: 1,
      urgency: 'routine',
      fields: ['name', 'need'],
      mode: 'authorization',
      giver: 'client',
      method: 'voice',
      witness: 'Sam, supervisor',
      consentLocale: 'es',
      expiresOn: '2026-12-10',
      signature: 'Rosa',
      explained: 'yes',
      step: 'send',
      ...change,
    })
    await actOnReferral(as(test.db, world.agencyStaff), {
      referralId: id,
      version: 2,
      action: { name: 'decline', data: { reason: 'no-capacity' } },
    })
    return id
  }
  const again = (id: string, now = NOON) =>
    actOnReferral(as(test.db, world.ana, now), {
      referralId: id,
      version: 3,
      action: { name: 'reopen', data: { text: 'They have room now' } },
    })

  it('is a step of the history, on the consent that still stands', async () => {
    const id = await declined()
    await again(id)
    const view = await readReferral(as(test.db, world.agencyStaff), id)
    expect(view.referral).toMatchObject({ status: 'sent', version: 4, reason: null, closedAt: null })
    expect(view.timeline.map((entry) => entry.action)).toEqual(['send', 'decline', 'reopen'])
    expect(view.packet?.content.name).toBe('Rosa')
  })

  it('is refused once the consent is over, and nothing has changed', async () => {
    const id = await declined()
    await expect(again(id, new Date('2026-12-11T12:00:00Z'))).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: 'consent', message: 'This consent has ended. Ask for a new one.' }],
    })
    expect((await readReferral(as(test.db, world.ana), id)).referral).toMatchObject({
      status: 'declined',
      version: 3,
    })
  })

  it('is refused once the consent was taken back', async () => {
    const id = await declined()
    const { referral } = await readReferral(as(test.db, world.ana), id)
    await revokeConsent(as(test.db, world.ana), { consentId: referral.consentId ?? '', method: 'voice' })
    await expect(again(id)).rejects.toMatchObject({
      errors: [{ message: 'The client has taken this consent back.' }],
    })
  })

  it('needs the witness of a spoken consent from the start', async () => {
    await expect(declined({ witness: undefined })).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: 'witness' }],
    })
  })
})
