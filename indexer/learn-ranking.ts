import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connect } from '#base/db/client.ts'
import { migrate } from '#base/db/migrate.ts'
import { readConfig } from '#base/runtime/config.ts'
import { withServers } from '#base/runtime/servers.ts'
import { findCards } from '#find/matching/candidates.ts'
import { gradesOf, ndcg } from '#find/matching/judged.ts'
import { learnWeights } from '#find/matching/learn.ts'
import { rankCandidates } from '#find/matching/ranked.ts'
import { RANKING, type Ranking } from '#find/matching/ranking.ts'
import type { SearchEngine } from '#find/search/client.ts'
import { absentFeeds, importJudgedFeeds, nameOf, type Prepared, prepare, readJudgments } from './judged.ts'

/**
 * `npx tsx indexer/learn-ranking.ts [--write]`: learns the weights of data/ranking.json from the judged profiles. Says how
 * well weights do that were learned without the profiles they are measured on; `--write` keeps those learned from all.
 */
const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } })

const FILE = 'data/ranking.json'
/** Every profile is held out once, in one of so many parts. */
const FOLDS = 5

type Case = Awaited<ReturnType<typeof caseOf>>

async function caseOf({ profile, asked, now, ctx }: Prepared, engine: SearchEngine) {
  const { cards } = await findCards(ctx.db, engine, asked, RANKING.candidates.normal)
  const names = new Map(cards.map((card) => [card.facts.id, nameOf(card)]))
  const grades = gradesOf(readJudgments(), profile.id)
  const rank = (weights: Ranking['weights']) =>
    rankCandidates(cards, asked, now, { ...RANKING, weights }).possible
  const nameOfCandidate = (id: string) => names.get(id) ?? ''
  const judged = rank(RANKING.weights).flatMap(({ facts: { id }, parts }) => {
    const grade = grades.get(nameOfCandidate(id))
    return grade === undefined ? [] : [{ parts, grade }]
  })
  const score = (weights: Ranking['weights']) =>
    ndcg(
      rank(weights).map(({ facts: { id } }) => nameOfCandidate(id)),
      grades,
    )
  return { judged, score }
}

function mean(cases: readonly Case[], weights: (index: number) => Ranking['weights']): number {
  const scores = cases.flatMap(({ score }, i) => score(weights(i)) ?? [])
  return scores.reduce((sum, one) => sum + one, 0) / scores.length
}

function learnFrom(cases: readonly Case[]): Ranking['weights'] {
  return learnWeights(cases.map(({ judged }) => judged))
}

async function learn(cases: readonly Case[]): Promise<void> {
  const without = Array.from({ length: FOLDS }, (_, fold) =>
    learnFrom(cases.filter((_, i) => i % FOLDS !== fold)),
  )
  const learned = learnFrom(cases)
  console.log(`NDCG@10 over ${cases.length} profiles`)
  console.table({
    'weights as they are': mean(cases, () => RANKING.weights),
    'all weights 1': mean(cases, () => learnWeights([])),
    'learned, on profiles held out': mean(cases, (i) => without[i % FOLDS] ?? RANKING.weights),
    'learned, on the same profiles': mean(cases, () => learned),
  })
  console.table(learned)
  if (!values.write) return
  const text = readFileSync(FILE, 'utf8')
  const line = JSON.stringify(learned)
    .replaceAll(':', ': ')
    .replaceAll(',', ', ')
    .replace('{', '{ ')
    .replace('}', ' }')
  writeFileSync(FILE, text.replace(/("weights": )\{[^}]*\}/, `$1${line}`))
}

const absent = absentFeeds()
if (absent.length > 0) {
  console.error(`These feeds are not beside the repository: ${absent.join(', ')}.`)
  process.exit(1)
}
const dataDir = mkdtempSync(join(tmpdir(), 'handrail-learn-'))
try {
  const config = { ...readConfig(), dataDir, databaseUrl: undefined, meilisearchUrls: undefined }
  await withServers(config, async ({ ownerUrl, databaseUrl, meilisearch }) => {
    if (!meilisearch) throw new Error('There is no Meilisearch for this platform: set MEILISEARCH_BIN.')
    await migrate(ownerUrl)
    const db = connect(databaseUrl)
    try {
      const engine = await importJudgedFeeds(db, meilisearch)
      const cases: Case[] = []
      for (const prepared of await prepare(db)) cases.push(await caseOf(prepared, engine))
      await learn(cases)
    } finally {
      await db.destroy()
    }
  })
} finally {
  rmSync(dataDir, { recursive: true, force: true })
}
