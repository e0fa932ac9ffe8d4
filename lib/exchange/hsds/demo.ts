import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a listing was true of, counted in days before the package was written: these keep their age. */
const AGED = new Set(['assured_date', 'last_modified', 'updated'])
const DAY = 86_400_000
/** The demo's people and their referrals stand beside its listings and are no part of the feed. */
const NO_LISTINGS = new Set(['people.json', 'journeys.json'])

/**
 * Writes the demo community into `target` (made when absent) as a feed to import, with its dates moved to `now`:
 * a listing checked 12 days before the package was written was checked 12 days before the first start, and a season
 * or closure stands in the first year in which it is not yet over.
 */
export async function writeDemo(target: string, now: Date): Promise<void> {
  const source = join(process.cwd(), 'data/demo')
  const written = new Date(JSON.parse(await readFile(join(source, 'datapackage.json'), 'utf8')).created)
  const days = Math.floor(now.getTime() / DAY) - Math.floor(written.getTime() / DAY)
  await mkdir(target, { recursive: true })
  for (const name of (await readdir(source)).filter(isListing)) {
    const records = JSON.parse(await readFile(join(source, name), 'utf8'))
    await writeFile(join(target, name), JSON.stringify(moved(records, days, now)))
  }
}

const isListing = (file: string): boolean => file.endsWith('.json') && !NO_LISTINGS.has(file)

function moved(value: unknown, days: number, now: Date): unknown {
  if (Array.isArray(value)) return value.map((item) => moved(item, days, now))
  if (typeof value !== 'object' || value === null) return value
  const record = Object.fromEntries(
    Object.entries(value).map(([name, held]) => [
      name,
      AGED.has(name) && typeof held === 'string' ? later(held, days) : moved(held, days, now),
    ]),
  )
  return 'valid_to' in record ? inComingYear(record, now) : record
}

/** A day or an instant, some days later, in the form it came in. */
function later(date: string, days: number): string {
  const moment = new Date(new Date(date).getTime() + days * DAY).toISOString()
  return date.length === 10 ? moment.slice(0, 10) : moment
}

function inComingYear(record: Record<string, unknown>, now: Date): Record<string, unknown> {
  const { valid_from: from, valid_to: to } = record
  if (typeof from !== 'string' || typeof to !== 'string') return record
  const today = now.toISOString().slice(0, 10)
  const year = Number(today.slice(0, 4)) + (to.slice(4) < today.slice(4) ? 1 : 0)
  const lasts = Number(to.slice(0, 4)) - Number(from.slice(0, 4))
  return { ...record, valid_from: `${year - lasts}${from.slice(4)}`, valid_to: `${year}${to.slice(4)}` }
}
