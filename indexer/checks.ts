import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { firstBrokenSeal, lookAhead, sealAudit, type Unsealed, unsealed } from '#base/audit/chain.ts'
import { readKeyring } from '#base/core/seal.ts'
import { connect } from '#base/db/client.ts'
import type { Database } from '#base/db/context.ts'
import { pendingMigrations } from '#base/db/migrate.ts'
import { linksOfOlderKeys, reseal, sealedWithOlderKeys } from '#base/db/reseal.ts'
import { undelivered } from '#base/mail/store.ts'
import type { Config } from '#base/runtime/config.ts'
import { appSecrets } from '#base/runtime/secrets.ts'
import { connectSearch } from '#find/search/client.ts'
import { drainPending } from '#find/search/commands/drain.ts'
import { rebuildIndex } from '#find/search/commands/rebuild.ts'
import { compareIndex, repairIndex } from '#find/search/commands/reconcile.ts'
import { indexLagSeconds, searchStatus } from '#find/search/queries.ts'
import { uncheckedCrisis } from '#find/understanding/crisis.ts'
import { isBuilt } from './build.ts'
import type { CommandMeans } from './command.ts'
import { type Check, type Finding, note, ok, wrong } from './finding.ts'
import { SETTINGS_CHECKS } from './settings-checks.ts'

/** What `npm run doctor` looks at, in this order. A new check is one more entry. */
export const CHECKS: readonly Check[] = [
  {
    name: 'database',
    async look({ ctx }) {
      const { rows } = await sql<{
        version: string
      }>`select current_setting('server_version') as version`.execute(ctx.db)
      return ok(`PostgreSQL ${rows[0]?.version} answers.`)
    },
  },
  {
    name: 'migrations',
    async look({ servers }) {
      const missing = await pendingMigrations(servers.ownerUrl)
      if (missing.length === 0) return ok('The database is at this version.')
      return wrong(
        `${missing.length} migrations have not run: ${missing.join(', ')}.`,
        'npm start runs them.',
      )
    },
  },
  ...SETTINGS_CHECKS,
  {
    name: 'search',
    async look({ servers }) {
      if (!servers.meilisearch)
        return note(
          'There is no search engine: searches are answered from PostgreSQL, slower and without typo tolerance.',
          'Set MEILISEARCH_URL, or MEILISEARCH_BIN to a Meilisearch program.',
        )
      if ((await searchStatus(engineOf(servers))) === 'ok')
        return ok('Meilisearch answers and has the index.')
      return wrong(
        `Meilisearch at ${servers.meilisearch.urls.join(', ')} does not answer, or has no index.`,
        'Start it; then npm run index -- --rebuild.',
      )
    },
    async repair({ ctx, servers }) {
      const sent = await rebuildIndex(ctx, engineOf(servers))
      return sent === null ? 'Another process is rebuilding the index.' : `Indexed ${sent} documents anew.`
    },
  },
  {
    name: 'index',
    async look({ ctx, servers }) {
      if (!servers.meilisearch) return ok('Nothing to compare without a search engine.')
      const { behind, extra, cards } = await compareIndex(ctx, engineOf(servers))
      if (behind.length + extra.length === 0) return ok(`Index and database agree on ${cards} listings.`)
      const waited = await indexLagSeconds(ctx)
      return wrong(
        `Of ${cards} listings, ${behind.length} services are not indexed as they are; ${extra.length} documents are extra. The oldest change has waited ${waited} s.`,
        'npm run doctor -- --repair mends it. If it comes back, see that the indexer runs (npm start).',
      )
    },
    async repair({ ctx, servers }) {
      const engine = engineOf(servers)
      await repairIndex(ctx, engine, await compareIndex(ctx, engine))
      return `Brought ${await drainPending(ctx, engine)} services up to date.`
    },
  },
  {
    name: 'jobs',
    async look({ servers }) {
      return asOwner(servers.ownerUrl, async (owner) => {
        const { rows } = await sql<{ task: string; failed: number }>`
          select task_identifier as task, count(*)::int as failed from graphile_worker.jobs
          where attempts >= max_attempts group by 1 order by 1`.execute(owner)
        if (rows.length === 0) return ok('No job has been given up.')
        const list = rows.map(({ task, failed }) => `${task} (${failed})`).join(', ')
        return wrong(
          `Jobs that failed every time: ${list}.`,
          'The indexer logs why (job.failed). After mending the cause: select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs where attempts >= max_attempts), run_at => now(), attempts => 0);',
        )
      })
    },
  },
  {
    name: 'messages',
    async look({ ctx }) {
      const { failed, late } = await undelivered(ctx)
      if (failed === 0 && late === 0) return ok('No message has been given up.')
      const remedy =
        'Mend SMTP_URL or SMS_URL, or the address: each has a task for its coordinator. Codes why: select channel, template, last_error, count(*) from mail_message where failed_at is not null group by 1, 2, 3;'
      if (failed > 0)
        return wrong(`${failed} messages could not be delivered in a month and were given up.`, remedy)
      return note(`${late} messages have waited for more than an hour; they are still tried.`, remedy)
    },
  },
  {
    name: 'supervision',
    async look({ ctx }) {
      const { rows } = await sql<{ organization: string; coordinators: number }>`
        select care_organization.name as organization, count(distinct caseload.account_id)::int as coordinators
        from caseload
        join client on client.id = caseload.client_id and client.status = 'active'
        join care_organization on care_organization.id = client.organization_id
        where caseload.until is null and caseload.kind = 'primary' and not exists (
          select from team_member member
          join team on team.id = member.team_id and team.organization_id = client.organization_id
          join team_member boss on boss.team_id = team.id and boss.supervises
          join account on account.id = boss.account_id and account.deactivated_at is null
          where member.account_id = caseload.account_id)
        group by 1 order by 1`.execute(ctx.db)
      if (rows.length === 0) return ok('Somebody supervises everybody who carries clients.')
      const list = rows.map((row) => `${row.organization} (${row.coordinators})`).join(', ')
      return note(
        `Nobody supervises these coordinators, so what is late with them reaches only who can arrange teams: ${list}.`,
        'Put each into a team with a supervisor, on the page People.',
      )
    },
  },
  {
    name: 'audit',
    async look({ ctx }) {
      const { seals, broken } = await firstBrokenSeal(ctx)
      if (!broken) return sealing(await unsealed(ctx), seals, ctx.now)
      return wrong(
        `The record of who did what was changed: seal ${broken.seal}, events ${broken.firstEvent} to ${broken.lastEvent}, is the first that does not hold.`,
        "Compare these events with a backup from before, and find out who had the database owner's password.",
      )
    },
    async repair({ ctx }) {
      if ((await firstBrokenSeal(ctx)).broken) return 'Nothing mends a line that was changed.'
      const sealed = await sealAudit(ctx, await lookAhead(ctx))
      return sealed === null
        ? 'A long transaction still runs; nothing could be sealed.'
        : `Sealed ${sealed} lines of the record of who did what.`
    },
  },
  {
    name: 'build',
    async look() {
      if (isBuilt()) return ok('The built pages are of this version.')
      return note('The built pages are of another version, or there are none.', 'npm start builds them.')
    },
  },
  {
    name: 'poverty guidelines',
    async look({ ctx }) {
      // The Department of Health and Human Services publishes each year's in January; by March they are in force everywhere.
      const due = ctx.now.getUTCMonth() >= 2 ? ctx.now.getUTCFullYear() : ctx.now.getUTCFullYear() - 1
      if (existsSync(join(process.cwd(), `data/eligibility/poverty-${due}.json`)))
        return ok(`The federal poverty guidelines of ${due} are there.`)
      return wrong(
        `The federal poverty guidelines of ${due} are missing, so income rules are judged by older ones.`,
        `Add data/eligibility/poverty-${due}.json in the form of the year before.`,
      )
    },
  },
  {
    name: 'listings',
    async look({ ctx }) {
      const { rows } = await sql<{ services: number; old: number }>`
        select count(*)::int as services, count(*) filter (
          where coalesce(assured_date::timestamptz, last_modified, '-infinity') < ${ctx.now}::timestamptz - interval '1 year'
        )::int as old from service where status = 'active' and withdrawn_at is null`.execute(ctx.db)
      const { services = 0, old = 0 } = rows[0] ?? {}
      if (services === 0) return note('The directory is empty.', 'npm run import brings a feed in.')
      if (old === 0) return ok(`All ${services} services were checked within a year.`)
      return note(
        `${old} of ${services} services were not checked within a year, or nobody knows when.`,
        'Import their feeds again, or ask the agencies; searchers see the age of each listing.',
      )
    },
  },
  {
    name: 'keys',
    async look({ ctx, config, servers }) {
      const keyring = ringOf(config)
      const older = await asOwner(servers.ownerUrl, (owner) => sealedWithOlderKeys(owner, keyring))
      const count = older.reduce((sum, each) => sum + each.count, 0)
      if (count === 0) {
        const until = await asOwner(servers.ownerUrl, (owner) => linksOfOlderKeys(owner, keyring, ctx.now))
        return ok(
          `All sensitive text is sealed with the current key, ${keyring.current}.${until ? ` Mailed links rest on older keys until ${until.toISOString().slice(0, 10)}.` : ''}`,
        )
      }
      const list = older.map((each) => `${each.column} (${each.count})`).join(', ')
      return wrong(
        `${count} values are sealed with an older key than ${keyring.current}: ${list}.`,
        'npm run doctor -- --repair seals them anew. Keep the older keys in ENCRYPTION_KEYS until this is well.',
      )
    },
    async repair({ config, servers }) {
      const { done, unreadable } = await asOwner(servers.ownerUrl, (owner) => reseal(owner, ringOf(config)))
      const lost = unreadable.map(({ column, count }) => ` ${count} of ${column} are opened by no key.`)
      return `Sealed ${done} values anew.${lost.join('')}`
    },
  },
  {
    name: 'eligibility',
    async look({ ctx }) {
      const { rows } = await sql<{ name: string; total: number }>`
        select s.name, count(*) over ()::int as total
        from service_eligibility e join service s on s.id = e.service_id
        where e.rules ? 'disagreements'
        order by s.name limit 3`.execute(ctx.db)
      const [first] = rows
      if (!first) return ok('No listing says one thing in its fields and another in its words.')
      return note(
        `${first.total} listing(s) say one thing in a field and another in the words about who may come: ${rows.map(({ name }) => name).join(', ')}${first.total > rows.length ? ', …' : ''}. Until then people are told to ask first.`,
        'Ask the agency which holds, and mend the field or the words in the feed.',
      )
    },
  },
  {
    name: 'crisis help',
    async look() {
      const { contacts, messages } = uncheckedCrisis()
      if (contacts.length + messages.length === 0)
        return ok('Every crisis line and message has been checked by somebody.')
      return note(
        `Nobody has checked these crisis lines yet: ${contacts.join(', ') || 'none'}; nor the messages in: ${messages.join(', ') || 'none'}.`,
        'Call or text each line; then enter who did it and when in data/crisis (checkedBy, checkedOn).',
      )
    },
  },
]

/** The sealer writes every minute; a long transaction may hold it up for a few. */
const SEALED_WITHIN_MINUTES = 10

/** Lines that lie about unsealed could be changed by the owner's password, and no seal would tell. */
function sealing(left: Unsealed | null, seals: number, now: Date): Finding {
  const minutes = (from: Date, to: Date) => Math.floor((to.getTime() - from.getTime()) / 60_000)
  if (!left || minutes(left.oldest, now) < SEALED_WITHIN_MINUTES)
    return ok(`The record of who did what is as it was sealed (${seals} seals).`)
  const says = `${left.lines} lines of the record of who did what are not sealed, the oldest for ${minutes(left.oldest, now)} minutes.`
  // Work went on and nobody sealed it, or the product was stopped in the minute in which it was to be sealed.
  return minutes(left.oldest, left.newest) >= SEALED_WITHIN_MINUTES
    ? wrong(
        `${says} Sealing has stopped.`,
        'See that the indexer runs (npm start) and logs no audit.unsealed; look for a transaction that does not end (select pid, xact_start, query from pg_stat_activity order by xact_start;). npm run doctor -- --repair seals what is there.',
      )
    : note(says, 'npm start seals them within two minutes, npm run doctor -- --repair at once.')
}

const ringOf = (config: Config) => readKeyring(config.encryptionKeys ?? appSecrets(config).encryptionKeys)

async function asOwner<T>(url: string, work: (owner: Database) => Promise<T>): Promise<T> {
  const owner = connect(url, { max: 1, asOwner: true })
  try {
    return await work(owner)
  } finally {
    await owner.destroy()
  }
}

function engineOf({ meilisearch }: CommandMeans['servers']) {
  if (!meilisearch) throw new Error('There is no search engine.')
  return connectSearch(meilisearch.urls, meilisearch.key)
}
