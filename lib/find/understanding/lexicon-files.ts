import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'

const FOLDER = 'data/lexicon'

/** The rows of a file below data/lexicon, none where it does not exist. Throws an error that names file and row where one is malformed. */
export function readRows<Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema>[] {
  const path = join(FOLDER, file)
  const full = join(process.cwd(), path)
  if (!existsSync(full)) return []
  const rows: unknown[] = parse(readFileSync(full), {
    columns: true,
    bom: true,
    trim: true,
    relax_column_count: false,
    skip_empty_lines: true,
    comment: '//',
    comment_no_infix: true,
  })
  return rows.map((row, index) => {
    const read = schema.safeParse(row)
    if (read.success) return read.data
    throw new Error(`${path}, row ${index + 2}: ${z.prettifyError(read.error)}`)
  })
}
