import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import type { Actor } from '#base/access/actor.ts'
import { makeKey } from '#base/core/seal.ts'
import { connect } from '#base/db/client.ts'
import { type Ctx, type Database, systemCtx, transact } from '#base/db/context.ts'
import { migrate } from '#base/db/migrate.ts'
import { startPostgres } from '#base/runtime/embedded-postgres.ts'
import { notifyMove } from '#refer/notifications/commands.ts'
import { actOnReferral } from '#refer/referrals/commands/act.ts'
import { enforceClock } from '#refer/referrals/commands/clock.ts'
import { createReferral } from '#refer/referrals/commands/create.ts'
import { followUp } from '#refer/referrals/commands/follow-up.ts'
import { writeMessage } from '#refer/referrals/commands/messages.ts'
import { sayOutcome } from '#refer/referrals/commands/outcome.ts'
import { keepResponseRecord } from '#refer/referrals/commands/response.ts'
import type { ActionName } from '#refer/referrals/model.ts'
import { listReferrals, readReferral } from '#refer/referrals/queries/referral.ts'
import { openTasks } from '#refer/referrals/queries/tasks.ts'
import { findReferral } from '#refer/referrals/store.ts'
import { summary } from './measure.ts'
import { type Cast, writeHistory } from './referral-history.ts'

/**
 * `npx tsx bench/referrals.ts [--referrals N] [--each N] [--json]`: what loading a referral and each action on it takes, with
 * N referrals of history (200,000 unless said otherwise), eight at a time, on a database of its own.
 */
const { values } = parseArgs({
  options: {
    referrals: { type: 'string', default: '200000' },
    each: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
  },
})
const CONCURRENCY = 8

type Timing = ReturnType<typeof summary>

/** Runs `work` once an item, eight at a time. Milliseconds. */
async function timesOf<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<Timing> {
  const times: number[] = []
  let next = 0
  const from = performance.now()
  const worker = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) {
      const before = performance.now()
      await work(item)
      times.push(performance.now() - before)
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  return summary(times, performance.now() - from)
}

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const APP = 'https://handrail.example'

/** A referral's way from draft to closed, each step with who takes it. */
const WAY: readonly { name: ActionName; by: 'coordinator' | 'agency'; data: unknown }[] = [
  { name: 'send', by: 'coordinator', data: { mode: 'treatment', fields: ['name', 'contact', 'need'] } },
  { name: 'open', by: 'agency', data: {} },
  { name: 'ask', by: 'agency', data: { question: 'Which bus?' } },
  { name: 'answer', by: 'coordinator', data: { answer: 'The 14' } },
  { name: 'accept', by: 'agency', data: { contactName: 'Pat', firstContactOn: day(1) } },
  { name: 'schedule', by: 'agency', data: { at: `${day(2)}T16:00:00Z`, mode: 'in-person' } },
  { name: 'miss', by: 'agency', data: { which: 'missed' } },
  { name: 'begin', by: 'agency', data: { startedOn: day(0) } },
  { name: 'close-served', by: 'agency', data: { delivered: 'Groceries', on: day(0), enrolment: 'enrolled' } },
]

async function measure(db: Database, cast: Cast, each: number): Promise<Record<string, Timing>> {
  const as = (actor: Actor): Ctx => ({ ...systemCtx(db, 'bench'), actor })
  const system = systemCtx(db, 'bench')
  const results: Record<string, Timing> = {}
  const needs = cast.needs.slice(0, each)
  const ids: { id: string; coordinator: Actor; agency: Actor }[] = []
  results.create = await timesOf(needs, async ({ clientNeedId, coordinator, serviceId, agency }) => {
    const id = await createReferral(as(coordinator), { clientNeedId, serviceId, request: 'Please call.' })
    ids.push({ id, coordinator, agency })
  })
  const version = (id: string) => transact(system, async (tx) => (await findReferral(tx, id))?.version ?? 0)
  for (const { name, by, data } of WAY) {
    const versions = new Map<string, number>()
    for (const { id } of ids) versions.set(id, await version(id))
    results[name] = await timesOf(ids, ({ id, coordinator, agency }) =>
      actOnReferral(as(by === 'agency' ? agency : coordinator), {
        referralId: id,
        version: versions.get(id) ?? 0,
        action: { name, data },
      }),
    )
    if (name !== 'accept') continue
    results['load, coordinator'] = await timesOf(ids, ({ id, coordinator }) =>
      readReferral(as(coordinator), id),
    )
    results['load, agency'] = await timesOf(ids, ({ id, agency }) => readReferral(as(agency), id))
    results.message = await timesOf(ids, ({ id, agency }) =>
      writeMessage(as(agency), id, 'We will call tomorrow.'),
    )
    results['clock (job)'] = await timesOf(ids, ({ id }) => enforceClock(system, id))
    results['tell (job)'] = await timesOf(ids, ({ id }) =>
      notifyMove(system, { referralId: id, sequence: 2 }, APP),
    )
    results['follow up (job)'] = await timesOf(ids, ({ id }) =>
      followUp(system, { referralId: id, sequence: 2 }),
    )
  }
  results.outcome = await timesOf(ids, ({ id, coordinator }) =>
    sayOutcome(as(coordinator), id, { outcome: 'met' }),
  )
  results['response record (job)'] = await timesOf(ids, ({ id }) => keepResponseRecord(system, id))
  const some = ids.slice(0, 24)
  results['list, coordinator'] = await timesOf(some, ({ coordinator }) => listReferrals(as(coordinator)))
  results['inbox, agency'] = await timesOf(some, ({ agency }) => listReferrals(as(agency)))
  results['tasks, coordinator'] = await timesOf(some, ({ coordinator }) => openTasks(as(coordinator)))
  return results
}

const dir = mkdtempSync(join(tmpdir(), 'handrail-bench-'))
chmodSync(dir, 0o755) // PostgreSQL runs as another user and must be able to pass
process.env.ENCRYPTION_KEYS ??= makeKey()
const postgres = await startPostgres({ dir: join(dir, 'postgres') })
await migrate(postgres.url())
const owner = connect(postgres.url(), { max: 1, asOwner: true })
const db = connect(postgres.url(), { max: 16 })
try {
  const before = performance.now()
  const cast = await writeHistory(owner, Number(values.referrals))
  console.error(`History written in ${Math.round((performance.now() - before) / 1000)} s.`)
  const results = await measure(db, cast, Number(values.each))
  const { rows } = await sql<{ count: string }>`select count(*) from referral`.execute(owner)
  const report = {
    referrals: Number(rows[0]?.count),
    cores: cpus().length,
    concurrency: CONCURRENCY,
    results,
  }
  if (values.json) console.log(JSON.stringify(report))
  else {
    console.log(
      `${report.referrals} referrals, ${report.cores} cores, ${CONCURRENCY} at a time (milliseconds)`,
    )
    console.table(results)
  }
} finally {
  await db.destroy()
  await owner.destroy()
  await postgres.stop()
  rmSync(dir, { recursive: true, force: true })
}
