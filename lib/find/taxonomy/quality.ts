import { z } from 'zod'
import { findShared } from '#base/runtime/shared.ts'
import data from '#data/golden/need-labels.json' with { type: 'json' }
import { classifyService } from './classify.ts'
import { findNeed } from './needs.ts'
import { FEED_READERS } from './quality-feeds.ts'

const needId = z.string().refine((id) => findNeed(id) !== undefined, 'is not an id of data/needs/needs.csv')
const label = z.strictObject({ id: z.string(), needs: z.array(needId), also: z.array(needId) })

/** data/golden/need-labels.json. */
export const needLabelsSchema = z.strictObject({
  about: z.string(),
  labelledBy: z.string(),
  /** What the labels have been used for: figures on cases one has looked at are not blind. */
  history: z.string(),
  drawn: z.string(),
  sets: z.record(z.string(), z.array(label)),
})

export type NeedQuality = {
  set: string
  services: number
  /** Share of all services of the set that get at least one need. */
  covered: number
  /** Wall-clock microseconds for one service, mean. */
  microseconds: number
  labelled: number
  /** Needs given and labelled, given and wrong, labelled and not given, given and merely defensible. */
  right: number
  wrong: number
  missed: number
  defensible: number
  /** right / (right + wrong): defensible needs are counted neither way. */
  precision: number
  /** right / (right + wrong + defensible): as if every defensible need were wrong. */
  strictPrecision: number
  recall: number
  /** Wrong and missed needs as `id: need`, for a steward to look at. */
  wrongNeeds: string[]
  missedNeeds: string[]
}

/** Measures the classifier on the hand-labelled services. Empty where the feeds are absent. */
export function measureNeeds(): NeedQuality[] {
  const { sets } = needLabelsSchema.parse(data)
  return Object.entries(sets).flatMap(([set, labels]) => {
    const folder = findShared(`data/${set}`)
    const read = FEED_READERS[set]
    return folder && read ? [measureSet(set, labels, read(folder))] : []
  })
}

function measureSet(
  set: string,
  labels: z.infer<typeof label>[],
  services: ReturnType<(typeof FEED_READERS)[string]>,
): NeedQuality {
  const began = performance.now()
  const given = new Map(
    services.map((service) => [service.id, classifyService(service).map(({ needId }) => needId)]),
  )
  const microseconds = Math.round(((performance.now() - began) * 1000) / services.length)
  const wrongNeeds: string[] = []
  const missedNeeds: string[] = []
  let right = 0
  let defensible = 0
  for (const { id, needs, also } of labels) {
    const answer = given.get(id)
    if (!answer) throw new Error(`${set} has no service ${id}: is it the version the labels were made on?`)
    for (const need of answer) {
      if (needs.includes(need)) right++
      else if (also.includes(need)) defensible++
      else wrongNeeds.push(`${id}: ${need}`)
    }
    missedNeeds.push(...needs.filter((need) => !answer.includes(need)).map((need) => `${id}: ${need}`))
  }
  return {
    set,
    services: services.length,
    covered: [...given.values()].filter((needs) => needs.length > 0).length / services.length,
    microseconds,
    labelled: labels.length,
    right,
    wrong: wrongNeeds.length,
    missed: missedNeeds.length,
    defensible,
    precision: right / (right + wrongNeeds.length),
    strictPrecision: right / (right + wrongNeeds.length + defensible),
    recall: right / (right + missedNeeds.length),
    wrongNeeds,
    missedNeeds,
  }
}
