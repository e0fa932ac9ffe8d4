import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'

/** Area code of find/geo (`county:48029`, `state:TX`) → US dollars a year of the median household of 1, 2, … people. */
export type Medians = ReadonlyMap<string, readonly number[]>

/** An operator's table. It ships with its header only: area medians are published by HUD for each county every year. */
const FILE = 'data/eligibility/median-income.csv'

const row = z.object({
  area: z.string().regex(/^(?:\d{5}|[A-Z]{2})$/, 'area is a county (FIPS, 5 digits) or a state (2 letters)'),
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8].map((size) => [
      `persons${size}`,
      z.coerce.number({ error: `persons${size} is US dollars a year` }).positive(),
    ]),
  ),
})

/** @throws Error that names the line and what is wrong with it */
export function parseMedians(csv: string): Medians {
  const lines = parse(csv, {
    columns: true,
    bom: true,
    trim: true,
    comment: '#',
    skip_empty_lines: true,
  }) as unknown[]
  return new Map(
    lines.map((line, index) => {
      const parsed = row.safeParse(line)
      if (!parsed.success) throw new Error(`${FILE}, row ${index + 1}: ${parsed.error.issues[0]?.message}.`)
      const { area, ...persons } = parsed.data
      return [
        area.length === 2 ? `state:${area}` : `county:${area}`,
        Object.values(persons) as number[],
      ] as const
    }),
  )
}

let loaded: Medians | undefined

export function medians(): Medians {
  loaded ??= parseMedians(readFileSync(join(process.cwd(), FILE), 'utf8'))
  return loaded
}

/** Beyond eight people each one more adds eight percent of the limit of four: HUD, income limits methodology. */
const EACH_MORE = 0.08

/** US dollars a month of the median household of `size` in the first of `areas` that the table has. */
export function monthlyMedian(
  table: Medians,
  areas: readonly (string | undefined)[],
  size: number,
): number | undefined {
  const bySize = areas.map((area) => area && table.get(area)).find((found) => found !== undefined)
  if (!bySize) return undefined
  const [largest = 0, four = 0] = [bySize.at(-1), bySize[3]]
  const yearly = bySize[size - 1] ?? largest + EACH_MORE * four * (size - bySize.length)
  return yearly / 12
}
