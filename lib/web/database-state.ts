import { sql } from 'kysely'
import { readCtx } from './context.ts'

/** An answer this old is asked for anew: a page more or less while PostgreSQL restarts does no harm. */
const FRESH_MS = 2000
/** Slower than this, a page made of many queries would not come either. */
const PATIENCE_MS = 3000

let asked = { at: 0, alive: Promise.resolve(true) }

/** Whether the directory's database answers now. Pages ask before they are made, because only then can they say 503. */
export function databaseAnswers(now = Date.now()): Promise<boolean> {
  if (now - asked.at > FRESH_MS) asked = { at: now, alive: ask() }
  return asked.alive
}

async function ask(): Promise<boolean> {
  const late = new Promise<false>((resolve) => setTimeout(resolve, PATIENCE_MS, false).unref())
  const answer = readCtx()
    .then(({ db }) => sql`select 1`.execute(db))
    .then(() => true)
    .catch(() => false)
  return Promise.race([answer, late])
}
