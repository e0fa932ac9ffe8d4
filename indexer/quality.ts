import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '#base/runtime/config.ts'
import { type Servers, withServers } from '#base/runtime/servers.ts'
import { measureExtraction } from '#find/eligibility/quality/measure.ts'
import { measureNeeds } from '#find/taxonomy/quality.ts'
import { labelledRequests, measureUnderstanding } from '#find/understanding/quality.ts'
import { measurePairs } from './golden-pairs.ts'
import { measureJudged } from './judged.ts'
import { qualityReport } from './quality-report.ts'

/** `npm run quality [-- --json]`: how good every judgement of the product is, on the labelled cases at hand. */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })

/** What is measured on a directory wants servers: they are made for the time of the measurement, and removed. */
async function onServers<T>(measure: (servers: Servers) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'handrail-quality-'))
  try {
    const config = { ...readConfig(), dataDir, databaseUrl: undefined, meilisearchUrls: undefined }
    return await withServers(config, measure)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const figures = {
  understanding: labelledRequests().map(({ set, cases }) => ({ set, ...measureUnderstanding(cases) })),
  extraction: measureExtraction(),
  needs: measureNeeds(),
  pairs: await onServers(measurePairs),
  rankings: await onServers(measureJudged),
}

console.log(values.json ? JSON.stringify(figures) : qualityReport(figures))
