import { z } from 'zod'
import data from '#data/ranking.json' with { type: 'json' }

const share = z.number().gt(0).max(1)
const weight = z.number().min(0).max(5)
const whole = z.int().positive()

/** The named parts of a score, in the order in which a reader would ask. */
export const PARTS = [
  'need',
  'words',
  'audience',
  'eligibility',
  'distance',
  'area',
  'language',
  'delivery',
  'hours',
  'access',
  'company',
  'capacity',
  'freshness',
  'response',
] as const
export type Part = (typeof PARTS)[number]

/** data/ranking.json: a steward may change any of it. No part may be 0: nothing but a rule takes a service away. */
export const rankingSchema = z.strictObject({
  about: z.string(),
  weights: z.record(z.enum(PARTS), weight),
  /**
   * `breadth` is how much a listing of many other needs loses: their number and one to the power of minus this; `aside`: neither name nor opening words speak of it;
   * `doubt`: how fast a need counts for less that was not read for certain; `together`: how much it loses for each part of
   * what was asked for that it does not do.
   */
  need: z.strictObject({
    exact: share,
    child: share,
    broader: share,
    words: share,
    leastCertain: share,
    breadth: z.number().min(0).max(2),
    aside: share,
    doubt: weight,
    together: weight,
  }),
  /** `unspoken`: its name and first words speak of nothing that was asked for. */
  words: z.strictObject({ unspoken: share }),
  /** Whether the person is among those its name and first words speak of. */
  audience: z.strictObject({ yes: share, unknown: share, no: share }),
  eligibility: z.strictObject({
    fits: share,
    askFirst: share,
    furtherUnknown: share,
    least: share,
    nothingSaid: share,
  }),
  /**
   * `shape` is how steeply worth falls beyond the reach: 1 / (1 + (distance / reach) ^ shape). `remote`: comes to the person
   * and its area holds them; `remoteReaches`: how many times further than people go it comes where its area is not known;
   * `remoteUnknown`: it has neither area nor place. `placeless`: one has to go, the area is right, where is not told;
   * `hiddenUnknown`: a hidden place whose area is not known; `nowhere`: neither place nor area is told.
   */
  distance: z.strictObject({
    shape: z.number().positive(),
    remote: share,
    remoteReaches: z.number().min(1),
    remoteUnknown: share,
    placeless: share,
    hiddenUnknown: share,
    nowhere: share,
  }),
  reach: z.strictObject({
    zipsInReach: whole,
    nearestKm: z.number().positive(),
    farthestKm: z.number().positive(),
    countyKm: z.number().positive(),
    stateKm: z.number().positive(),
  }),
  /** `elsewhere`: it says nothing of where it helps, and its feed covers another part of the country. */
  area: z.strictObject({ yes: share, unknown: share, unresolved: share, outside: share, elsewhere: share }),
  language: z.strictObject({
    staff: share,
    listed: share,
    interpreter: share,
    written: share,
    unknown: share,
  }),
  delivery: z.strictObject({ stated: share, unknown: share }),
  hours: z.strictObject({ open: share, appointment: share, unknown: share, closed: share }),
  access: z.strictObject({ yes: share, unknown: share, no: share }),
  company: z.strictObject({ yes: share, unknown: share, no: share }),
  capacity: z.strictObject({
    room: share,
    unknown: share,
    waitlist: share,
    closed: share,
    countHalfLifeDays: z.number().positive(),
    serviceClosed: share,
  }),
  freshness: z.strictObject({ halfLifeDays: z.number().positive(), least: share, undated: share }),
  response: z.strictObject({
    least: share,
    priorReferrals: z.number().positive(),
    priorAnswered: share,
    priorAccepted: share,
    priorMet: share,
    priorHours: z.number().positive(),
    slowHours: z.number().positive(),
  }),
  /**
   * How many candidates are ranked; `few`: with fewer near than this, the nearest of anywhere are added; `nearest`: so many of
   * them are the nearest where more match than are ranked.
   */
  candidates: z.strictObject({
    normal: whole.max(500),
    deep: whole.max(500),
    few: whole.max(500),
    nearest: whole.max(100),
  }),
  sameWithinMeters: z.number().positive(),
})

export type Ranking = z.infer<typeof rankingSchema>
export const RANKING: Ranking = rankingSchema.parse(data)
