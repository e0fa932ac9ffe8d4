import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
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
import { inHalfAYear } from '#refer/referrals/commands/effects.ts'
import { followUp } from '#refer/referrals/commands/follow-up.ts'
import { writeMessage } from '#refer/referrals/commands/messages.ts'
import { sayOutcome } from '#refer/referrals/commands/outcome.ts'
import { referNow } from '#refer/referrals/commands/refer.ts'
import { keepResponseRecord } from '#refer/referrals/commands/response.ts'
import { revokeConsent } from '#refer/referrals/commands/revoke.ts'
import { pageOfReferrals } from '#refer/referrals/queries/list.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { openTasks } from '#refer/referrals/queries/tasks.ts'
import { findReferral } from '#refer/referrals/store.ts'
import { type Latency, summary, timed } from './measure.ts'
import { type Cast, writeHistory } from './referral-history.ts'
import { measurePages } from './referral-pages.ts'
import { WAYS } from './referral-ways.ts'

const CONCURRENCY = 8

type Servers = { owner: Database; databaseUrl: string; dir: string }

/** Runs `work` once an item, eight at a time. Milliseconds. */
async function timesOf<T>(
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
): Promise<{ times: number[]; elapsed: number }> {
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
  return { times, elapsed: performance.now() - from }
}

const APP = 'https://handrail.example'

/** One referral under measurement, and who stands on either side of it. */
type Case = { id: string; version: number } & Cast['needs'][number]

async function measure(
  db: Database,
  cast: Cast,
  { each, say, servers }: { each: number; say: (line: string) => void; servers: Servers },
): Promise<Record<string, Latency>> {
  const system = systemCtx(db, 'bench')
  const as = (actor: Actor): Ctx => ({ ...system, actor })
  const taken = new Map<string, { times: number[]; elapsed: number }>()
  const time = async <T>(name: string, items: readonly T[], work: (item: T) => Promise<unknown>) => {
    const { times, elapsed } = await timesOf(items, work)
    const before = taken.get(name) ?? { times: [], elapsed: 0 }
    taken.set(name, { times: [...before.times, ...times], elapsed: before.elapsed + elapsed })
    say(`${name}: ${Math.round(elapsed)} ms for ${items.length}`)
  }
  const needs = cast.needs.slice(0, each)
  /** The whole way of each is behind them: their pages have the most to draw. */
  const ended: Case[] = []
  for (const [index, way] of WAYS.entries()) {
    const cases: Case[] = []
    await time('create', needs, async (need) => {
      const { clientNeedId, serviceId } = need
      const id = await createReferral(as(need.coordinator), {
        clientNeedId,
        serviceId,
        request: 'Please call.',
      })
      cases.push({ ...need, id, version: 1 })
    })
    for (const { name, by, data } of way) {
      await time(name, cases, async (at) => {
        const ctx = by === 'system' ? system : as(at[by])
        const acted = await actOnReferral(ctx, {
          referralId: at.id,
          version: at.version,
          action: { name, data },
        })
        at.version = acted.version
      })
      if (index === 0 && name === 'accept') await measureReads(cases, { time, as, system })
    }
    if (index === 0) ended.push(...cases)
  }
  await measureConsents(needs, { time, as, system })
  await measurePages(servers, ended, { time, say })
  return Object.fromEntries(
    [...taken].map(([name, { times, elapsed }]) => [name, summary(times, elapsed)] as const),
  )
}

type Stopwatch = {
  time: <T>(name: string, items: readonly T[], work: (item: T) => Promise<unknown>) => Promise<void>
  as: (actor: Actor) => Ctx
  system: Ctx
}

async function measureReads(cases: readonly Case[], { time, as, system }: Stopwatch): Promise<void> {
  await time('load, coordinator', cases, (at) => readReferral(as(at.coordinator), at.id))
  await time('load, agency', cases, (at) => readReferral(as(at.agency), at.id))
  await time('message', cases, (at) => writeMessage(as(at.agency), at.id, 'We will call tomorrow.'))
  await time('outcome', cases, (at) => sayOutcome(as(at.coordinator), at.id, { outcome: 'partly-met' }))
  const moved = { sequence: 2 }
  await time('job: clock', cases, ({ id }) => enforceClock(system, id))
  await time('job: tell', cases, ({ id }) => notifyMove(system, { referralId: id, ...moved }, APP))
  await time('job: follow up', cases, ({ id }) => followUp(system, { referralId: id, ...moved }))
  await time('job: response record', cases, ({ id }) => keepResponseRecord(system, id))
  await time('list, coordinator', cases, (at) => pageOfReferrals(as(at.coordinator), { ended: false }, null))
  await time('list, agency', cases, (at) => pageOfReferrals(as(at.agency), { ended: false }, null))
  await time('tasks', cases, (at) => openTasks(as(at.coordinator)))
}

/** Draft, consent and sending in one step, and its revocation. */
async function measureConsents(needs: Cast['needs'], { time, as, system }: Stopwatch): Promise<void> {
  const consents: { consentId: string; coordinator: Actor }[] = []
  await time('refer with consent', needs, async ({ clientNeedId, serviceId, coordinator }) => {
    const id = await referNow(as(coordinator), {
      clientNeedId,
      serviceId,
      urgency: 'routine',
      fields: ['name', 'contact', 'need'],
      mode: 'authorization',
      giver: 'client',
      method: 'screen',
      consentLocale: 'es',
      expiresOn: inHalfAYear(system.now, 'America/Chicago'),
      signature: 'A client',
      explained: 'yes',
      step: 'send',
    })
    const referral = await transact(system, (tx) => findReferral(tx, id))
    if (!referral?.consentId) throw new Error('The referral was sent without its consent.')
    consents.push({ consentId: referral.consentId, coordinator })
  })
  await time('revoke consent', consents, ({ consentId, coordinator }) =>
    revokeConsent(as(coordinator), { consentId, method: 'voice' }),
  )
}

/**
 * What loading a referral and each action on it takes with `referrals` of history, eight at a time, on a database of its
 * own; `each` is how often each is done. Milliseconds.
 */
export async function benchReferrals(wanted: {
  referrals: number
  each: number
  json: boolean
  say: (line: string) => void
}): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'handrail-bench-'))
  chmodSync(dir, 0o755) // PostgreSQL runs as another user and must be able to pass
  process.env.ENCRYPTION_KEYS ??= makeKey()
  const postgres = await startPostgres({ dir: join(dir, 'postgres') })
  const owner = connect(postgres.url(), { max: 1, asOwner: true })
  const db = connect(postgres.url(), { max: 2 * CONCURRENCY })
  try {
    await migrate(postgres.url())
    const { value: cast, seconds } = await timed(() => writeHistory(owner, wanted.referrals))
    wanted.say(`History written in ${Math.round(seconds)} s.`)
    const results = await measure(db, cast, {
      ...wanted,
      servers: { owner, databaseUrl: postgres.url(), dir },
    })
    const report = {
      referrals: wanted.referrals,
      machine: { cores: cpus().length, node: process.version },
      concurrency: CONCURRENCY,
      milliseconds: results,
    }
    if (wanted.json) console.log(JSON.stringify(report))
    else {
      console.log(
        `${report.referrals} referrals of history, ${report.machine.cores} cores, ${CONCURRENCY} at a time (milliseconds)`,
      )
      console.table(results)
    }
  } finally {
    await db.destroy()
    await owner.destroy()
    await postgres.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}
