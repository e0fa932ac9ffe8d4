import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { nextOpenMoment } from '#refer/agencies/calendar.ts'
import { type Agency, type Channel, channelOf } from '#refer/agencies/model.ts'
import { findAgency } from '#refer/agencies/store.ts'
import { STATUSES, type Status } from '../model.ts'
import { isEnded } from '../transitions.ts'
import { enforceClock } from './clock.ts'
import { makeTask, settleTasks } from './tasks.ts'

const OPEN = STATUSES.filter((status) => !isEnded(status))
/** Where nobody has answered and somebody must ask. */
export const UNANSWERED: readonly Status[] = ['sent', 'opened']
const NOT_SENT: readonly Status[] = ['draft', 'awaiting-consent']

/** Does a person ask this agency, by telephone or fax, and not the product? */
export const isByHand = (channel: Channel): boolean => channel === 'telephone' || channel === 'fax'

/** When the agency's telephone is answered next; `now` where it did not say. */
export async function callableAt(tx: Tx, now: Date, agencyId: string): Promise<Date> {
  const agency = await findAgency(tx, agencyId)
  return agency?.callHours ? nextOpenMoment(now, agency.callHours, agency.calendar) : now
}

/**
 * An agency is reached in another way, or works on other days: what runs with it follows. Each clock is counted anew in its
 * days; what a person asks from now on gets its call, what the product asks again needs none.
 * @returns unanswered referrals that nobody calls about any more: the agency has yet to be written to
 */
export async function followAgency(ctx: Ctx, agencyId: string): Promise<string[]> {
  const { open, turned } = await transact(ctx, async (tx) => {
    const agency = await findAgency(tx, agencyId)
    const turned: string[] = []
    if (!agency) return { open: [], turned }
    const open = await tx
      .selectFrom('referral')
      .select(['id', 'client_id', 'organization_id', 'self_referred', 'channel', 'status'])
      .select(['mailbox_held_at', 'held_mailbox'])
      .where('agency_id', '=', agencyId)
      .where('status', 'in', OPEN)
      .execute()
    for (const row of open) {
      await tellOfHeld(tx, ctx, row)
      await tellOfDoubted(tx, ctx, row, agency)
      const channel = channelOf({
        ...agency,
        ...(row.self_referred && { preferredChannel: null }),
        ...(row.mailbox_held_at && { mailbox: row.held_mailbox }),
      })
      if (channel === row.channel) continue
      await tx.updateTable('referral').set({ channel }).where('id', '=', row.id).execute()
      if (!UNANSWERED.includes(row.status as Status)) continue
      if (!isByHand(channel)) {
        await settleTasks(tx, ctx, row.id, ['call-agency'])
        if (isByHand(row.channel as Channel)) turned.push(row.id)
      } else if (!row.self_referred)
        await makeTask(tx, ctx, {
          referral: { id: row.id, clientId: row.client_id, organizationId: row.organization_id },
          kind: 'call-agency',
          dueAt: await callableAt(tx, ctx.now, agencyId),
          key: `call-agency:${row.id}:kept:${agency.version}`,
        })
    }
    return { open, turned }
  })
  for (const { id } of open) await enforceClock(ctx, id)
  return turned
}

/** Nobody may read what is mailed to the agency: its coordinator asks for the right address, by a call that is due anyway or one more. */
async function tellOfDoubted(
  tx: Tx,
  ctx: Ctx,
  row: Running & { status: string },
  agency: Pick<Agency, 'doubtedMailbox' | 'careOrganizationId' | 'version'>,
): Promise<void> {
  if (agency.doubtedMailbox === null) return settleTasks(tx, ctx, row.id, ['mailbox-doubted'])
  const called = UNANSWERED.includes(row.status as Status) && agency.careOrganizationId === null
  if (called || row.mailbox_held_at || NOT_SENT.includes(row.status as Status)) return
  await makeTask(tx, ctx, {
    referral: { id: row.id, clientId: row.client_id, organizationId: row.organization_id },
    kind: 'mailbox-doubted',
    dueAt: ctx.now,
    key: `mailbox-doubted:${row.id}:${agency.version}`,
  })
}

type Running = {
  id: string
  client_id: string
  organization_id: string | null
  mailbox_held_at: Date | null
}

/** Its coordinator says whether the mailbox that somebody else put on file is the agency's; until then it stays where it was. */
async function tellOfHeld(tx: Tx, ctx: Ctx, row: Running): Promise<void> {
  if (!row.mailbox_held_at) return settleTasks(tx, ctx, row.id, ['agency-moved'])
  await makeTask(tx, ctx, {
    referral: { id: row.id, clientId: row.client_id, organizationId: row.organization_id },
    kind: 'agency-moved',
    dueAt: ctx.now,
    key: `agency-moved:${row.id}:${row.mailbox_held_at.toISOString()}`,
  })
}
