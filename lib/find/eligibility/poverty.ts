import poverty2025 from '#data/eligibility/poverty-2025.json' with { type: 'json' }
import poverty2026 from '#data/eligibility/poverty-2026.json' with { type: 'json' }

/** Poverty guidelines of one year: US dollars a year for the first person and for each further one. */
type PovertyTable = {
  year: number
  /** The day they took effect, YYYY-MM-DD. */
  effective: string
  source: string
  contiguous: { first: number; eachMore: number }
  alaska: { first: number; eachMore: number }
  hawaii: { first: number; eachMore: number }
}

/** Newest first. A new year is a new file here; the old ones stay, for dates before the new one took effect. */
const TABLES: readonly PovertyTable[] = [poverty2026, poverty2025].sort((a, b) => b.year - a.year)
const OLDEST = TABLES[TABLES.length - 1] as PovertyTable

/** The newest table in effect at `now`; the oldest one loaded for any earlier time. */
export function povertyTable(now: Date): PovertyTable {
  const day = now.toISOString().slice(0, 10)
  return TABLES.find((table) => table.effective <= day) ?? OLDEST
}

/**
 * Gross income as a percentage of the federal poverty guideline.
 * `monthlyIncome` in US dollars a month, `householdSize` in people, `state` USPS (Alaska and Hawaii have their own
 * columns; anything else, or nothing, is read as the contiguous states).
 */
export function percentOfPoverty(
  { monthlyIncome, householdSize, state }: { monthlyIncome: number; householdSize: number; state?: string },
  now: Date,
): number {
  const table = povertyTable(now)
  const column = state === 'AK' ? table.alaska : state === 'HI' ? table.hawaii : table.contiguous
  return (monthlyIncome * 12 * 100) / (column.first + column.eachMore * (householdSize - 1))
}
