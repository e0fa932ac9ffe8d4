import type { ExtractionFigures, measureExtraction } from '#find/eligibility/quality/measure.ts'
import type { measureNeeds } from '#find/taxonomy/quality.ts'
import type { measureUnderstanding, Share } from '#find/understanding/quality.ts'
import type { PairQuality } from './golden-pairs.ts'
import type { JudgedQuality } from './judged.ts'

export type QualityFigures = {
  understanding: ({ set: string } & ReturnType<typeof measureUnderstanding>)[]
  extraction: ReturnType<typeof measureExtraction>
  needs: ReturnType<typeof measureNeeds>
  pairs: PairQuality[]
  /** Null where the feeds of the judged profiles, or the search engine, are absent. */
  rankings: JudgedQuality | null
}

/** All figures as Markdown tables, as they stand in the README; what failed is listed under them. */
export function qualityReport({ understanding, extraction, needs, pairs, rankings }: QualityFigures): string {
  return [
    ...understanding.filter(({ items }) => items.of > 0).flatMap(understandingLines),
    ...extraction.flatMap(extractionLines),
    ...needsLines(needs),
    ...pairLines(pairs),
    ...rankingLines(rankings),
    ...understanding.flatMap(({ set, failed }) =>
      failed.map(({ id, parts }) => `not understood, ${set}, ${id}: ${parts.join(', ')}`),
    ),
    ...extraction.flatMap(({ set, errors }) => errors.map((error) => `not extracted, ${set}, ${error}`)),
    ...pairs.flatMap(({ set, failed }) => failed.map((line) => `not matched, ${set}, ${line}`)),
  ].join('\n')
}

const share = ({ right, of }: Share): string => (of === 0 ? '–' : `${decimal(right / of)} (${right}/${of})`)
const decimal = (value: number | null): string => (value === null ? '–' : value.toFixed(3))
const percent = (value: number): string => `${(value * 100).toFixed(1)} %`

function table(title: string, heads: string[], rows: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return ['', `**${title}**`, '', line(heads), line(heads.map(() => '---')), ...rows.map(line)]
}

function understandingLines(each: QualityFigures['understanding'][number]): string[] {
  const falseAlarms = ({ right, of }: Share): string =>
    of === 0 ? '–' : `${percent((of - right) / of)} (${of - right}/${of})`
  const parts = (of: { items: Share; needs: Share; person: Share; place: Share }): string[] =>
    [of.items, of.needs, of.person, of.place].map(share)
  return [
    ...table(
      `Understanding, ${each.set}`,
      ['', 'item', 'needs', 'person', 'place', 'crisis found', 'false alarms'],
      [
        [
          'all',
          ...parts(each),
          share(each.crisisRecall),
          falseAlarms({
            right: each.hardNegatives.right + each.ordinary.right,
            of: each.hardNegatives.of + each.ordinary.of,
          }),
        ],
        ...Object.entries(each.byLanguage).map(([language, figures]) => [
          language,
          ...parts(figures),
          share(figures.crisisRecall),
          falseAlarms(figures.calm),
        ]),
      ],
    ),
    ...table(
      `Crisis, ${each.set}`,
      ['kind', 'found as that kind', 'found as any kind'],
      Object.entries(each.byCrisis)
        .filter(([, { recall }]) => recall.of > 0)
        .map(([kind, { recall, noticed }]) => [kind, share(recall), share(noticed)]),
    ),
    '',
    `No alarm on hard negatives ${share(each.hardNegatives)}, on ordinary requests ${share(each.ordinary)}.`,
  ]
}

function extractionLines({ set, rules, sure, parts }: QualityFigures['extraction'][number]): string[] {
  const row = (name: string, figures: ExtractionFigures): string[] => [
    name,
    decimal(figures.precision),
    decimal(figures.recall),
    decimal(figures.score),
    percent(figures.harm),
    String(figures.texts),
  ]
  const fields = Object.keys(rules.byField) as (keyof typeof rules.byField)[]
  return [
    ...table(
      `Eligibility prose, ${set}`,
      ['', 'precision', 'recall', 'score', 'harm', 'texts'],
      [
        row('`rules`: everything said', rules),
        row('`sure`: what may rule out', sure),
        ...Object.entries(parts)
          .toSorted(([a], [b]) => a.localeCompare(b))
          .map(([name, part]) => row(`${name}, \`rules\``, part.rules)),
      ],
    ),
    ...table(
      `Eligibility prose by field, ${set}`,
      ['field', '`rules` precision', 'recall', 'labels', '`sure` precision', 'recall'],
      fields.map((field) => {
        const [said, certain] = [rules.byField[field], sure.byField[field]]
        return [
          field,
          decimal(said?.precision ?? null),
          decimal(said?.recall ?? null),
          String((said?.right ?? 0) + (said?.missing ?? 0)),
          decimal(certain?.precision ?? null),
          decimal(certain?.recall ?? null),
        ]
      }),
    ),
  ]
}

function needsLines(needs: QualityFigures['needs']): string[] {
  if (needs.length === 0)
    return ['', 'Needs of services: not measured, the shared feeds are not beside the repository.']
  return table(
    'Needs of services, by the classifier',
    ['feed', 'precision', 'recall', 'services with a need', 'labelled'],
    needs.map(({ set, precision, recall, covered, labelled }) => [
      set,
      decimal(precision),
      decimal(recall),
      decimal(covered),
      String(labelled),
    ]),
  )
}

function pairLines(pairs: PairQuality[]): string[] {
  return [
    ...table(
      'Pairs: what must hold of an answer',
      ['set', 'with the search engine', 'without it'],
      pairs.map(({ set, engine, database }) => [
        set,
        engine ? share(engine) : 'no engine here',
        share(database),
      ]),
    ),
    '',
  ]
}

function rankingLines(rankings: JudgedQuality | null): string[] {
  if (!rankings)
    return ['', 'Rankings on judged profiles: not measured, for the feeds or the search engine are not here.']
  const { mean, profiles, unjudged } = rankings
  const row = (name: string, { ours, distance, relevance }: JudgedQuality['mean']): string[] => [
    name,
    decimal(ours),
    decimal(distance),
    decimal(relevance),
  ]
  return [
    ...table(
      'Rankings on judged profiles, NDCG@10',
      ['profile', 'ours', 'nearest first', "the engine's relevance"],
      [row(`all ${profiles.length}`, mean), ...profiles.map((profile) => row(profile.id, profile))],
    ),
    `${percent(unjudged)} of the first ten of ours are not judged and count as no help.`,
  ]
}
