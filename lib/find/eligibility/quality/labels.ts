import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { findShared } from '#base/runtime/shared.ts'
import own from '#data/golden/eligibility-own.json' with { type: 'json' }
import { DOCUMENTS, GENDERS, INSURANCES, POPULATIONS } from '../facts.ts'
import type { LabelledText } from './score.ts'
import { textAt } from './texts.ts'

const populations = z.array(z.enum(POPULATIONS)).optional()
const rules = z.strictObject({
  minAge: z.int().optional(),
  maxAge: z.int().optional(),
  maxIncomePercentFpl: z.int().optional(),
  gender: z.enum(GENDERS).optional(),
  populationsAny: populations,
  populationsAll: populations,
  populationsExcluded: populations,
  residence: z
    .strictObject({
      state: z.string().optional(),
      county: z.string().optional(),
      postalCodes: z.array(z.string()).optional(),
      text: z.string().optional(),
    })
    .optional(),
  referralRequired: z.boolean().optional(),
  openToAll: z.boolean().optional(),
  insuranceAny: z.array(z.enum(INSURANCES)).optional(),
  documents: z.array(z.enum(DOCUMENTS)).optional(),
})
const label = z.object({
  id: z.string(),
  lang: z.string().default('en'),
  state: z.string().optional(),
  hardness: z.string().default('any'),
  rules,
  unscored: z.array(z.string()).default([]),
  accept: z.record(z.string(), z.array(z.unknown())).default({}),
})
const place = { set: z.string(), file: z.string(), row: z.int(), field: z.string() }

/** data/golden/eligibility-own.json. */
export const ownLabelsSchema = z.strictObject({
  about: z.string(),
  labelledBy: z.string(),
  /** What the labels have been used for: figures on cases one has looked at are not blind. */
  history: z.string(),
  invented: z.array(label.extend({ text: z.string() })),
  drawn: z.record(z.string(), z.array(label.extend({ ref: z.strictObject({ ...place, sha: z.string() }) }))),
})
const goldSchema = z.array(label.extend({ ref: z.object({ ...place, startsWith: z.string() }) }))

export type LabelledSet = { name: string; texts: LabelledText[] }

/** Every labelled set whose texts are at hand: the invented ones always, the others where the feeds are. */
export function labelledSets(): LabelledSet[] {
  const { invented, drawn } = ownLabelsSchema.parse(own)
  const sets: LabelledSet[] = [
    { name: 'invented', texts: invented.map(({ text, ...rest }) => labelled(rest, 'invented', text)) },
  ]
  const data = findShared('data')
  const gold = findShared('gold/eligibility.json')
  if (!data) return sets
  for (const [name, labels] of Object.entries(drawn)) {
    sets.push({
      name: `drawn, ${name}`,
      texts: labels.map(({ ref, ...rest }) => labelled(rest, ref.set, drawnText(ref, data))),
    })
  }
  if (gold) {
    const labels = goldSchema.parse(JSON.parse(readFileSync(gold, 'utf8')))
    sets.push({
      name: 'gold',
      texts: labels.map(({ ref, ...rest }) => labelled(rest, ref.set, textAt(ref, data))),
    })
  }
  return sets
}

type Label = z.infer<typeof label>

function labelled({ state, ...rest }: Label, set: string, text: string): LabelledText {
  return { ...rest, set, text, ...(state ? { state } : {}) } as LabelledText
}

type DrawnRef = { set: string; file: string; row: number; field: string; sha: string }

function drawnText(ref: DrawnRef, data: string): string {
  const text = textAt({ ...ref, startsWith: '' }, data)
  const sha = createHash('sha256').update(text).digest('hex').slice(0, ref.sha.length)
  if (sha !== ref.sha) {
    throw new Error(`${ref.set}/${ref.file} row ${ref.row} ${ref.field} is not the text that was labelled.`)
  }
  return text
}
