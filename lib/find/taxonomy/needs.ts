import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'

export type Need = {
  /** `food.pantry`: a domain and a name. The ids are the contract's and never change. */
  id: string
  domain: string
  meaning: string
  /** HL7 SDOH Clinical Care category, or null where it has none (mental health, substance use). */
  sdohccCategory: string | null
}

type Row = { id: string; domain: string; meaning: string; sdohcc_category: string }

const rows = parse(readFileSync(join(process.cwd(), 'data/needs/needs.csv')), {
  columns: true,
  bom: true,
}) as Row[]

export const NEEDS: readonly Need[] = rows.map((row) => ({
  id: row.id,
  domain: row.domain,
  meaning: row.meaning,
  sdohccCategory: row.sdohcc_category || null,
}))

const byId = new Map(NEEDS.map((need) => [need.id, need]))

export function findNeed(id: string): Need | undefined {
  return byId.get(id)
}

/** The twenty or so domains, in the order of the table. */
export const DOMAINS: readonly string[] = [...new Set(NEEDS.map((need) => need.domain))]
