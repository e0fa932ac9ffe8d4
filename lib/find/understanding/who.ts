import type { CrisisKind, UnderstoodNeed } from './model.ts'
import { factOf } from './said.ts'
import type { Found, Reading } from './steps.ts'

/** Who is meant: the one typing, somebody of theirs, or `they`, a pronoun for whoever was named. */
export const ROLES = ['self', 'kid', 'parent', 'partner', 'other'] as const
export type Role = (typeof ROLES)[number]

/** Somebody named in the text. Token positions; `end` is exclusive. */
type Mention = { role: Role; start: number; end: number; pronoun: boolean }

/** Everybody named in the text, in its order, and who of them needs help. */
export type People = { mentions: readonly Mention[]; target: Role }

/** Needs of the one who types, although another person is named. */
const OWN_NEEDS: ReadonlySet<string> = new Set([
  ...['aging.caregiver', 'family.respite', 'family.kinship', 'family.parenting', 'mental.family-education'],
  ...['safety.domestic-violence', 'mental.grief', 'legal.family', 'family.child-care'],
])
/** A fact belongs to the person named at most so many words before it. */
const REACH = 12
/** How much speaks for somebody: asked for in so many words, of whom a fact is said, whose need it is. */
const ASKED_FOR = 3
const SAID_OF = 2
const OWN_NEED = 4
/** Who is pregnant or has just given birth needs the help, whatever is said of the child. */
const OF_ONESELF = 4

/** Said with the child's name beside it, but of the parent. */
export const OF_PARENTS: ReadonlySet<string> = new Set(['pregnant', 'postpartum', 'parent-of-minor'])

/** Facts that say nothing of whose they are. */
const NOBODYS: ReadonlySet<string> = new Set([
  ...['-', 'target', 'lives', 'deadline', 'openAt', 'delivery', 'access', 'pets', 'children', 'languages'],
  ...['householdSize', 'insurance', 'documents', 'parent-of-minor', 'survivor-domestic-violence'],
])

export function peopleIn(
  facts: readonly Found[],
  readings: readonly Reading[],
  needs: readonly UnderstoodNeed[],
  crisis: CrisisKind | null,
): People {
  const mentions = mentionsIn(readings)
  const ofSelf = readings.some((reading) => spansOf(reading, 'self-kin').length > 0)
  return { mentions, target: targetOf(mentions, facts, needs, crisis, ofSelf ? SAID_OF : 0) }
}

/** A noun stands for its role, a pronoun for the last one named before it who is not the one typing. */
function mentionsIn(readings: readonly Reading[]): Mention[] {
  const spans = readings.flatMap((reading) =>
    [...ROLES, 'they' as const].flatMap((role) =>
      spansOf(reading, role).map(([start, end]) => ({ role, start, end })),
    ),
  )
  // "I'm a single mom", "single dad, 34" name nobody but the one typing.
  const selves = readings.flatMap((reading) => spansOf(reading, 'self-kin'))
  spans.push(...selves.map(([start, end]) => ({ role: 'self' as const, start, end })))
  const named: Mention[] = []
  for (const { role, start, end } of spans.sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (role !== 'self' && selves.some(([from, to]) => from <= start && end <= to)) continue
    if (
      named.some((other) => other.start <= start && end <= other.end && other.end - other.start > end - start)
    ) {
      continue
    }
    const before = named.findLast((other) => other.role !== 'self')
    named.push({
      role: role === 'they' ? (before?.role ?? 'other') : role,
      start,
      end,
      pronoun: role === 'they',
    })
  }
  return named.filter((each) => each.role !== 'self' || !isPossessive(each, named, readings))
}

/** `con tôi`, `manman m`, `lola ko`, `我妈妈`: "my", not "I". */
function isPossessive(
  { start, end }: Mention,
  named: readonly Mention[],
  readings: readonly Reading[],
): boolean {
  const language = readings[0]?.lexicon.language ?? 'en'
  const noun = (test: (other: Mention) => boolean): boolean =>
    named.some((other) => other.role !== 'self' && !other.pronoun && test(other))
  if (POSSESSED_BEFORE.has(language)) return noun((other) => other.end === start)
  return language === 'zh' && noun((other) => other.start >= end && other.start <= end + 1)
}

/** Languages in which "my" is "I" right behind the noun. */
const POSSESSED_BEFORE: ReadonlySet<string> = new Set(['vi', 'ht', 'tl'])

function spansOf(reading: Reading, name: string): [number, number][] {
  return [...(reading.classes.get(name) ?? [])].map(([start, ends]) => [
    start,
    Math.max(...ends.map(({ end }) => end)),
  ])
}

/** The person who needs help: the one for whom most is asked and of whom most is said. */
function targetOf(
  mentions: readonly Mention[],
  facts: readonly Found[],
  needs: readonly UnderstoodNeed[],
  crisis: CrisisKind | null,
  ofSelf: number,
): Role {
  const others = ROLES.filter(
    (role) => role !== 'self' && mentions.some((each) => each.role === role && !each.pronoun),
  )
  if (others.length === 0)
    return mentions.some((each) => each.pronoun) && !says(mentions, 'self') ? 'other' : 'self'
  if (crisis === 'child-danger') {
    if (others.includes('kid')) return 'kid'
    // "My stepdad comes in my bed. I'm 13": the child is who types.
    if (says(mentions, 'self') && others.every((role) => role === 'parent')) return 'self'
  }
  const points = new Map<Role, number>()
  const add = (role: Role, more: number): void => {
    points.set(role, (points.get(role) ?? 0) + more)
  }
  if (says(mentions, 'self')) add('self', 1)
  // "I'm a single dad": who says what they are speaks of themselves.
  add('self', ofSelf)
  if (OWN_NEEDS.has(needs[0]?.id ?? '')) add('self', OWN_NEED)
  const said = new Set<string>()
  for (const found of facts) {
    const fact = factOf(found)
    if (fact === 'target') {
      if (isCount(found)) continue
      if (meantBy(found) === 'me') add('self', ASKED_FOR)
      else for (const role of others) if (within(found, mentions, role)) add(role, ASKED_FOR)
    } else if (!NOBODYS.has(fact)) {
      const owner = ownerOf(found, mentions, OF_PARENTS.has(fact) ? 'kid' : null)
      // Said twice over by two phrases is said once.
      if (owner !== null && !said.has(`${fact} ${owner}`)) {
        add(owner, OF_PARENTS.has(fact) ? OF_ONESELF : SAID_OF)
      }
      said.add(`${fact} ${owner}`)
    }
  }
  // Somebody else is named for a reason: in doubt it is they.
  return [...others, 'self' as const].reduce((best, role) =>
    (points.get(role) ?? 0) > (points.get(best) ?? 0) ? role : best,
  )
}

/** "my sister's 2 kids": the number in it counts something and is no age. */
export function isCount({ reading, used }: Found): boolean {
  const at = used.find((token) => reading.numbers.has(token))
  const after = reading.numbers.get(at ?? -1)?.end ?? -1
  return reading.classes.get('not-years')?.has(after) ?? false
}

const says = (mentions: readonly Mention[], role: Role): boolean =>
  mentions.some((each) => each.role === role)

const meantBy = ({ rule: { meaning } }: Found): string => (meaning.kind === 'fact' ? meaning.value : '')

function within(found: Found, mentions: readonly Mention[], role: Role): boolean {
  return mentions.some((each) => each.role === role && found.used.includes(each.start))
}

/** Of whom a fact is said: named in it, right behind it ("autistic son"), or else last before it in its sentence. */
export function ownerOf(
  found: Found,
  mentions: readonly Mention[],
  passedOver: Role | null = null,
): Role | null {
  const { tokens } = found.reading
  const sentence = tokens[found.start]?.sentence
  const near = mentions.filter(
    (each) => each.role !== passedOver && tokens[each.start]?.sentence === sentence,
  )
  const within = near.filter((each) => each.start >= found.start && each.end <= found.end)
  // "My dad threw me out": of who stands behind the verb.
  const inside =
    within.at(-1)?.role === 'self'
      ? within.at(-1)
      : (within.find((each) => each.role !== 'self') ?? within.at(-1))
  const behind = near.find((each) => each.start === found.end && !each.pronoun && each.role !== 'self')
  const before = near.findLast((each) => each.start < found.start && each.start >= found.start - REACH)
  return (inside ?? behind ?? before)?.role ?? null
}

/** `woman` or `man` where the words for somebody (their noun, or a pronoun for them) tell, and agree. */
export function spokenGender(readings: readonly Reading[], role: Role): 'woman' | 'man' | undefined {
  const said = (name: string): boolean =>
    readings.some((reading) => (reading.classes.get(name)?.size ?? 0) > 0)
  for (const words of [role, 'they']) {
    const woman = said(`${words}-woman`)
    const man = said(`${words}-man`)
    if (woman !== man) return woman ? 'woman' : 'man'
    if (woman) return undefined
  }
  return undefined
}

/**
 * Whether violence comes from a partner: one is named, or it is a `he` or `she` (not a `they`) of whom nobody was named
 * before, as people speak of whom they live with.
 */
export function isOfPartner({ mentions }: People, readings: readonly Reading[]): boolean {
  const others = mentions.filter(({ role }) => role !== 'self' && role !== 'kid')
  const isOne = ({ start }: Mention): boolean =>
    !readings.some(({ classes }) => classes.get('they-many')?.has(start))
  if (others.some(({ role, pronoun }) => role === 'partner' && !pronoun)) return true
  return others[0]?.pronoun === true && isOne(others[0])
}
