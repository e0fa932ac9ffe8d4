import { z } from 'zod'

/** data/golden/judged/profiles.json: feeds that lie beside the repository, and what people ask there. */
export const judgedProfilesSchema = z.strictObject({
  /** ISO 8601: the moment that opening hours and freshness are judged at. */
  now: z.iso.datetime(),
  feeds: z.array(z.strictObject({ key: z.string(), path: z.string(), mapping: z.string().optional() })),
  profiles: z.array(
    z.strictObject({
      id: z.string(),
      /** The body of `POST /api/v1/match`. */
      request: z.record(z.string(), z.unknown()),
      /** What the same person would type into a plain search box in English. */
      words: z.string(),
    }),
  ),
})
export type JudgedProfile = z.infer<typeof judgedProfilesSchema>['profiles'][number]

/**
 * data/golden/judged/judgments.json: profile → what was judged of it, each group with its reason. `services` are
 * `feed/source id`. 3: send them there; 2: helps, with something against it; 1: only if nothing else; 0: no help.
 */
export const judgmentsSchema = z.record(
  z.string(),
  z.array(
    z.strictObject({
      grade: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
      why: z.string().min(1),
      services: z.array(z.string()).min(1),
    }),
  ),
)
export type Judgments = z.infer<typeof judgmentsSchema>
export type Grades = ReadonlyMap<string, number>

/** @throws Error when a service is judged twice for one profile */
export function gradesOf(judgments: Judgments, profileId: string): Grades {
  const grades = new Map<string, number>()
  for (const { grade, services } of judgments[profileId] ?? []) {
    for (const service of services) {
      if (grades.has(service)) throw new Error(`${profileId}: ${service} is judged twice.`)
      grades.set(service, grade)
    }
  }
  return grades
}

/** Results of a ranking that count. */
const DEPTH = 10

/**
 * Normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen 2002), with gains of 2^grade − 1: 1 when
 * no order of the judged services would be better. What was not judged counts as no help. Null when nothing judged helps.
 */
export function ndcg(ranking: readonly string[], grades: Grades): number | null {
  const ideal = gain([...grades.values()].sort((a, b) => b - a))
  return ideal === 0 ? null : gain(ranking.map((service) => grades.get(service) ?? 0)) / ideal
}

function gain(grades: readonly number[]): number {
  return grades.slice(0, DEPTH).reduce((sum, grade, rank) => sum + (2 ** grade - 1) / Math.log2(rank + 2), 0)
}
