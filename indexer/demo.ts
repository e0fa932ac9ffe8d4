import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '#base/db/client.ts'
import { type Ctx, systemCtx } from '#base/db/context.ts'
import type { Config } from '#base/runtime/config.ts'
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
    if (sources.length === 0 && config.demo) await load(ctx, config, urls.ownerUrl, say)
    else if (!sources.some(({ key }) => key === DEMO)) return null
    return existsSync(signInsFile(config))
      ? (JSON.parse(readFileSync(signInsFile(config), 'utf8')) as DemoSignIn[])
      : null
  } finally {
    await db.destroy()
  }
}

const DEMO = 'demo'

async function load(ctx: Ctx, config: Config, ownerUrl: string, say: (line: string) => void): Promise<void> {
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
  const signIns = await loadDemoPeople(ctx, ownerUrl)
  writeFileSync(signInsFile(config), JSON.stringify(signIns), { mode: 0o600 })
  chmodSync(signInsFile(config), 0o600)
}
