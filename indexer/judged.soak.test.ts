import { describe, expect, inject, it } from 'vitest'
import { useDatabase } from '#testing/database.ts'
import { absentFeeds, importJudgedFeeds, measureRankings } from './judged.ts'

const server = inject('meilisearch')
const absent = absentFeeds()
if (absent.length > 0)
  console.info(`Judged profiles are not measured: ${absent.join(', ')} not beside the repository.`)

describe.skipIf(absent.length > 0 || !server)('rankings', () => {
  const database = useDatabase()

  it('ranks the judged profiles better than by distance and than by the words alone', {
    timeout: 900_000,
  }, async () => {
    const engine = await importJudgedFeeds(database.db, { urls: [server?.url ?? ''], key: server?.key })
    const { mean, unjudged } = await measureRankings(database.db, engine)
    expect(mean.ours).toBeGreaterThan(Math.max(mean.distance, mean.relevance))
    expect(unjudged).toBeLessThan(0.2)
  })
})
