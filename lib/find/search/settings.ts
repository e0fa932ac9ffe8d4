import type { Settings } from 'meilisearch'

/**
 * What each setting is worth at 100,000 documents was measured: naming the searchable attributes and
 * `proximityPrecision: byAttribute` halve indexing time and disk. They go in before documents.
 */
export const SETTINGS = {
  searchableAttributes: ['name', 'needNames', 'organization', 'city', 'summary'],
  // `_geo` is shown so that the engine tells distances: answers of several servers are put in one order by them.
  displayedAttributes: ['id', 'version', 'quality', '_geo'],
  filterableAttributes: ['needs', 'areas', 'delivery', 'remote', '_geo'],
  sortableAttributes: ['quality', '_geo'],
  // Sorting by distance comes first when asked for; `quality` decides wherever words do not.
  rankingRules: ['sort', 'words', 'typo', 'proximity', 'attribute', 'exactness', 'quality:desc'],
  proximityPrecision: 'byAttribute',
  pagination: { maxTotalHits: 1000 },
  typoTolerance: { disableOnNumbers: true },
  facetSearch: false,
} satisfies Settings

/** Whether an index was made with settings other than these, by an earlier version or by hand. */
export function differs(actual: Settings): boolean {
  return Object.entries(SETTINGS).some(([name, wanted]) => !agrees(wanted, actual[name as keyof Settings]))
}

/** The engine answers with more keys than were set, and gives sets back in an order of its own. */
function agrees(wanted: unknown, actual: unknown): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(actual) && JSON.stringify([...wanted].sort()) === JSON.stringify([...actual].sort())
  }
  if (typeof wanted === 'object' && wanted !== null) {
    return Object.entries(wanted).every(([key, value]) =>
      agrees(value, (actual as Record<string, unknown> | null | undefined)?.[key]),
    )
  }
  return wanted === actual
}
