import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { XMLParser } from 'fast-xml-parser'

/** Where a labelled text stands in the feeds that are kept beside the repository. */
export type TextRef = { set: string; file: string; row: number; field: string; startsWith: string }

const cache = new Map<string, unknown[]>()

/** The text at `ref` below `data`, white space single. Throws when it does not begin as the reference says. */
export function textAt(ref: TextRef, data: string): string {
  const record = recordsOf(join(data, ref.set, ref.file))[ref.row]
  const text = String(fieldOf(record, ref.field) ?? '')
    .replace(/\s+/g, ' ')
    .trim()
  if (!text.startsWith(ref.startsWith)) {
    throw new Error(
      `${ref.set}/${ref.file} row ${ref.row} ${ref.field} does not begin with "${ref.startsWith}".`,
    )
  }
  return text
}

function recordsOf(path: string): unknown[] {
  const known = cache.get(path)
  if (known) return known
  const text = readFileSync(path, 'utf8')
  const records = path.endsWith('.csv')
    ? (parse(text, { columns: true, bom: true, relax_column_count: true, relax_quotes: true }) as unknown[])
    : path.endsWith('.jsonl')
      ? text.split('\n').map((line) => (line.trim() ? JSON.parse(line) : undefined))
      : path.endsWith('.xml')
        ? contenidos(text)
        : (JSON.parse(text) as unknown[])
  cache.set(path, records)
  return records
}

/** A field by its name as it stands, then as a path: `services[0].notes`. */
function fieldOf(record: unknown, field: string): unknown {
  if (typeof record !== 'object' || record === null) return undefined
  if (field in record) return (record as Record<string, unknown>)[field]
  return (field.match(/[^.[\]]+/g) ?? []).reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    record,
  )
}

/** Madrid's open data: every `contenido` as its leaf attributes by name; the first of a name counts. */
function contenidos(xml: string): Record<string, string>[] {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false })
  const found: Record<string, string>[] = []
  const visit = (node: unknown, record: Record<string, string> | undefined): void => {
    if (Array.isArray(node)) for (const item of node) visit(item, record)
    else if (typeof node === 'object' && node !== null) {
      const { '@nombre': name, '#text': text } = node as { '@nombre'?: string; '#text'?: unknown }
      const leaf = !Object.keys(node).some((key) => key !== '@nombre' && key !== '#text')
      if (record && name && leaf && !(name in record)) record[name] = String(text ?? '')
      for (const [key, value] of Object.entries(node)) {
        for (const item of Array.isArray(value) ? value : [value]) {
          if (key !== 'contenido') visit(item, record)
          else {
            const own: Record<string, string> = {}
            found.push(own)
            visit(item, own)
          }
        }
      }
    }
  }
  visit(parser.parse(xml), undefined)
  return found
}
