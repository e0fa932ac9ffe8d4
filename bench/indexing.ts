import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Ctx, transact } from '#base/db/context.ts'
import { importFeed } from '#exchange/hsds/import-feed.ts'
import { deriveListings } from '#find/directory/derive.ts'
import type { SearchEngine } from '#find/search/client.ts'
import { drainPending } from '#find/search/commands/drain.ts'
import { rebuildIndex } from '#find/search/commands/rebuild.ts'
import { toDocument } from '#find/search/document.ts'
import { whenDone } from '#find/search/send.ts'
import { SETTINGS } from '#find/search/settings.ts'
import { documentsAfter } from '#find/search/store.ts'
import { generate } from './generate.ts'
import { peakMegabytes, round, timed } from './measure.ts'
import { writePackage } from './write.ts'

export type Indexing = {
  /** Services a second, a ratio, or milliseconds, as each name says. */
  figures: Record<string, number>
  /** Peak of this process once the feed was imported, before anything else of the benchmark is in memory. */
  importingMegabytes: number
}

/** Imports `count` invented services with the product's importer, indexes them, and does the same with the engine alone. */
export async function measureIndexing(
  ctx: Ctx,
  engine: SearchEngine,
  { count, dir, say }: { count: number; dir: string; say: (line: string) => void },
): Promise<Indexing> {
  await rebuildIndex(ctx, engine)
  const folder = join(dir, 'package')
  mkdirSync(folder)
  await writePackage(folder, generate(count))
  const read = () => importFeed(ctx, { where: folder, source: { key: 'bench' }, allowPrivate: false })
  say(`Importing ${count} services …`)
  const imported = await timed(read)
  const [rejected] = imported.value.report.rejected
  if (rejected) throw new Error(`The importer rejected an invented row: ${JSON.stringify(rejected)}`)
  const importingMegabytes = peakMegabytes(process.pid)
  say('Indexing …')
  const indexed = await timed(() => drainPending(ctx, engine))
  say('Indexing the same documents raw …')
  const raw = await rawIndexing(ctx, engine)
  say('Importing the same feed again …')
  const again = await timed(read)
  const { created, updated } = again.value.report
  if (created.services + updated.services > 0) throw new Error('The second import changed something.')
  const edit = await measureEdits(ctx, engine)
  const rate = (took: number) => Math.round(count / took)
  const figures = {
    'import, services/s': rate(imported.seconds),
    'index, services/s': rate(indexed.seconds),
    'import and index, services/s': rate(imported.seconds + indexed.seconds),
    'raw engine, services/s': rate(raw),
    'import and index over raw': round(raw / (imported.seconds + indexed.seconds)),
    'index over raw': round(raw / indexed.seconds),
    'same feed again, services/s': rate(again.seconds),
    'edit to searchable, ms (median of 10)': edit,
  }
  return { figures, importingMegabytes }
}

/** The engine alone: ready-made documents, the same settings, the best batch size, nothing else. */
async function rawIndexing(ctx: Ctx, engine: SearchEngine): Promise<number> {
  const [shard] = engine.shards
  if (!shard) throw new Error('There is no server.')
  const documents = (await documentsAfter(ctx.db, null, 10_000_000)).map(toDocument)
  const index = shard.api.index('raw')
  await shard.api.createIndex('raw', { primaryKey: 'id' }).waitTask()
  await index.updateSettings(SETTINGS).waitTask()
  const { seconds } = await timed(async () => {
    const tasks: number[] = []
    for (let start = 0; start < documents.length; start += 10_000) {
      tasks.push((await index.addDocuments(documents.slice(start, start + 10_000))).taskUid)
    }
    for (const taskUid of tasks) await whenDone({ shard, taskUid })
  })
  await shard.api.deleteIndex('raw').waitTask()
  return seconds
}

async function measureEdits(ctx: Ctx, engine: SearchEngine): Promise<number> {
  const rows = await ctx.db.selectFrom('service').select('id').limit(10).execute()
  const times: number[] = []
  for (const [i, { id }] of rows.entries()) {
    const { seconds } = await timed(async () => {
      await transact(ctx, async (tx) => {
        await tx
          .updateTable('service')
          .set({ name: `Zyxwv${i} edited` })
          .where('id', '=', id)
          .execute()
        await deriveListings(tx, [id], ctx.now)
      })
      await drainPending(ctx, engine)
    })
    times.push(seconds * 1000)
  }
  return Math.round(times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0)
}
