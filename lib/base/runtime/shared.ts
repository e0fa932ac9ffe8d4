import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A path below the folder of real feeds and golden cases, which stands beside the repository (or where
 * HANDRAIL_SHARED says) and is never part of it. Null where it is absent: what needs it says so and is skipped.
 */
export function findShared(path: string): string | null {
  const found = join(process.env.HANDRAIL_SHARED ?? join(process.cwd(), '../shared'), path)
  return existsSync(found) ? found : null
}
