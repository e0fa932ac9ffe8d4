import { type Ctx, transact } from '#base/db/context.ts'
import { appSecrets } from '#base/runtime/secrets.ts'
import { command } from '#indexer/command.ts'
import { findAgency } from '#refer/agencies/store.ts'
import { notifyLate } from '#refer/notifications/commands.ts'
import { runningClock } from '#refer/referrals/clocks.ts'
import { enforceClock } from '#refer/referrals/commands/clock.ts'
import { findReferral, readEvents } from '#refer/referrals/store.ts'

/**
 * `clock.ts <referral> <days>`: what the clock of one referral does that many days from now. The product has no clock
 * that can be set; the commands that its timer and its job run take the time as an argument, and a browser test calls them
 * here: the job itself would find that nobody is late yet.
 */
const [referralId = '', days = '0'] = process.argv.slice(2)

await command(
  'e2e clock',
  async ({ ctx, config }) => {
    process.env.ENCRYPTION_KEYS ||= appSecrets(config).encryptionKeys
    const then = { ...ctx, now: new Date(ctx.now.getTime() + Number(days) * 86_400_000) }
    await enforceClock(then, referralId)
    const clock = await clockOf(then)
    if (!clock) return 0
    const late = { referralId, sequence: clock.since, clock: clock.name, stage: 'remind' } as const
    await notifyLate(then, late, `http://127.0.0.1:${process.env.E2E_PORT}`)
    return 0
  },
  { migrateFirst: false },
)

function clockOf(ctx: Ctx) {
  return transact(ctx, async (tx) => {
    const referral = await findReferral(tx, referralId)
    const agency = referral && (await findAgency(tx, referral.agencyId))
    if (!referral || !agency) throw new Error(`There is no referral ${referralId}.`)
    const { events } = await readEvents(tx, referralId)
    return runningClock(events, referral.urgency, agency.calendar)
  })
}
