import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import { connectSearch } from '#find/search/client.ts'
import { drainPending } from '#find/search/commands/drain.ts'
import { rebuildIndex } from '#find/search/commands/rebuild.ts'
import { command } from './command.ts'

/** `npm run index`: sends what waits. `-- --rebuild`: builds the index anew beside the live one and swaps. */
const { values } = parseArgs({ options: { rebuild: { type: 'boolean', default: false } } })

await command('index', async ({ ctx, servers }) => {
  if (!servers.meilisearch) {
    console.error(
      'There is no search engine to index into: set MEILISEARCH_URL or MEILISEARCH_BIN. Search answers from PostgreSQL.',
    )
    return 2
  }
  const engine = connectSearch(servers.meilisearch.urls, servers.meilisearch.key)
  if (!values.rebuild) {
    console.log(`${await drainPending(ctx, engine)} services brought up to date.`)
    return 0
  }
  const bar = new SingleBar({ format: 'Indexing {bar} {value}/{total}', stream: process.stderr })
  bar.start(0, 0)
  const sent = await rebuildIndex(ctx, engine, {
    onProgress: (done, total) => {
      bar.setTotal(total)
      bar.update(done)
    },
  })
  bar.stop()
  if (sent === null) {
    console.error('Another process is rebuilding the index at this moment. Wait for it to finish.')
    return 1
  }
  console.log(`${sent} documents indexed anew.`)
  return 0
})
