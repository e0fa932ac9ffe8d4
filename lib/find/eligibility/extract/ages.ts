/** An age named in a clause: whole years, both ends included; `start` and `end` are positions in the clause. */
export type AgeMention = { start: number; end: number; min?: number; max?: number }

const UNIT =
  '(?:[\\s-]*(years?|yrs?\\b\\.?|y\\/?o\\b|months?|mos?\\b\\.?|weeks?|wks?|days?|anos|meses|semanas)\\b)?(?:[\\s-]*(?:olds?\\b|of ages?\\b|in age\\b|de edad\\b))?'
const NUMBER = '(\\d{1,3})(?: ?1\\/2|\\.5| ?-\\+| ½|½)?'
const AGED = `${NUMBER}${UNIT}`
const LEAD =
  '(?:(?:between|from|entre|de)(?: the| los| las)? )?(?:(?:the )?ages?(?: of| range| group)?:? |aged |edades? )?(?:between |from |of |de )?'

const PEOPLE =
  'child(?:ren)?|kids?|youths?|teens?|teenagers?|adolescents?|adults?|seniors?|elders?|elderly|persons?|people|individuals?|students?|participants?|applicants?|men|man|women|woman|males?|females?|girls?|boys?|minors?|clients?|patients?|citizens?|residents?|infants?|bab(?:y|ies)|newborns?|toddlers?|anyone|veterans|runaways|members?|those|survivors|victims|mayores|menores|personas|ninos|jovenes|adultos|mujeres|hombres'

const RANGE = new RegExp(
  `${LEAD}\\b${AGED}\\s*(?:-|\\bto\\b|\\bthrough\\b|\\bthru\\b|\\bor\\b(?! (?:over|older|up|above|under|younger))|\\band\\b(?! (?:over|older|up|above|under|younger))|\\buntil\\b|\\bup to\\b|\\ba\\b|\\by\\b|\\bhasta\\b)\\s*(?:the )?(?:age (?:of )?)?(?:los )?${AGED}(?!\\d)`,
  'g',
)
const FROM_BIRTH = new RegExp(
  `\\b(?:birth|new ?borns?|infants?|infancy|nacimiento|cero)\\s*(?:-|\\bto\\b|\\bthrough\\b|\\bthru\\b|\\bup to\\b|\\band up to\\b|\\buntil\\b|\\ba\\b|\\bhasta\\b)\\s*(?:(?:the )?age (?:of )?)?(?:los )?${AGED}(?!\\d)`,
  'g',
)
const LEAST = new RegExp(
  `\\b(?:(?:ages? |aged )?(?:(?:is |be |are )?over|older than|above|at least|a minimum of|minimum age(?: is| of)?:?|min\\.? age:?|no younger than|not younger than|mayor(?:es)? de|mas de|a partir de|starting at|(?:beginning|starting|begins|starts) (?:at|from|with))(?: the)?(?: age)?(?: of)?(?: los)?) ${AGED}(?!\\d)`,
  'g',
)
const AND_OLDER = new RegExp(
  `(?:(?:age[sd]?|aged|a?t? least)(?: of)? )?\\b${AGED},?\\s*(?:\\(?(?:and|or|&|\\/|y|o)\\)?\\s*(?:older|over|above|up\\b|upwards?|more|greater|beyond|mayores\\b(?! de)|mas\\b(?! de))|\\+(?!\\d)|-\\s*(?:up|older|adults?|adulthood)\\b|(?:(?:and )?all the way |through |up )?(?:in)?(?:to|through) (?:young )?(?:adult(?:hood)?s?|adults|seniors?|old age|geriatrics?|elderly)\\b|on up\\b|plus\\b)(?: (?:years? )?(?:of age|old|in age))?`,
  'g',
)
const MOST = new RegExp(
  `\\b(?:(?:ages? |aged )?(under|younger than|less than|below|menores? de)|(?:ages? |aged )?up to|no older than|not older than|maximum age(?: is| of)?:?|max\\.? age:?|through|until|hasta)(?: and including)?(?: the)?(?: age)?(?: of)?(?: los)? ${AGED}(?!\\d)`,
  'g',
)
const AND_UNDER = new RegExp(
  `(?:(?:age[sd]?|aged)(?: of)? )?\\b${AGED},?\\s*(?:and|or|&|\\/|y|o)\\s*(?:under|younger|below|less|menores|menos)\\b(?! de\\b)(?: (?:years? )?(?:of age|old))?`,
  'g',
)
const ONE_AGE = new RegExp(`(?<=\\b(?:${PEOPLE}) )${NUMBER}[\\s-]years?[\\s-](?:olds?|of age)\\b`, 'g')
/** "4 years old through adolescence", "1 year old - 2nd grade": where it ends is not said in years. */
const GOES_ON = /^\s*(?:-|to\b|through\b|thru\b|until\b|up to\b)\s*[a-z0-9]/
const EXACT = new RegExp(
  `\\b(must be|(?:have|has|need|needs) to be|(?:be|are|is)(?: at)?|ages?|aged) (?:age )?${AGED}(?!\\d)`,
  'g',
)

/** What may not follow an age: it makes the number a time, an amount or a count. */
const NOT_AN_AGE =
  /^(?:\s*(?:%|percent|a\.?m\b|p\.?m\b|miles?|minutes?|mins?\b|hours?|hrs?\b|nights?|beds?|persons?\b|people|participants|clients|families|households?|individuals|guests|meals|visits?|times?|sessions?|pounds?|lbs|units?|spaces?|slots|emergency|dollars|business|consecutive|calendar|members|locations|organizations|agencies|counties|classes|different|languages|blocks?|cents|plazas|usuarios)|st\b|nd\b|rd\b|th\b|\s*[:/$]\s*\d|,\d{3}|\.\d|\s*years? (?:of|experience|service|sober)|\s*(?:years?|months?|weeks?|days?)(?:'|\b)(?!\s*-?\s*(?:olds?|of age))(?:\s+(?:of|from|after|before|prior|per|each|program|stay|supply|or longer|ago|in a row|sobriety)))/
const NOT_BEFORE =
  /(?:[$#:\d.,/]|\bgrades?\s*|\bgrade levels?\s*|\bk-?\s*|\b(?:district|zone|page|suite|room|apt|ward|section|route|highway|title|part|type|for over|for more than|open|within|last|past|next|every|per|during|after|maximum of|stay|supply of|income of|serves|serving|capacity|about|approximately|nearly|than)\s*)$/

type Unit = string | undefined

function years(number: number, unit: Unit): number {
  if (unit === undefined || /^(?:y|ano)/.test(unit)) return number
  if (/^(?:mo|mes)/.test(unit)) return number / 12
  return number / (unit.startsWith('d') ? 365 : 52)
}

const PEOPLE_AFTER = new RegExp(`^\\s*\\(?(?:${PEOPLE})\\b`)
const AFTER_PEOPLE = new RegExp(
  `\\b(?:${PEOPLE})(?: (?:who are|must be|are|is|be|that are|ages?:?|aged))?[\\s,:]*\\(?(?:only )?$`,
)

/** Whether what stands around an age says that it is one: a unit, the word age, or people right before it. */
function isAge(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 60), start)
  const after = text.slice(end, end + 40)
  if (NOT_AN_AGE.test(after) || NOT_BEFORE.test(before)) return false
  const own = text.slice(start, end)
  const afterPeople = AFTER_PEOPLE.test(before)
  // "A test result less than 6 months old": months are an age only right behind the people who are that old.
  if (/\b(?:months?|mos?|weeks?|wks?|days?)\b/.test(own) && !/years?|yrs?/.test(own))
    return (
      afterPeople ||
      /^(?:birth|infant|new)|^ages?\b|\bthe age\b/.test(own) ||
      (/^(?:ages? )?\d/.test(own) && start === 0)
    )
  if (/\bolds?\b|\bof age\b|\bages?\b|\baged\b|\bedad|\b(?:mayores|menores)\b/.test(own)) return true
  if (/(?:more|greater|plus)\s*$/.test(own)) return afterPeople
  if (/(?:\+|older|younger|over|above|under|below|up|mayores|menores|mas)\s*$/.test(own)) {
    return !/^\s*(?:years?\b(?! (?:olds?|of age))|locations|partner|different|other|local|agencies|classes)/.test(
      after,
    )
  }
  if (/^(?:must be|(?:have|has|needs?) to be)/.test(own))
    return /^\s*(?:$|[.,;)]|and\b|or\b|with\b|to\b)/.test(after)
  if (afterPeople) return true
  if (
    /years?\b|yrs?\b|y\/?o\b|anos\b/.test(own) &&
    /\bbetween|\bentre|[-]/.test(own) &&
    !/\bfor (?:at least )?$/.test(before)
  )
    return true
  if (/\b(?:age[sd]?(?: range| group| limit| requirements?)?|eligib\w+):?[\s-]*\(?$/.test(before)) return true
  if (/^\s*\)?\s*(?:years|yrs|y\/?o|year olds?)\b/.test(after)) return true
  if (
    /\bmust be\s*(?:an adult\s*)?\(?$/.test(before) &&
    /^\s*(?:$|[.,;)]|and\b|or\b|with\b|to\b)/.test(after)
  )
    return true
  return /\d\s*(?:-|to|through)\s*\d/.test(own) && PEOPLE_AFTER.test(after)
}

/** Every age in the clause, left to right, none overlapping. `text` is lower case without accents. */
export function agesIn(text: string): AgeMention[] {
  if (!/\d/.test(text)) return []
  const found: AgeMention[] = []
  const take = (start: number, end: number, limits: { min?: number; max?: number } | undefined) => {
    if (!limits || found.some((other) => start < other.end && end > other.start)) return
    if (!isAge(text, start, end)) return
    found.push({ start, end, ...limits })
  }
  for (const match of text.matchAll(RANGE)) take(...span(match), rangeOf(match, text))
  if (/birth|born|infan|nacim|cero/.test(text))
    for (const match of text.matchAll(FROM_BIRTH)) take(...span(match), upTo(match[1], match[2], false))
  for (const match of text.matchAll(AND_OLDER)) {
    // "A child under 3, or older with a disability" is no lower limit.
    const under = /\b(?:under|younger than|below|less than|up to) $/.test(text.slice(0, match.index))
    if (!under) take(...span(match), from(match[1], match[2]))
  }
  for (const match of text.matchAll(AND_UNDER)) take(...span(match), upTo(match[1], match[2], false))
  for (const match of text.matchAll(LEAST)) take(...span(match), from(match[1], match[2]))
  for (const match of text.matchAll(MOST))
    take(...span(match), upTo(match[2], match[3], match[1] !== undefined))
  for (const match of text.matchAll(ONE_AGE)) {
    const age = Number(match[1])
    if (!GOES_ON.test(text.slice(match.index + match[0].length))) take(...span(match), { min: age, max: age })
  }
  for (const match of text.matchAll(EXACT)) take(...span(match), exactly(match, text))
  return joined(
    text,
    found.sort((a, b) => a.start - b.start),
  )
}

function span(match: RegExpMatchArray): [number, number] {
  const start = match.index ?? 0
  return [start, start + match[0].trimEnd().length]
}

/** "13 - 18 years old and older" has no upper end. */
const AND_ON = /^\s*(?:and|or|&) (?:older|over|up|above)\b/

function rangeOf(match: RegExpMatchArray, text: string) {
  const [words, low, lowUnit, high, highUnit] = match
  const max = years(Number(high), highUnit)
  const min = years(Number(low), lowUnit ?? (highUnit?.startsWith('m') ? highUnit : undefined))
  if (!(min < max) || max > 120) return undefined
  if (AND_ON.test(text.slice((match.index ?? 0) + words.length))) return limits({ min: Math.floor(min) })
  return limits({ min: Math.floor(min), max: Math.floor(max) })
}

function from(number: string | undefined, unit: Unit) {
  const min = years(Number(number), unit)
  return min <= 100 ? limits({ min: Math.floor(min) }) : undefined
}

/** "Under 18" is 17; "under 18 months" is one year and "under 12 months" none, for months are cut to whole years. */
function upTo(number: string | undefined, unit: Unit, exclusive: boolean) {
  const value = Number(number)
  const max = years(exclusive ? value - 1 : value, unit)
  return max < 100 ? { max: Math.floor(max) } : undefined
}

/** "Must be 18": from 18 on; "age 4": that age alone. */
function exactly(match: RegExpMatchArray, text: string) {
  const [words, lead, number, unit] = match
  const after = text.slice((match.index ?? 0) + words.trimEnd().length)
  const age = years(Number(number), unit)
  if (!Number.isInteger(age) || age > 100) return undefined
  if (lead?.startsWith('age')) return GOES_ON.test(after) ? undefined : { min: age, max: age }
  if (/^,? (?:and )?(?:not|no) older\b/.test(after)) return { min: age, max: age }
  return age >= 16 ? { min: age } : undefined
}

/** A lower limit below one year is none. */
function limits({ min, max }: { min: number; max?: number }) {
  return { ...(min >= 1 ? { min } : {}), ...(max !== undefined ? { max } : {}) }
}

/** "Older than 2 and younger than 18" is one range. */
function joined(text: string, ages: AgeMention[]): AgeMention[] {
  const result: AgeMention[] = []
  for (const age of ages) {
    const last = result.at(-1)
    const between = last ? text.slice(last.end, age.start) : ''
    const oneSided = last && (last.min === undefined) !== (last.max === undefined)
    const otherSide =
      last &&
      (last.min === undefined
        ? age.min !== undefined && age.max === undefined
        : age.max !== undefined && age.min === undefined)
    if (
      last &&
      oneSided &&
      otherSide &&
      /^\s*(?:,|and|but|y|&)?\s*(?:(?:must be|are|be)\s*)?$/.test(between) &&
      (age.min ?? last.min ?? 0) <= (age.max ?? last.max ?? 0)
    ) {
      result[result.length - 1] = { ...last, ...age, start: last.start }
    } else result.push(age)
  }
  return result
}
