import { appSecrets } from '#base/runtime/secrets.ts'
import { command } from '#indexer/command.ts'
import { enforceClock } from '#refer/referrals/commands/clock.ts'

/**
 * `clock.ts <referral> <days>`: what the clock of one referral does that many days from now. The product has no clock
 * that can be set; the command that its timer runs takes the time as an argument, and a browser test calls it here.
 */
const [referralId = '', days = '0'] = process.argv.slice(2)

await command(
  'e2e clock',
  async ({ ctx, config }) => {
    process.env.ENCRYPTION_KEYS ||= appSecrets(config).encryptionKeys
    await enforceClock({ ...ctx, now: new Date(ctx.now.getTime() + Number(days) * 86_400_000) }, referralId)
    return 0
  },
  { migrateFirst: false },
)
