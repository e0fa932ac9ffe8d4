import type { Condition } from '../model.ts'

export type IncomeMention =
  | { start: number; end: number; percentFpl: number }
  | { start: number; end: number; condition: Condition }

const POVERTY =
  '(?:(?:current|low[- ]income|us|u\\.s\\.|the|hhs|official|established|most recent)\\s+)*(?:(?:federal(?:ly)?(?: established)?|national|u\\.?s\\.?)\\s+)?(?:(?:income\\s+)?poverty(?:\\s+income)?(?:\\s+(?:level|line|guidelines?|limits?|index|threshold|rate))?(?:\\s+guidelines?)?|fpl|fpg|fpig|fpls|(?:nivel|linea|indice|umbral)(?: federal| nacional| oficial)?(?: de)?(?: la)? pobreza(?: federal)?)\\b'
const PERCENT_OF_POVERTY = new RegExp(
  `(?:(\\d{1,3})\\s*(?:%|percent)?\\s*(?:-|to|and)\\s*)?(\\d{2,3})\\s*(?:%|percent|per cent)\\s*(?:or (?:less|below|lower|under)\\s*)?(?:(?:of|below|above|under|over|at|to|within|de|del|de la)\\s+)*(?:the\\s+)?${POVERTY}`,
  'g',
)
const BELOW_POVERTY =
  /\b(?:at or below|below|under|at or under|within|less than|not exceed(?:ing)?) (?:the )?(?:federal |national |u\.?s\.? )?(?:poverty (?:levels?|lines?|guidelines?)|fpl)\b/g
const MEDIAN =
  /(\d{2,3})\s*(?:%|percent)\s*(?:or (?:less|below)\s*)?(?:of |below )?(?:the )?(?:hud )?(?:(?:area|are|state|county|local)(?:'?s)? median|median (?:family )?income|ami\b|amfi\b)(?: (?:family |household )?income)?(?: \(ami\))?/g
const DOLLARS =
  /\$ ?(\d{1,3}(?:,\d{3})+|\d{3,6})(?:\.\d\d)?(?: or (?:less|below))?(?:\s*(?:an?|per|each|\/)\s*(year|month|week)|\s*\(?(annual(?:ly)?|yearly|monthly|weekly)\)?)?(?: or (?:less|below))?/g
const INCOME_BEFORE = /\b(?:income|earn(?:s|ing|ed)?|mak(?:e|es|ing)|salary|wages?)\b[^.;$]{0,60}$/
const AT_MOST =
  /\b(?:(?:no more|less|not more|lower) than|under|below|up to|(?:not|cannot|can't) exceed|at or below|maximum)\b[^.;$]{0,30}$/

const PER_MONTH = { year: 1 / 12, month: 1, week: 52 / 12 } as const
/** An amount without its period: what nobody lives on for a year is a month's. */
const LEAST_YEARLY = 8_000

/**
 * Income limits in the clause: percentages of the poverty level (a band's upper end), of the area median, dollars.
 * `above`: the percentages above which people are shut out, and nothing else.
 */
export function incomeIn(text: string, { above = false } = {}): IncomeMention[] {
  if (!/[%$]|percent|poverty|pobreza|fpl|\bami\b/.test(text) || /\bin some (?:instances|cases)\b/.test(text))
    return []
  const found: IncomeMention[] = []
  for (const match of text.matchAll(PERCENT_OF_POVERTY)) {
    const before = text.slice(Math.max(0, match.index - 40), match.index)
    const over =
      /\b(?:above|over|greater than|more than|at least|exceed(?:s|ing)?|higher than)\s+$/.test(before) &&
      !/\bno(?:t)?\b/.test(before)
    if (over !== above) continue
    if (isAlternative(before, text.slice(match.index + match[0].length))) continue
    found.push({ ...span(match), percentFpl: Number(match[2]) })
  }
  if (above) return found
  if (found.length === 0) {
    for (const match of text.matchAll(BELOW_POVERTY)) {
      const before = text.slice(Math.max(0, match.index - 40), match.index)
      if (isAlternative(before, text.slice(match.index + match[0].length))) continue
      found.push({ ...span(match), percentFpl: 100 })
    }
  }
  for (const match of text.matchAll(MEDIAN)) {
    found.push({ ...span(match), condition: { fact: 'income', percentMedian: Number(match[1]) } })
  }
  for (const match of text.matchAll(DOLLARS)) {
    const condition = dollarsOf(match, text)
    if (condition) found.push({ ...span(match), condition })
  }
  return found
}

/** Receiving a benefit would do as well. */
function isAlternative(before: string, after: string): boolean {
  return (
    /\bor (?:with|have|has|be|are|whose|those|who|meet|fall)\b[^.]{0,30}$/.test(before) ||
    /^[^.]{0,30}\bor (?:receiv|be\b|in foster|homeless|foster|be enrolled|have|has|if|enroll|on\b|participat|are|who)/.test(
      after,
    )
  )
}

function span(match: RegExpMatchArray) {
  const start = match.index ?? 0
  return { start, end: start + match[0].length }
}

/** Further amounts in the same clause are other household sizes or other programs: then none of them is read. */
function dollarsOf(match: RegExpMatchArray, text: string): Condition | undefined {
  const [words, amount = '', period, adverb = ''] = match
  if ((text.match(/\$ ?\d/g)?.length ?? 0) > 1) return undefined
  const before = text.slice(0, match.index)
  if (!INCOME_BEFORE.test(before) || !(AT_MOST.test(before) || /\bor (?:less|below)/.test(words)))
    return undefined
  const dollars = Number(amount.replaceAll(',', ''))
  const how =
    adverb ||
    (/\b(annual|yearly|monthly|weekly) (?:[a-z]+ )?(?:incomes?|earnings|wages?)\b/.exec(before)?.[1] ?? '')
  const named = period ?? { a: 'year', y: 'year', m: 'month', w: 'week' }[how[0] ?? '']
  const unit = (named ?? (dollars >= LEAST_YEARLY ? 'year' : undefined)) as keyof typeof PER_MONTH | undefined
  return unit && { fact: 'income', dollars: [dollars * PER_MONTH[unit]] }
}
