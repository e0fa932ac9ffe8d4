import { OPEN_LINKS, SHAPES } from '#find/directory/feed/entities.ts'
import type { ReadHeader } from '../text/csv.ts'
import type { Table } from './tables.ts'

/** Columns of 1.1 that are read and have no place of their own in 3.x. */
const READ_TOO: Readonly<Record<string, readonly string[]>> = {
  phone: ['language'],
  taxonomy_term: ['parent_name'],
}

/**
 * Brings the names of columns that differ from the table's own only in capitals, blanks and underscores ("ID",
 * "Organization Name") to those. Where a file has the name itself too, or another name of the same column, it stands.
 */
export function readHeaderOf(table: Table): ReadHeader {
  const known = columnsOf(table)
  const byFolded = new Map<string, string>()
  for (const name of known) if (!byFolded.has(folded(name))) byFolded.set(folded(name), name)
  const columnOf = (name: string) => table.rename?.[name] ?? name
  return (names) => {
    const taken = new Set(names.filter((name) => known.has(name)).map(columnOf))
    return names.map((name) => {
      const meant = known.has(name) ? undefined : byFolded.get(folded(name))
      if (meant === undefined || taken.has(columnOf(meant))) return name
      taken.add(columnOf(meant))
      return meant
    })
  }
}

const folded = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '')

/** 3.x names first: they win where an old one folds to the same. */
function columnsOf({ entity, rename = {}, implies = {}, join = {} }: Table): ReadonlySet<string> {
  const { columns, parents, own = [] } = SHAPES[entity]
  const link = OPEN_LINKS[entity]
  const names = [
    'id',
    ...Object.keys(columns),
    ...Object.keys(parents),
    ...(link ? [link.key] : []),
    ...Object.keys(rename),
    ...Object.keys(implies),
    ...Object.values(join).flat(),
    ...(READ_TOO[entity] ?? []),
  ]
  return new Set(names.filter((name) => !own.includes(name)))
}
