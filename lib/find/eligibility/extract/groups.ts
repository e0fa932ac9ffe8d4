import lexicon from '#data/eligibility/groups.json' with { type: 'json' }
import { POPULATIONS, type Population } from '../facts.ts'
import { PEOPLE_WORDS } from './people.ts'

/**
 * A group of populations.csv named in a clause, or several of which one must be it. `noun`: the words name people;
 * otherwise they are a trait of people.
 */
export type GroupMention = { start: number; end: number; ids: Population[]; noun: boolean }

type Words = { who: string[]; trait: string[] }

const READERS = POPULATIONS.map((id) => {
  const words: Words = lexicon[id]
  const at = (parts: string[]) =>
    parts.length > 0 ? new RegExp(`(?:${parts.join('|')})(?![\\w])`, 'y') : undefined
  const patterns = [
    [at(words.who), true],
    [at(words.trait), false],
  ].filter((pair): pair is [RegExp, boolean] => pair[0] !== undefined)
  return { id, patterns }
})

/** Words after a trait that make it the topic of a service instead of a trait of people. */
const TOPIC_AFTER =
  /^['’]?s?[\s-]*(?:related )?(?:shelters?|trust|coalition|preventions?|programs?|services?|treatments?|counsel(?:ing|ors?)|education|courts?|housing|assistance|resources?|test(?:ing|s)?|care\b(?! ?giver)|awareness|cent(?:er|re)s?|clinics?|support|case manag|hotlines?|waivers?|management|training|recovery|rehab|screenings?|organi[sz]ations?|affairs|administration|hospitals?|benefits|advoca|information|studies|law\b|issues? (?:training|education)|specialists?|medications?|professionals?|(?:outreach |case |social )workers?\b|facilit|prevention|(?:and|or) [a-z]+ (?:testing|prevention|education|treatment))/
const TOPIC_NEXT = new RegExp(
  `^\\s+(?!(?:${PEOPLE_WORDS})\\b)[a-z-]+\\s+(?:clinics?|shelters?|programs?|services?|centers?|support|housing)\\b`,
)
const TOPIC_BEFORE =
  /(?:\b(?:(?:partnership|coalition|center|shelter|program|trust|services|health care|clinic|home|foundation|society|association) for|prevent(?:ing|s|ion of)?|impacts? of|about|against|information on|education on|stop|end|ending|reduc(?:e|ing)|out of|awareness of|dangers of|effects of|address(?:es|ing)?|eliminate|free of|free from|drug and|treat(?:s|ing)?|issues? of|such as|caused by)\s+)$/
/** The people are relatives or friends of the group, or no longer belong to it. */
const NOT_THEM =
  /\b(?:former(?:ly)?|previously|non|affected by(?: (?:an?|the|their|somebody's|someone's|[a-z]+'s)){0,2}(?: [a-z]+'s)?|infected (?:or|and|and\/or) affected by|impacted by|(?:famil(?:y|ies)|friends?|relatives|loved ones?|parents|children|spouses?|partners?|siblings|caregivers|members?) (?:and friends |or friends |members? )?(?:in [a-z]+ )?(?:of|with)(?: an?)?(?: adult)?(?: loved one)?(?: (?:someone|somebody|persons?|people|those|individuals?|adults?|children))?(?: (?:who (?:is|are|have|has)|with))?(?: an?)?|developing(?: or worsening)?(?:,)?(?: an?)?|charged with|work(?:ing|s)? with|at[- ]risk (?:of|for)(?: an?)?|suspicion of)\s+$/
const UP_TO_MODERATE = /^[\s-]*(?:to|and|or|\/)[\s-]*moderate/
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
  const read: GroupsRead = { mentions: [], others: [] }
  const victims = victimsIn(text, read.others)
  const taken: { start: number; end: number }[] = [...read.others]
  for (const mention of [...victims, ...candidatesIn(text)]) {
    if (taken.some((other) => mention.start < other.end && mention.end > other.start)) continue
    taken.push(mention)
    const after = text.slice(mention.end, mention.end + 40)
    const before = text.slice(Math.max(0, mention.start - 80), mention.start)
    const [id] = mention.ids
    if (id === 'low-income' && UP_TO_MODERATE.test(after)) continue
    if (!(id && LOSES_NOTHING.has(id)) && NOT_THEM.test(before)) read.others.push(mention)
    else if (!TOPIC_AFTER.test(after) && !TOPIC_NEXT.test(after) && !TOPIC_BEFORE.test(before)) {
      read.mentions.push({ ...mention, noun: mention.noun && !PEOPLE_NEXT.test(after) })
    }
  }
  if (IMMIGRATION.test(text)) {
    // Immigration parole, not parole from prison.
    for (const mention of read.mentions) {
      if (/^parole/.test(text.slice(mention.start, mention.end))) mention.ids = ['refugee-asylee']
    }
  }
  read.mentions.sort((a, b) => a.start - b.start)
  return read
}

const IMMIGRATION = /refugee|asyl|as+yle|cuban|haitian|entrant/

/** Where any reader can begin; most clauses name no group, and then no reader looks. */
const ANY_GROUP = new RegExp(
  `(?<![\\w-])(?:${POPULATIONS.flatMap((id) => [...lexicon[id].who, ...lexicon[id].trait]).join('|')})(?![\\w])`,
  'g',
)

/** Everything the lexicon finds, the longest first. */
function candidatesIn(text: string): GroupMention[] {
  const candidates: GroupMention[] = []
  ANY_GROUP.lastIndex = 0
  for (let match = ANY_GROUP.exec(text); match; match = ANY_GROUP.exec(text)) {
    // A longer or another name may begin inside of this one.
    ANY_GROUP.lastIndex = match.index + 1
    for (const reader of READERS) {
      for (const [pattern, noun] of reader.patterns) {
        pattern.lastIndex = match.index
        const found = pattern.exec(text)
        if (found) {
          candidates.push({ start: match.index, end: match.index + found[0].length, ids: [reader.id], noun })
        }
      }
    }
  }
  return candidates.sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)
}

const VICTIMS_OF =
  /(?:\b(?:child|adult|adolescent|female|male|primary|secondary|direct|innocent) )*\b(?:victims?(?:'s)?(?:\s*(?:\/|and|or)\s*survivors?)?|survivors?(?:\s*(?:\/|and|or)\s*victims?)?) of (?:an? |any |all |the |forms of |violent |serious |domestic\/)*/g
const HARM: readonly (readonly [Population, string])[] = [
  [
    'survivor-domestic-violence',
    '(?:domestic|intimate partner|family|partner|dating|relationship)(?:(?:\\/|,? and |,? or )(?:domestic|family|dating|partner))? ?(?:\\/ ?)?(?:violence|abuse|disputes?)(?:(?:\\/| and | or )(?:abuse|violence))?',
  ],
  [
    'survivor-sexual-assault',
    '(?:sexual(?: (?:assault|violence|abuse|trauma|battery))(?:(?:\\/| and | or )(?:abuse|assault|violence))?|rape|incest)',
  ],
  ['survivor-trafficking', '(?:human |sex |labor )*trafficking|commercial sexual exploitation'],
  ['crime-victim', '(?:violent )?crimes?|gun violence|homicide|robbery'],
]
const ANY_HARM = new RegExp(`^(?:${HARM.map(([, words]) => `(${words})`).join('|')})(?![a-z])`)
const NEXT_HARM = /^(?:,? (?:and\/or|and|or) (?:of )?|, |\/)(?:an? |any |other |violent )*/
const FURTHER_HARM =
  /^(?:,? (?:and\/or|and|or) (?:of )?|, )(?:an? |any |other |child |elder )*(?:stalking|abuse|neglect|torture|exploitation|homicide|bullying|violence|harassment|child abuse|elder abuse)/

const VAGUE_HARM =
  /^(?:abuse|crimes?|violence|trauma)(?:(?:,? (?:and|or)|,|\/) ?(?:abuse|crimes?|violence|trauma))*\s*[(:]\s*/

/** "Victims of domestic violence, rape and trafficking": one mention with all that it names. */
function victimsIn(text: string, others: GroupsRead['others']): GroupMention[] {
  const found: GroupMention[] = []
  for (const match of text.matchAll(VICTIMS_OF)) {
    let end = match.index + match[0].length
    const ids = new Set<Population>()
    // "Survivors of abuse or crime (domestic violence, trafficking)": the brackets say which.
    const vague = VAGUE_HARM.exec(text.slice(end))
    if (vague && ANY_HARM.test(text.slice(end + vague[0].length))) end += vague[0].length
    for (let next = ANY_HARM.exec(text.slice(end)); next; next = ANY_HARM.exec(text.slice(end))) {
      const index = next.slice(1).findIndex((group) => group !== undefined)
      const id = HARM[index]?.[0]
      if (id) ids.add(id)
      end += next[0].length
      const joint = NEXT_HARM.exec(text.slice(end))
      if (!joint || !ANY_HARM.test(text.slice(end + joint[0].length))) break
      end += joint[0].length
    }
    if (ids.size === 0) continue
    const further = FURTHER_HARM.exec(text.slice(end))
    // "… and stalking": one of the harms has no id of its own.
    if (further) others.push({ start: match.index, end: end + further[0].length })
    else found.push({ start: match.index, end, ids: [...ids], noun: true })
  }
  return found
}
