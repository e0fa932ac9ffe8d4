import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { type Ctx, systemCtx, visitorCtx } from '#base/db/context.ts'
import { importFeed } from '#exchange/hsds/import-feed.ts'
import type { MatchAnswer } from '#find/matching/answer.ts'
import { findMatches } from '#find/matching/queries.ts'
import { type MatchRequestInput, parseMatchRequest } from '#find/matching/request.ts'
import { connectSearch, type SearchEngine } from '#find/search/client.ts'
import { rebuildIndex } from '#find/search/commands/rebuild.ts'
import { useDatabase } from '#testing/database.ts'

/** What must hold of an answer; ids are the feed's own. See data/golden/pairs/README.md. */
type Expectation = {
  above?: [string, string]
  in?: string[]
  top?: number
  notIn?: string[]
  fit?: Record<string, string>
  ruledOut?: string
  fact?: string
  nextQuestionIn?: string[]
  crisis?: string | null
  relaxation?: boolean
}

type Case = { id: string; request: MatchRequestInput; now: string | null; expect: Expectation[]; why: string }

const cases = JSON.parse(readFileSync('data/golden/pairs/cases.json', 'utf8')) as Case[]
const server = inject('meilisearch')

function check(answer: MatchAnswer, expectation: Expectation): void {
  const ids = answer.results.map(({ service }) => service.sourceId)
  const { above, in: inside, top = ids.length, notIn = [], fit = {}, ruledOut } = expectation
  if (above) {
    const [better, worse] = above.map((id) => ids.indexOf(id))
    expect(better).toBeGreaterThanOrEqual(0)
    if (worse !== -1) expect(better).toBeLessThan(worse as number)
  }
  if (inside) expect(ids.slice(0, top)).toEqual(expect.arrayContaining(inside))
  for (const id of notIn) expect(ids).not.toContain(id)
  for (const [id, wanted] of Object.entries(fit)) {
    expect(answer.results.find(({ service }) => service.sourceId === id)?.fit).toBe(wanted)
  }
  if (ruledOut) {
    expect(ids).not.toContain(ruledOut)
    const reasons = answer.ruledOut.find(({ service }) => service.sourceId === ruledOut)?.reasons ?? []
    expect(reasons.filter(({ verdict }) => verdict === 'no').map(({ fact }) => fact)).toContain(
      expectation.fact,
    )
  }
  if (expectation.nextQuestionIn) expect(expectation.nextQuestionIn).toContain(answer.nextQuestion?.fact)
  if (expectation.crisis !== undefined)
    expect(answer.understood.crisis?.kind ?? null).toBe(expectation.crisis)
  if (expectation.relaxation) expect(answer.relaxation).not.toBeNull()
}

describe('golden pairs', () => {
  const held = useDatabase()
  let engine: SearchEngine | null = null

  beforeAll(async () => {
    const ctx = systemCtx(held.db, 'test')
    const where = 'data/golden/pairs/data'
    const { report } = await importFeed(ctx, { where, source: { key: 'pairs' }, allowPrivate: false })
    expect(report.rejected).toEqual([])
    if (server) {
      engine = connectSearch([server.url], server.key, `services-${randomUUID()}`)
      await rebuildIndex(ctx, engine)
    }
  })

  const at = (now: string | null): Ctx => visitorCtx(held.db, now ? new Date(now) : new Date())

  it.each(cases)('$id with the engine: $why', async ({ request, now, expect: expectations }) => {
    const answer = await findMatches(at(now), parseMatchRequest(request), 'en', { engine })
    expect(answer.degraded).toBe(engine === null)
    for (const expectation of expectations) check(answer, expectation)
  })

  it.each(cases)('$id without it: $why', async ({ request, now, expect: expectations }) => {
    const answer = await findMatches(at(now), parseMatchRequest(request), 'en', { engine: null })
    expect(answer.degraded).toBe(true)
    for (const expectation of expectations) check(answer, expectation)
  })
})
