import lexicon from '#data/eligibility/groups.json' with { type: 'json' }
import { POPULATIONS, type Population } from '../facts.ts'
import { PEOPLE_WORDS } from './people.ts'

/** A group of populations.csv named in a clause. `noun`: the words name people; otherwise they are a trait of people. */
export type GroupMention = { start: number; end: number; id: Population; noun: boolean }

type Words = { who: string[]; trait: string[] }

const READERS = POPULATIONS.map((id) => {
  const words: Words = lexicon[id]
  const pattern = (parts: string[]) =>
    parts.length > 0 ? new RegExp(`(?<![\\w-])(?:${parts.join('|')})(?![\\w])`, 'g') : undefined
  return { id, who: pattern(words.who), trait: pattern(words.trait) }
})

/** Words after a trait that make it the topic of a service instead of a trait of people. */
const TOPIC_AFTER =
  /^['’]?s?[\s-]*(?:related )?(?:shelters?|trust|coalition|preventions?|programs?|services?|treatments?|counsel(?:ing|ors?)|education|courts?|housing|assistance|resources?|test(?:ing|s)?|care\b(?! ?giver)|awareness|cent(?:er|re)s?|clinics?|support|case manag|hotlines?|waivers?|management|training|recovery|rehab|screenings?|organi[sz]ations?|affairs|administration|hospitals?|benefits|advoca|information|studies|law\b|issues? (?:training|education)|specialists?|medications?|professionals?|workers?\b|facilit|prevention)/
const TOPIC_BEFORE =
  /(?:\b(?:prevent(?:ing|s|ion of)?|impacts? of|about|against|information on|education on|stop|end|ending|reduc(?:e|ing)|awareness of|dangers of|effects of|address(?:es|ing)?|eliminate|free of|free from|drug and|treat(?:s|ing)?|issues? of|such as|caused by)\s+)$/
/** The people are relatives or friends of the group, or no longer belong to it. */
const NOT_THEM =
  /\b(?:former(?:ly)?|previously|non|affected by|infected (?:or|and|and\/or) affected by|impacted by|(?:famil(?:y|ies)|friends?|relatives|loved ones?|parents|children|spouses?|partners?|siblings|caregivers|members?) (?:and friends |or friends |members? )?(?:of|with)(?: an?)?(?: adult)?(?: loved one)?(?: (?:someone|somebody|persons?|people|those|individuals?|adults?|children))?(?: (?:who (?:is|are|have|has)|with))?(?: an?)?|developing(?: or worsening)?(?:,)?(?: an?)?|charged with|work(?:ing|s)? with|at[- ]risk (?:of|for)(?: an?)?|suspicion of)\s+$/
const LOSES_NOTHING = new Set<Population>([
  'military-family',
  'at-risk-of-homelessness',
  'parent-of-minor',
  'disaster-affected',
])

const PEOPLE_NEXT = new RegExp(`^[\\s-]+(?:adult |single |young |senior )*(?:${PEOPLE_WORDS})(?![a-z'])`)

export type GroupsRead = { mentions: GroupMention[]; others: { start: number; end: number }[] }

/** Every group named in the clause; `others` are names of relatives and former members: people without an id. */
export function groupsIn(text: string): GroupsRead {
  const candidates: GroupMention[] = []
  for (const { id, who, trait } of READERS) {
    for (const [pattern, noun] of [
      [who, true],
      [trait, false],
    ] as const) {
      if (!pattern) continue
      for (const match of text.matchAll(pattern)) {
        candidates.push({ start: match.index, end: match.index + match[0].length, id, noun })
      }
    }
  }
  candidates.sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)
  const read: GroupsRead = { mentions: [], others: [] }
  const taken: { start: number; end: number }[] = []
  for (const mention of candidates) {
    if (taken.some((other) => mention.start < other.end && mention.end > other.start)) continue
    taken.push(mention)
    const after = text.slice(mention.end, mention.end + 40)
    const before = text.slice(Math.max(0, mention.start - 80), mention.start)
    if (!LOSES_NOTHING.has(mention.id) && NOT_THEM.test(before)) read.others.push(mention)
    else if (!TOPIC_AFTER.test(after) && !TOPIC_BEFORE.test(before)) {
      read.mentions.push({ ...mention, noun: mention.noun && !PEOPLE_NEXT.test(after) })
    }
  }
  read.mentions.sort((a, b) => a.start - b.start)
  return read
}
