import { sql } from 'kysely'
import { connect } from '#base/db/client.ts'
import { command } from '#indexer/command.ts'

/** `account-clock.ts links <e-mail>` and `idle <e-mail> <minutes>`: makes mailed links, or the last sign of life, older. */
const [what = '', email = '', minutes = '0'] = process.argv.slice(2)

await command(
  'e2e account clock',
  async ({ servers }) => {
    const owner = connect(servers.ownerUrl, { max: 1, asOwner: true })
    try {
      if (what === 'links')
        await sql`update sign_in_link set expires_at = now() - interval '1 second' where email = ${email}`.execute(
          owner,
        )
      else
        await sql`update session set last_seen_at = now() - make_interval(mins => ${Number(minutes)})
          where ended_at is null and account_id = (select id from account where email = ${email})`.execute(
          owner,
        )
      return 0
    } finally {
      await owner.destroy()
    }
  },
  { migrateFirst: false },
)
