import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { findingsOf } from '#find/understanding/findings.ts'
import { type Example, learnCrisisWeights } from '#find/understanding/learn-weights.ts'
import { CRISIS_KINDS, type CrisisKind } from '#find/understanding/model.ts'
import { labelledRequests } from '#find/understanding/quality.ts'
import { readRequest } from '#find/understanding/understand.ts'
import { type CrisisWeights, ideasIn, probabilities } from '#find/understanding/weighing.ts'

/**
 * `npx tsx indexer/learn-crisis.ts [--write]`: learns what the ideas of the lexicon weigh for each kind of crisis from the
 * labelled requests of data/golden. Says how well weights do that were learned without the requests they are measured on;
 * `--write` keeps those learned from all. To be run again after the lexicon or the requests have changed.
 */
const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } })

const FILE = 'data/lexicon/crisis-weights.csv'
/** Every request is held out once, in one of so many parts. */
const FOLDS = 5
/** From so much on a crisis is taken to be noticed, in this report. */
const NOTICED = 0.6

const examples: Example[] = labelledRequests()
  .filter(({ set }) => set.startsWith('data/'))
  .flatMap(({ cases }) => cases)
  .map(({ text, crisis }) => {
    const { readings } = readRequest(text)
    const stretches = ideasIn(readings, findingsOf(readings).figures)
    return { ideas: new Set(stretches.flatMap((ideas) => [...ideas])), crisis }
  })

type Judged = { crisis: CrisisKind | null; noticed: CrisisKind | null }

function judge(tested: readonly Example[], weights: CrisisWeights): Judged[] {
  return tested.map(({ ideas, crisis }) => {
    const weighed = probabilities(weights, ideas)
    const whole = weighed.reduce((sum, each) => sum + each, 0)
    const kind = CRISIS_KINDS[weighed.indexOf(Math.max(...weighed))] ?? null
    return { crisis, noticed: whole >= NOTICED ? kind : null }
  })
}

function figures(judged: readonly Judged[]): Record<string, string> {
  const inCrisis = judged.filter(({ crisis }) => crisis !== null)
  const calm = judged.filter(({ crisis }) => crisis === null)
  const of = (some: readonly Judged[], right: (each: Judged) => boolean): string =>
    `${some.filter(right).length} of ${some.length}`
  return {
    noticed: of(inCrisis, ({ noticed }) => noticed !== null),
    'of the right kind': of(inCrisis, ({ crisis, noticed }) => noticed === crisis),
    'false alarms': of(calm, ({ noticed }) => noticed !== null),
  }
}

const learned = learnCrisisWeights(examples)
console.log(`The weights alone, without the phrases, on ${examples.length} requests`)
console.table({
  'learned, on requests held out': figures(
    Array.from({ length: FOLDS }, (_, fold) =>
      judge(
        examples.filter((_, at) => at % FOLDS === fold),
        learnCrisisWeights(examples.filter((_, at) => at % FOLDS !== fold)),
      ),
    ).flat(),
  ),
  'learned, on the same requests': figures(judge(examples, learned)),
})
if (values.write) {
  const rows = [...learned].map(([name, weights]) => [name, ...weights].join(','))
  writeFileSync(FILE, `${['class', ...CRISIS_KINDS].join(',')}\n${rows.join('\n')}\n`)
}
