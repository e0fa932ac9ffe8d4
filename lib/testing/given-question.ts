import { randomUUID } from 'node:crypto'
import { VISITOR } from '#base/access/actor.ts'
import { linkToken } from '#base/core/link-token.ts'
import { type Ctx, systemCtx } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import type { Giver } from '#refer/consent/model.ts'
import { clientLinkActor } from '#refer/notifications/answer/client-link.ts'
import { notifyMove } from '#refer/notifications/commands.ts'
import { referNow } from '#refer/referrals/commands/refer.ts'
import type { useDatabase } from './database.ts'
import { as, NOON, type World } from './given.ts'

const at = NOON.toISOString()
export const rosa = clientRecordSchema.parse({
  givenName: 'Rosa',
  familyName: 'Marker-Zebra',
  email: 'rosa@people.example',
  languages: ['es'],
  safeContact: { channels: ['mail'] },
  guardian: { name: 'Luz Marker', email: 'luz@people.example' },
})
export const teen = clientRecordSchema.parse({
  ...rosa,
  facts: {
    age: { value: 15, from: 'client', at },
    residence: { value: { state: 'TX' }, from: 'client', at },
  },
})

/** Consents that the test world's coordinator asks for by link, and who opens the links. */
export function questionsOf(test: ReturnType<typeof useDatabase>, world: () => World) {
  async function asked(record = rosa, giver: Giver = 'client', needId = 'food.pantry') {
    const ana = as(test.db, world().ana)
    const clientId = await openClient(ana, record)
    const clientNeedId = await addNeed(ana, { clientId, needId, urgency: 'routine' })
    const id = await referNow(ana, {
      clientNeedId,
      serviceId: world().agency.serviceId,
      urgency: 'routine',
      request: 'A box for two',
      fields: ['name', 'need', 'request'],
      mode: 'authorization',
      giver,
      method: 'screen',
      consentLocale: 'es',
      expiresOn: '2027-05-30',
      step: 'ask',
    })
    await notifyMove(
      systemCtx(test.db, 'test', NOON),
      { referralId: id, sequence: 2 },
      'https://handrail.example',
    )
    return { id, clientId, clientNeedId }
  }

  async function visiting(
    clientId: string,
    giver: 'client' | 'guardian' | 'representative' = 'client',
  ): Promise<Ctx> {
    const link = await test.owner
      .selectFrom('access_link')
      .select('id')
      .where('client_id', '=', clientId)
      .where('kind', '=', 'client')
      .where('giver', '=', giver)
      .executeTakeFirstOrThrow()
    const ctx: Ctx = { db: test.db, actor: VISITOR, now: NOON, requestId: randomUUID() }
    return { ...ctx, actor: await clientLinkActor(ctx, linkToken(keyring(), link.id)) }
  }

  return { asked, visiting }
}
