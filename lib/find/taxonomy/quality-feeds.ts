import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { ServiceWords } from './classify.ts'

export type FeedService = ServiceWords & { id: string }

type Row = Record<string, string>

function readCsv(path: string): Row[] {
  return parse(readFileSync(path), { columns: true, bom: true, relax_column_count: true, relax_quotes: true })
}

/** HSDS 1.1, Miami: its 211 codes have no names and stay opaque, so only words speak. */
function readMiami(folder: string): FeedService[] {
  const organizations = names(readCsv(join(folder, 'data/organizations.csv')), 'id', 'name')
  return readCsv(join(folder, 'data/services.csv')).map((row) => ({
    id: row.id ?? '',
    name: row.name ?? '',
    alternateName: row.alternate_name ?? null,
    description: row.description ?? null,
    organizationName: organizations.get(row.organization_id ?? '') ?? null,
    terms: [],
  }))
}

/** ORServices export, Washington: its own column names, terms as a list of ids in a cell. */
function readWashington(folder: string): FeedService[] {
  const organizations = names(readCsv(join(folder, 'organizations.csv')), 'id', 'name')
  const taxonomies = names(readCsv(join(folder, 'taxonomy_types.csv')), 'taxonomy_type_recordid', 'name')
  const terms = new Map(
    readCsv(join(folder, 'taxonomy_terms.csv')).map((row) => [
      row.taxonomy_recordid ?? '',
      { taxonomy: taxonomies.get(row.taxonomy ?? '') ?? row.taxonomy ?? '', name: row.taxonomy_name ?? '' },
    ]),
  )
  return readCsv(join(folder, 'services.csv')).map((row) => ({
    id: row.service_recordid ?? '',
    name: row.service_name ?? '',
    alternateName: row.service_alternate_name ?? null,
    description: row.service_description ?? null,
    organizationName: organizations.get(row.service_organization ?? '') ?? null,
    terms: (row.service_taxonomy ?? '').split(',').flatMap((id) => terms.get(id.trim()) ?? []),
  }))
}

function names(rows: Row[], id: string, name: string): Map<string, string> {
  return new Map(rows.map((row) => [row[id] ?? '', row[name] ?? '']))
}

/** How to read each labelled set from its folder. */
export const FEED_READERS: Record<string, (folder: string) => FeedService[]> = {
  'miami-211-2019': readMiami,
  'dc-cri-2023': readWashington,
}
