import type { FeedRow, Findings } from '#find/directory/feed/model.ts'
import type { FeedFile } from '../open/model.ts'
import { readGenerated } from './generated.ts'
import { isRecord, readJson } from './json-file.ts'
import { rootEntity } from './root.ts'
import { walk } from './walk.ts'

/** HSDS 3.x in JSON: single records, lists, JSON Lines, pages of an API, in any number of files. */
export async function* readNested(files: readonly FeedFile[], findings: Findings): AsyncGenerator<FeedRow> {
  for (const file of files) {
    for await (const { row, under, value } of readJson(file, findings)) {
      const at = { file: file.name, row }
      if (!isRecord(value)) findings.reject(at, null, 'this is no JSON object')
      else if ('raw' in value && ('hsds' in value || 'hsds_text' in value))
        yield* readGenerated(value, at, findings)
      else yield* readDocument(value, { at, under, findings })
    }
  }
}

type Reading = { at: { file: string; row: number }; under: string | null; findings: Findings }

function readDocument(record: Record<string, unknown>, { at, under, findings }: Reading): FeedRow[] {
  const entity = rootEntity(record, at.file, under)
  if (entity) return walk(entity, record, { at })
  if ('openapi_url' in record || 'meta_table_descriptions' === under?.replace(/\.csv$/, ''))
    findings.note('document-not-read', `${at.file} describes no listing`)
  else findings.reject(at, null, 'this document is no record of HSDS that can be told by its properties')
  return []
}
