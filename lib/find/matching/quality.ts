import { z } from 'zod'
import type { MatchAnswer } from './answer.ts'

/** What must hold of an answer; ids are the feed's own. data/golden/pairs/README.md says what each means. */
const expectationSchema = z.strictObject({
  above: z.tuple([z.string(), z.string()]).optional(),
  in: z.array(z.string()).optional(),
  top: z.int().positive().optional(),
  notIn: z.array(z.string()).optional(),
  fit: z.record(z.string(), z.string()).optional(),
  ruledOut: z.string().optional(),
  fact: z.string().optional(),
  nextQuestionIn: z.array(z.string()).optional(),
  crisis: z.string().nullable().optional(),
  relaxation: z.boolean().optional(),
})
type Expectation = z.infer<typeof expectationSchema>

export const pairCasesSchema = z.array(
  z.strictObject({
    id: z.string(),
    /** The body of `POST /api/v1/match`. */
    request: z.record(z.string(), z.unknown()),
    /** ISO 8601; null is the server's clock. */
    now: z.iso.datetime({ offset: true }).nullable(),
    expect: z.array(expectationSchema).min(1),
    why: z.string(),
  }),
)

/** What does not hold of an answer, a line each; none when all does. */
export function brokenExpectations(answer: MatchAnswer, expectations: readonly Expectation[]): string[] {
  return expectations.flatMap((expectation) => brokenOf(answer, expectation))
}

function brokenOf(answer: MatchAnswer, expectation: Expectation): string[] {
  const ids = answer.results.map(({ service }) => service.sourceId)
  const { above, top = ids.length, notIn = [], fit = {}, nextQuestionIn, crisis, relaxation } = expectation
  const first = ids.slice(0, top)
  const broken: string[] = []
  if (above) {
    const [better, worse] = above.map((id) => ids.indexOf(id)) as [number, number]
    if (better < 0 || (worse >= 0 && better > worse)) broken.push(`${above[0]} is not above ${above[1]}`)
  }
  for (const id of expectation.in ?? []) {
    if (!first.includes(id)) broken.push(`${id} is not among the first ${top}`)
  }
  for (const id of notIn) if (ids.includes(id)) broken.push(`${id} is among the results`)
  for (const [id, wanted] of Object.entries(fit)) {
    const given = answer.results.find(({ service }) => service.sourceId === id)?.fit
    if (given !== wanted) broken.push(`${id} is ${given ?? 'no result'}, not ${wanted}`)
  }
  if (expectation.ruledOut) broken.push(...brokenRuling(answer, ids, expectation.ruledOut, expectation.fact))
  const asked = answer.nextQuestion?.fact
  if (nextQuestionIn && !nextQuestionIn.includes(asked ?? ''))
    broken.push(`the next question is about ${asked ?? 'nothing'}`)
  const kind = answer.understood.crisis?.kind ?? null
  if (crisis !== undefined && kind !== crisis) broken.push(`the crisis is ${kind}, not ${crisis}`)
  if (relaxation && answer.relaxation === null) broken.push('no change is offered that would find something')
  return broken
}

function brokenRuling(answer: MatchAnswer, ids: (string | null)[], id: string, fact?: string): string[] {
  if (ids.includes(id)) return [`${id} is among the results and not ruled out`]
  const reasons = answer.ruledOut.find(({ service }) => service.sourceId === id)?.reasons
  if (reasons?.some((reason) => reason.verdict === 'no' && reason.fact === fact)) return []
  return [`${id} is not ruled out by ${fact}`]
}
