import { connect } from '#base/db/client.ts'
import { type Ctx, systemCtx } from '#base/db/context.ts'
import { migrate } from '#base/db/migrate.ts'
import { type Config, ConfigError, loadEnvFile, readConfig } from '#base/runtime/config.ts'
import { exitWhenWritten } from '#base/runtime/exit.ts'
import { type Servers, withServers } from '#base/runtime/servers.ts'
import { StartError } from '#base/runtime/start-error.ts'

export type CommandMeans = { ctx: Ctx; config: Config; servers: Servers }

export type CommandOptions = {
  /** Bring the database up to this version first. Only `doctor` says no: it reports instead. */
  migrateFirst?: boolean
}

/**
 * Runs one command line command: finds or starts the servers, migrates, hands over a system context, closes all of
 * it, and exits with the number that `work` returns. Standard output belongs to `work`; everything said here goes to
 * standard error, so that `--json` output stays JSON alone.
 */
export async function command(
  name: string,
  work: (means: CommandMeans) => Promise<number>,
  { migrateFirst = true }: CommandOptions = {},
): Promise<never> {
  try {
    loadEnvFile()
    const config = readConfig()
    const code = await withServers(config, async (servers) => {
      if (migrateFirst) await migrate(servers.ownerUrl)
      const db = connect(servers.databaseUrl)
      try {
        return await work({ ctx: systemCtx(db, name), config, servers })
      } finally {
        await db.destroy()
      }
    })
    return await exitWhenWritten(code)
  } catch (error) {
    if (error instanceof StartError || error instanceof ConfigError) console.error(error.message)
    else console.error(error)
    return exitWhenWritten(1)
  }
}
