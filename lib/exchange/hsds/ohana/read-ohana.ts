import type { FeedItem, Findings } from '#find/directory/feed/model.ts'
import { isJson } from '../detect.ts'
import { isRecord, readJson } from '../nested/json-file.ts'
import type { FeedFile } from '../open/model.ts'
import { readOhanaTables } from './csv.ts'
import { readOhanaOrganization } from './json.ts'
import { readLevels } from './taxonomy.ts'

/** Ohana's CSV package, its JSON Lines of organizations and its taxonomy, whichever of them a feed holds. */
export async function* readOhana(files: readonly FeedFile[], findings: Findings): AsyncGenerator<FeedItem[]> {
  yield* readOhanaTables(
    files.filter((file) => /\.(csv|tsv)$/i.test(file.name)),
    findings,
  )
  for (const file of files.filter(isJson)) {
    for await (const { row, value } of readJson(file, findings)) {
      const at = { file: file.name, row }
      if (!isRecord(value)) findings.reject(at, null, 'this is no JSON object')
      else if (isRecord(value.taxonomy)) yield [...readLevels(value.taxonomy, at)]
      else yield [...readOhanaOrganization(value, at, findings)]
    }
  }
}
