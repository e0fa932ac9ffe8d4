import { sql } from 'kysely'
import { newId } from '#base/core/ids.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { withCopy } from '#base/db/copy.ts'
import { isDatabaseGone } from '#base/db/gone.ts'
import { deriveListings } from '../derive.ts'
import { affectedServices } from '../feed/affected.ts'
import { hideMarked } from '../feed/confidential-marks.ts'
import { type Difference, readDifference } from '../feed/difference.ts'
import type { Entity } from '../feed/entities.ts'
import {
  countRows,
  type EntityCounts,
  findChanges,
  hasChanges,
  mergeStages,
  touchPlaces,
  withdrawMissing,
} from '../feed/merge.ts'
import { type Counts, type Feed, type ImportReport, isServiceText } from '../feed/model.ts'
import { keepOrganizationAddresses, resolveOpenLinks } from '../feed/open-links.ts'
import { settleOrphans } from '../feed/orphans.ts'
import { placeStages } from '../feed/places.ts'
import { RowPreparer } from '../feed/prepare.ts'
import type { OnProgress } from '../feed/progress.ts'
import { RecordIds } from '../feed/record-ids.ts'
import { settleRepeats } from '../feed/repeats.ts'
import { createStages, StageWriter, stageKeys, stageOf } from '../feed/stage.ts'
import { dropImpliedLinks, joinServiceTexts, standInOrganizations, standInTerms } from '../feed/stand-ins.ts'

export type Source = { key: string; name?: string; url?: string }

export type ApplyOptions = {
  source: Source
  feed: Feed
  /** Do everything, then undo it: the report and the difference are what would have been. */
  dryRun?: boolean
  /** Take a feed that lost more than a third of its organizations, services or places. */
  allowShrink?: boolean
  /** Told of everything but reading, which the feed's reader tells. */
  onProgress?: OnProgress
}

export type Applied =
  | { outcome: 'imported'; report: ImportReport; difference: Difference | null }
  | { outcome: 'refused'; report: ImportReport; reason: string }

/** Steps of checking that are told of: each goes over every table of the feed. */
const CHECKS = 4

/** A feed that shrank by more than this share of what the directory holds of its source is refused. */
const SHRINK = 1 / 3

const CORE = { organizations: 'organization', services: 'service', locations: 'location' } as const

/**
 * Brings a feed into the directory in one transaction: a reader sees all of it or nothing, and a process killed in
 * the middle leaves nothing behind. The feed is the whole truth about its source: what is missing from it is withdrawn.
 * The same feed twice changes nothing.
 */
export async function applyFeed(ctx: Ctx, options: ApplyOptions): Promise<Applied> {
  const started = performance.now()
  const seconds = () => Math.round((performance.now() - started) / 10) / 100
  let applied: Applied | undefined
  try {
    await withCopy(ctx.db, ({ db, copy }) =>
      transact({ ...ctx, db }, async (tx) => {
        applied = await applyInside(tx, ctx, options, new StageWriter(copy))
        applied.report.seconds = seconds()
        if (applied.outcome === 'refused' || options.dryRun) throw new Undo()
        await writeRun(tx, ctx, options.source, applied)
        options.onProgress?.('saving', 0, 1)
      }),
    )
    options.onProgress?.('saving', 1, 1)
  } catch (error) {
    if (!(error instanceof Undo) || !applied) {
      // Where the database itself went away, the run cannot be written down either: the first reason is told.
      if (!options.dryRun && !isDatabaseGone(error))
        await recordRun(ctx, options.source, { outcome: 'failed', report: null })
      throw error
    }
    if (!options.dryRun) await recordRun(ctx, options.source, applied)
  }
  if (!applied) throw new Error('applyFeed ended without an outcome')
  return applied
}

/** Rolls the transaction back on purpose. */
class Undo extends Error {}

async function applyInside(tx: Tx, ctx: Ctx, options: ApplyOptions, writer: StageWriter): Promise<Applied> {
  const { source, feed, onProgress = () => {} } = options
  const { findings } = feed
  const report = emptyReport(source.key, feed)
  const locked = await lockSource(tx, source.key)
  if (!locked) return refuse(report, `another import of ${source.key} is running; wait until it has ended`)
  // Large sorts and joins over the stage; the defaults are for many small queries.
  await sql`select set_config('work_mem', '128MB', true), set_config('jit', 'off', true)`.execute(tx)
  await joinRowByRow(tx, false)
  await createStages(tx)
  const ids = new RecordIds(source.key)
  const { files, marks, rowsRead } = await stageRows(feed, ids, writer)
  onProgress('checking', 0, CHECKS)
  await analyzeStages(tx, writer)
  const joined = await settleRepeats(tx, { files, ids, findings })
  report.read = countsOf((entity) => (rowsRead.get(entity) ?? 0) - (joined.get(entity) ?? 0))
  onProgress('checking', 1, CHECKS)
  await joinServiceTexts(tx, files, findings)
  await dropImpliedLinks(tx)
  await standInOrganizations(tx, findings)
  await standInTerms(tx, findings)
  await keepOrganizationAddresses(tx, findings)
  await resolveOpenLinks(tx)
  onProgress('checking', 2, CHECKS)
  await settleOrphans(tx, files, findings)
  onProgress('checking', 3, CHECKS)
  report.notes = findings.notes
  const before = await liveCounts(tx, source.key)
  const reason = await reasonToRefuse(tx, before, options.allowShrink ?? false)
  if (reason) return refuse(report, reason)

  await placeStages(tx, findings)
  const first =
    before.organizations + before.services + before.locations === 0 && !(await isKnown(tx, source.key))
  await rememberSource(tx, ctx, source, feed.format)
  if (!first) await findChanges(tx)
  onProgress('checking', CHECKS, CHECKS)
  const difference = options.dryRun ? await readDifference(tx, source.key, first) : null
  const counts = await mergeStages(tx, source.key, {
    first,
    onTable: (done, all) => onProgress('writing', done, all),
  })
  if (!first) await withdrawMissing(tx, source.key, ctx.now, counts)
  const changed = first || (await hasChanges(tx))
  const hidden = await hideMarked(tx, { sourceKey: source.key, marks, now: ctx.now, changed })
  if (hidden.length > 0) {
    findings.note('confidential-place', 'places whose address is out of sight', hidden.length)
    if (!first) await touchPlaces(tx, hidden)
  }
  fillCounts(report, counts)
  report.notes = findings.notes
  if (!options.dryRun) {
    await joinRowByRow(tx, true)
    const services = await affectedServices(tx, source.key, first)
    await deriveListings(tx, services, ctx.now, {
      onProgress: (done, all) => onProgress('deriving', done, all),
    })
  }
  return { outcome: 'imported', report, difference }
}

async function stageRows(feed: Feed, ids: RecordIds, writer: StageWriter) {
  const preparer = new RowPreparer(ids, feed.findings, feed.country ?? 'US')
  const rowsRead = new Map<Entity, number>()
  for await (const items of feed.rows) {
    for (const item of items) {
      if (isServiceText(item)) {
        const { serviceId, field, text: words, at } = item
        const file = preparer.file(at.file)
        writer.writeText({ serviceId: ids.of('service', serviceId), field, words, file, row: at.row })
        continue
      }
      rowsRead.set(item.entity, (rowsRead.get(item.entity) ?? 0) + 1)
      for (const row of preparer.prepare(item)) writer.write(row)
    }
    await writer.sendFull()
  }
  await writer.finish()
  return { files: preparer.files, marks: preparer.marks, rowsRead }
}

/**
 * A feed is compared as a whole. Where a table was filled a moment ago, PostgreSQL takes it for almost empty and would
 * read the whole other side for each of its rows: minutes where hashing both takes a second.
 */
async function joinRowByRow(tx: Tx, allowed: boolean): Promise<void> {
  await sql`select set_config('enable_nestloop', ${allowed ? 'on' : 'off'}, true)`.execute(tx)
}

/** PostgreSQL knows nothing of a temporary table until it is told to look; the keys are what is joined by. */
async function analyzeStages(tx: Tx, writer: StageWriter): Promise<void> {
  for (const entity of writer.written.keys()) {
    const columns = sql.join(['id', 'original_id', ...stageKeys(entity)].map((column) => sql.ref(column)))
    await sql`analyze ${sql.table(stageOf(entity))} (${columns})`.execute(tx)
  }
}

async function lockSource(tx: Tx, key: string): Promise<boolean> {
  const { rows } = await sql<{
    locked: boolean
  }>`select pg_try_advisory_xact_lock(hashtextextended(${`import ${key}`}, 0)) as locked`.execute(tx)
  return rows[0]?.locked === true
}

async function liveCounts(tx: Tx, key: string): Promise<Counts> {
  const count = async (table: 'organization' | 'service' | 'location') => {
    const query = tx.selectFrom(table).where('source_key', '=', key).where('withdrawn_at', 'is', null)
    const { count } = await query
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow()
    return Number(count)
  }
  return {
    organizations: await count('organization'),
    services: await count('service'),
    locations: await count('location'),
  }
}

/** Whether the source was ever imported, even if nothing of it is live. */
async function isKnown(tx: Tx, key: string): Promise<boolean> {
  const row = await tx.selectFrom('source').select('imported_at').where('key', '=', key).executeTakeFirst()
  return row?.imported_at != null
}

async function reasonToRefuse(tx: Tx, before: Counts, allowShrink: boolean): Promise<string | null> {
  let anything = 0
  for (const [name, entity] of Object.entries(CORE)) {
    const [had, has] = [before[name as keyof Counts], await countRows(tx, stageOf(entity))]
    anything += has
    if (!allowShrink && has < had * (1 - SHRINK))
      return `the feed holds ${has} ${name} where the directory has ${had} of this source; if that is right, run again with --allow-shrink`
  }
  return anything === 0 ? 'no organization, service or location could be read from this feed' : null
}

async function rememberSource(tx: Tx, ctx: Ctx, source: Source, format: string): Promise<void> {
  const { key, name = key, url = null } = source
  const values = { name, format, url, imported_at: ctx.now.toISOString() }
  await tx
    .insertInto('source')
    .values({ key, ...values })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(values))
    .execute()
}

type Run = { outcome: 'imported' | 'refused' | 'failed'; report: ImportReport | null }

/** A run that changed nothing is written down in a transaction of its own. */
function recordRun(ctx: Ctx, source: Source, run: Run): Promise<void> {
  return transact(ctx, (tx) => writeRun(tx, ctx, source, run))
}

async function writeRun(tx: Tx, ctx: Ctx, source: Source, { outcome, report }: Run): Promise<void> {
  const { key, name = key } = source
  await tx
    .insertInto('source')
    .values({ key, name })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await tx
    .insertInto('import_run')
    .values({
      id: newId(),
      source_key: key,
      started_at: ctx.now.toISOString(),
      finished_at: sql<string>`clock_timestamp()`,
      outcome,
      report: report && JSON.stringify(report),
    })
    .execute()
}

function emptyReport(source: string, feed: Feed): ImportReport {
  const none = () => ({ organizations: 0, services: 0, locations: 0 })
  const { rejected, notes } = feed.findings
  const counts = { read: none(), created: none(), updated: none(), unchanged: none(), withdrawn: none() }
  return { source, format: feed.format, ...counts, rejected, notes, seconds: 0 }
}

function fillCounts(report: ImportReport, counts: Map<Entity, EntityCounts>): void {
  for (const name of ['created', 'updated', 'unchanged', 'withdrawn'] as const)
    report[name] = countsOf((entity) => counts.get(entity)?.[name] ?? 0)
}

function countsOf(count: (entity: Entity) => number): Counts {
  return {
    organizations: count(CORE.organizations),
    services: count(CORE.services),
    locations: count(CORE.locations),
  }
}

function refuse(report: ImportReport, reason: string): Applied {
  return { outcome: 'refused', report, reason }
}
