import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '#base/db/client.ts'
import { type Ctx, systemCtx, transact } from '#base/db/context.ts'
import type { Config } from '#base/runtime/config.ts'
import { writePrivate } from '#base/runtime/data-dir.ts'
import { writeDemo } from '#exchange/hsds/demo.ts'
import { importFeed } from '#exchange/hsds/import-feed.ts'
import { type DemoSignIn, loadDemoPeople } from './demo-people.ts'

/** Where the sign-ins of the demo are kept, readable by nobody else: they are made at the first start and printed at each. */
const signInsFile = (config: Pick<Config, 'dataDir'>) => join(config.dataDir, 'demo-sign-ins.json')

/**
 * Loads the demo community into an empty directory, with its people. @returns its sign-ins while it is loaded, else
 * null: an installation with listings of its own never gets invented ones.
 */
export async function keepDemo(
  config: Config,
  urls: { databaseUrl: string; ownerUrl: string },
  say: (line: string) => void,
): Promise<DemoSignIn[] | null> {
  const db = connect(urls.databaseUrl, { max: 4 })
  try {
    const ctx = systemCtx(db, 'demo')
    const sources = await db.selectFrom('source').select('key').execute()
    const file = signInsFile(config)
    if (sources.length === 0 && config.demo) await loadListings(ctx, say)
    else if (!sources.some(({ key }) => key === DEMO)) return null
    if (!config.demo) {
      say("The demo's people cannot sign in: DEMO=0.")
      return null
    }
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as DemoSignIn[]
    if (await hasPeople(ctx)) {
      say(
        `The demo's people were loaded only in part, or with another DATA_DIR. To load them whole, delete ${config.dataDir} and start again.`,
      )
      return null
    }
    const signIns = await loadDemoPeople(ctx, urls.ownerUrl)
    writePrivate(file, JSON.stringify(signIns))
    return signIns
  } finally {
    await db.destroy()
  }
}

const DEMO = 'demo'

async function loadListings(ctx: Ctx, say: (line: string) => void): Promise<void> {
  say('Loading the demo community.')
  const folder = mkdtempSync(join(tmpdir(), 'handrail-demo-'))
  try {
    await writeDemo(folder, ctx.now)
    await importFeed(ctx, {
      where: folder,
      source: { key: DEMO, name: 'Demo community (invented)' },
      allowPrivate: false,
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function hasPeople(ctx: Ctx): Promise<boolean> {
  return transact(ctx, async (tx) => {
    const found = await tx.selectFrom('account').select('id').where('demo', '=', true).limit(1).execute()
    return found.length > 0
  })
}
