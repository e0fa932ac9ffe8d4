import type { Actor } from '#base/access/actor.ts'
import { systemCtx, transact } from '#base/db/context.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import type { ClientRecord } from '#refer/clients/model.ts'
import { type Acted, actOnReferral } from '#refer/referrals/commands/act.ts'
import { createReferral } from '#refer/referrals/commands/create.ts'
import type { Referral, StepName, Urgency } from '#refer/referrals/model.ts'
import { findReferral } from '#refer/referrals/store.ts'
import type { useDatabase } from './database.ts'
import { as, NOON, type World } from './given.ts'

/** Referrals of the test world's coordinator to its agency, and steps on them whatever version they are at. */
export function referralsOf(test: ReturnType<typeof useDatabase>, world: () => World, usual: ClientRecord) {
  async function referral(id: string): Promise<Referral> {
    const found = await transact(systemCtx(test.db, 'test', NOON), (tx) => findReferral(tx, id))
    if (!found) throw new Error('gone')
    return found
  }
  async function act(id: string, name: StepName, data: unknown, actor: Actor = world().ana): Promise<Acted> {
    const { version } = await referral(id)
    return actOnReferral(as(test.db, actor), { referralId: id, version, action: { name, data } })
  }
  /** One that was sent, with a word in its request that must stand in no message. @returns its id. */
  async function sent(record: ClientRecord = usual, urgency: Urgency = 'routine'): Promise<string> {
    const ana = as(test.db, world().ana)
    const clientId = await openClient(ana, record)
    const clientNeedId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency })
    const id = await createReferral(ana, {
      clientNeedId,
      serviceId: world().agency.serviceId,
      urgency,
      request: 'Marker-Request',
    })
    await act(id, 'send', { mode: 'treatment', fields: ['name', 'contact', 'need'] })
    return id
  }
  /** What waits or went out about a referral, oldest first. */
  const mails = (id: string) =>
    test.owner.selectFrom('mail_message').selectAll().where('referral_id', '=', id).orderBy('id').execute()
  return { referral, act, sent, mails }
}
