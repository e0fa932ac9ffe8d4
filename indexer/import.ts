import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import type { Ctx } from '#base/db/context.ts'
import { isDatabaseGone } from '#base/db/gone.ts'
import { describeImport } from '#exchange/hsds/describe.ts'
import { importFeed } from '#exchange/hsds/import-feed.ts'
import { FeedError } from '#exchange/hsds/open/model.ts'
import type { Phase } from '#find/directory/feed/progress.ts'
import { connectSearch, type SearchEngine } from '#find/search/client.ts'
import { updateIndex } from '#find/search/commands/keep.ts'
import { command } from './command.ts'

const USAGE = `npm run import -- <folder, .zip, .json, .ndjson, .csv or URL> --source <key> [--mapping <file>] [--dry-run] [--allow-shrink] [--json]

  --source       short name of where the listings come from: letters, digits, - and _; the same name every time
  --mapping      which column is what, for a flat CSV, JSON or XML (see data/mappings)
  --dry-run      says what would change and changes nothing
  --allow-shrink takes a feed that lost more than a third of its listings
  --json         prints the report as JSON and nothing else`

const SOURCE = /^[A-Za-z0-9][\w.-]{0,63}$/

/** Exit codes of the contract: 0 imported (rejections or not), 2 refused, 1 failed. */
const EXIT = { imported: 0, refused: 2 } as const

/** What the bar says, all of one width. */
const PHASES = {
  reading: 'Reading ',
  checking: 'Checking',
  writing: 'Writing ',
  deriving: 'Deriving',
  saving: 'Saving  ',
  indexing: 'Indexing',
} as const satisfies Record<Phase | 'indexing', string>

const given = readArguments()
if (!given) {
  console.error(USAGE)
  process.exit(1)
}
const { where, flags } = given

await command('import', async ({ ctx, config, servers }) => {
  const bar = new SingleBar({
    format: '{phase} {bar} {percentage}%',
    stream: process.stderr,
    hideCursor: true,
  })
  const show = (phase: keyof typeof PHASES, done: number, all: number) => {
    bar.setTotal(Math.max(all, 1))
    bar.update(done, { phase: PHASES[phase] })
  }
  bar.start(1, 0, { phase: PHASES.reading })
  try {
    const applied = await importFeed(ctx, {
      where,
      source: { key: flags.source },
      ...(flags.mapping && { mapping: flags.mapping }),
      dryRun: flags['dry-run'],
      allowShrink: flags['allow-shrink'],
      allowPrivate: config.importAllowPrivate,
      onProgress: show,
    })
    const { outcome, report } = applied
    const behind =
      outcome === 'imported' && !flags['dry-run'] && servers.meilisearch
        ? await index(ctx, connectSearch(servers.meilisearch.urls, servers.meilisearch.key), show)
        : null
    bar.stop()
    if (flags.json)
      console.log(
        JSON.stringify({
          outcome,
          ...report,
          ...('reason' in applied && { reason: applied.reason }),
          ...('difference' in applied && applied.difference && { difference: applied.difference }),
        }),
      )
    else console.log(describeImport(applied, flags['dry-run']))
    if (outcome === 'refused') console.error(`Refused: ${applied.reason}.`)
    if (behind) console.error(behind)
    return EXIT[outcome]
  } catch (error) {
    bar.stop()
    const message = expected(error)
    if (message === null) throw error
    if (flags.json) console.log(JSON.stringify({ source: flags.source, outcome: 'failed', error: message }))
    console.error(message)
    return 1
  }
})

/** What to say of a failure that an operator can mend; null where it is ours. */
function expected(error: unknown): string | null {
  if (error instanceof FeedError) return error.message
  if (isDatabaseGone(error))
    return 'The database went away in the middle of the import, and nothing was changed. Run the same import again when it is back.'
  return null
}

/**
 * The feed is in the directory whatever becomes of the engine; what the index lacks stays noted until it has it.
 * @returns what to say where the engine failed
 */
async function index(
  ctx: Ctx,
  engine: SearchEngine,
  show: (phase: 'indexing', done: number, all: number) => void,
): Promise<string | null> {
  try {
    await updateIndex(ctx, engine, (done, all) => show('indexing', done, all))
    return null
  } catch (error) {
    return `The listings are in the directory, but the search engine failed while it took them in (${(error as Error).message}). The index catches up by itself while npm start runs, or with npm run index.`
  }
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        source: { type: 'string' },
        mapping: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        'allow-shrink': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    })
    const [where, ...others] = positionals
    const { source } = values
    if (!where) throw new Error('Say which feed to import.')
    if (others.length > 0) throw new Error(`One feed at a time: ${others.join(' ')} is too much.`)
    if (!source) throw new Error('Say with --source where the listings come from.')
    if (!SOURCE.test(source))
      throw new Error(`--source ${source}: use up to 64 letters, digits, hyphens, dots and underscores.`)
    return { where, flags: { ...values, source } }
  } catch (error) {
    console.error(`${(error as Error).message}\n`)
    return null
  }
}
