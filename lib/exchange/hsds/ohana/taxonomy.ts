import type { FeedRow, Place } from '#find/directory/feed/model.ts'
import { isRecord } from '../nested/json-file.ts'

const LEVELS = ['top_level', 'second_level', 'third_level', 'fourth_level']

/** Open Eligibility as Ohana ships it: levels of `{"@id", "@title"}` inside each other. */
export function readLevels(taxonomy: Record<string, unknown>, at: Place): FeedRow[] {
  return LEVELS.flatMap((level) => {
    const terms = [taxonomy[level]].flat().filter(isRecord)
    return terms.flatMap((term) => termRows(term, null, at))
  })
}

function termRows(term: Record<string, unknown>, parentId: string | null, at: Place): FeedRow[] {
  const id = String(term['@id'] ?? '')
  if (!id) return []
  const values = { name: term['@title'], ...(parentId && { parent_id: parentId }) }
  const children = LEVELS.flatMap((level) => [term[level]].flat().filter(isRecord))
  return [
    { entity: 'taxonomy_term', id, values, at },
    ...children.flatMap((child) => termRows(child, id, at)),
  ]
}
