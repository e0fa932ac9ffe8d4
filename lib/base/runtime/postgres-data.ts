import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writePrivate } from './data-dir.ts'
import { passable, postgresIdentity, sharedFolder } from './postgres-home.ts'
import { StartError } from './start-error.ts'

/** `postgres.json` in DATA_DIR: where the data is, when it is elsewhere, and for which DATA_DIR that was decided. */
const record = z.object({ folder: z.string(), dataDir: z.string() })

export type PostgresData = { folder: string; elsewhere: boolean }

/**
 * The folder of PostgreSQL's data for this DATA_DIR: inside it, or, where root's clone lies under a folder that
 * PostgreSQL's user may not pass, in a shared place. What was decided once stays, whatever becomes of the folders'
 * modes, so that no start finds an empty database where a full one was.
 * @throws StartError when the data that was made cannot be reached any more
 */
export function postgresData(dataDir: string): PostgresData {
  const within = join(dataDir, 'postgres')
  const recorded = readRecord(dataDir)
  if (recorded) return { folder: recorded, elsewhere: true }
  if (existsSync(join(within, 'PG_VERSION'))) {
    assertReachable(dataDir, within)
    return { folder: within, elsewhere: false }
  }
  if (passable(dataDir)) return { folder: within, elsewhere: false }
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  const folder = join(sharedFolder(), name, 'postgres')
  writePrivate(join(dataDir, 'postgres.json'), JSON.stringify({ folder, dataDir }))
  return { folder, elsewhere: true }
}

function readRecord(dataDir: string): string | undefined {
  const file = join(dataDir, 'postgres.json')
  if (!existsSync(file)) return undefined
  const { folder, dataDir: decidedFor } = record.parse(JSON.parse(readFileSync(file, 'utf8')))
  if (decidedFor === dataDir) return folder
  if (existsSync(join(decidedFor, 'postgres.json')))
    throw new StartError(
      `${dataDir} is a copy of ${decidedFor}, whose database is in ${folder}.`,
      `To start empty, delete ${file} and secrets.json beside it; to go on with that database, start with DATA_DIR=${decidedFor}.`,
    )
  writePrivate(file, JSON.stringify({ folder, dataDir })) // DATA_DIR was moved
  return folder
}

function assertReachable(dataDir: string, folder: string): void {
  const owner = statSync(folder).uid
  const wanted = postgresIdentity.uid ?? process.getuid?.() ?? owner
  if (owner !== wanted)
    throw new StartError(
      `The database in ${folder} belongs to user ${owner}, and PostgreSQL would run as user ${wanted}.`,
      `Start as the user who started first, or give the data over: chown -R ${wanted} ${folder}`,
    )
  if (!passable(dataDir))
    throw new StartError(
      `PostgreSQL's user can no longer pass into ${dataDir}, where the database is.`,
      `Let everybody pass the folders above it again, for example: chmod o+x ${dataDir}`,
    )
}
