import type { FeedFormat } from '#find/directory/feed/model.ts'
import { FeedError, type FeedFile } from './open/model.ts'
import { isTable, tableName } from './tables/read-tables.ts'
import { scanText } from './text/text-file.ts'

/** The tables that only one version has. */
const ONLY_3 = [
  'addresses',
  'service_at_location',
  'attributes',
  'taxonomies',
  'cost_options',
  'accessibility',
]
const ONLY_2 = ['service_attributes', 'other_attributes', 'schedules', 'taxonomy_terms', 'taxonomy_types']
/** Columns that only Ohana's services.csv has. */
const OHANA_COLUMNS = ['audience', 'accepted_payments', 'keywords']

/** @throws FeedError that says what is missing when no format fits */
export async function detectFormat(files: readonly FeedFile[]): Promise<FeedFormat> {
  const names = new Set(files.filter(isTable).map(tableName))
  if (names.has('services') && names.has('mail_addresses')) return 'ohana'
  const services = files.find((file) => tableName(file) === 'services' && isTable(file))
  if (services) {
    const header = (await scanText(services)).head.split(/\r|\n/, 1)[0] ?? ''
    if (OHANA_COLUMNS.every((column) => header.includes(column))) return 'ohana'
  }
  if (names.size > 0 && (names.has('services') || names.has('organizations'))) return versionOf(names)
  const json = files.filter(isJson)
  if (json.length > 0) return detectJson(json)
  throw new FeedError(
    `This is no feed in a format that can be told by looking at it (${files.length} files). HSDS packages have a services.csv; for any other CSV, JSON or XML give a mapping file with --mapping (data/mappings has examples).`,
  )
}

export function isJson(file: FeedFile): boolean {
  return /\.(json|jsonl|ndjson)$/i.test(file.name) && !/(^|\/)datapackage\.json$/i.test(file.name)
}

function versionOf(names: ReadonlySet<string>): FeedFormat {
  if (ONLY_3.some((name) => names.has(name))) return 'hsds-3.x'
  if (ONLY_2.some((name) => names.has(name))) return 'hsds-2.0'
  return 'hsds-1.1'
}

async function detectJson(files: readonly FeedFile[]): Promise<FeedFormat> {
  for (const file of files) {
    const { head } = await scanText(file)
    if (/"version"\s*:\s*"HSDS-UK|openreferraluk/i.test(head)) return 'oruk'
  }
  for (const file of files) {
    const { head } = await scanText(file)
    if (/"locs"\s*:|"servs"\s*:/.test(head)) return 'ohana'
  }
  return 'hsds-3.x'
}
