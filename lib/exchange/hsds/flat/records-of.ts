import type { Findings } from '#find/directory/feed/model.ts'
import { isRecord, readJson } from '../nested/json-file.ts'
import { FeedError, type FeedFile } from '../open/model.ts'
import { readCsv } from '../text/csv.ts'
import type { Mapping } from './mapping.ts'
import { readXml } from './xml.ts'

/** The records of a flat CSV, JSON or XML file, counted from 1. */
export async function* recordsOf(
  file: FeedFile,
  { xml }: Mapping,
  findings: Findings,
): AsyncGenerator<{ row: number; record: Record<string, unknown> }> {
  if (/\.xml$/i.test(file.name)) {
    if (!xml)
      throw new FeedError(
        'The mapping of an XML feed must say which element is a record: "xml": {"record": "…"}.',
      )
    yield* readXml(file, xml, findings)
  } else if (/\.(csv|tsv)$/i.test(file.name)) {
    for await (const rows of readCsv(file, findings))
      for (const { row, cells } of rows) yield { row, record: cells }
  } else {
    for await (const { row, value } of readJson(file, findings)) {
      if (isRecord(value)) yield { row, record: value }
      else findings.reject({ file: file.name, row }, null, 'this is no JSON object')
    }
  }
}
