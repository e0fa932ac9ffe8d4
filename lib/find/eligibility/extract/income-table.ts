import type { Finding } from '../extraction.ts'
import type { Clause } from './clauses.ts'

/** Limits of income by household size, one a line: what they ask, and the places of the clauses that say it. */
export type IncomeTable = { finding: Finding; nths: ReadonlySet<number> }

const AMOUNT = '\\$ ?(\\d{1,3}(?:[,.] ?\\d{3})+|\\d{3,6})(?:\\.\\d\\d)?'
/** "3 persons - $31,950", "3\t $20,420", "family of 3: $31,950" */
const SIZE_FIRST = new RegExp(
  `^\\W*(?:(?:a )?(?:family|household)(?: size)?(?: of)? )?(\\d{1,2})\\+?(?: ?(?:persons?|people|members?|in (?:the )?(?:family|household)))?(?: or more)?(?:\\\\t|[\\s:=.-])+${AMOUNT}[^\\d$]{0,20}$`,
)
/** "$75,000 or less for a family of 3" */
const AMOUNT_FIRST = new RegExp(
  `^\\W*${AMOUNT}[a-z ]{0,20} (?:for|per) (?:an? )?(?:family|household) of (\\d{1,2})(?: or more)?\\W*$`,
)
const EACH_MORE = new RegExp(
  `\\badd:? ${AMOUNT}[^.]*\\b(?:each|every|per) (?:additional|extra|further|more)\\b`,
)
const FEWEST_ROWS = 2
/** What nobody lives on for a year is a month's. */
const LEAST_YEARLY = 8_000

/** The table in a text, if there is one: sizes that rise by one, each with an amount that is not lower. */
export function incomeTableIn(clauses: readonly Clause[]): IncomeTable | undefined {
  const rows = clauses.flatMap((clause) => rowOf(clause) ?? [])
  const [first] = rows
  if (!first || rows.length < FEWEST_ROWS || first.size > 2) return undefined
  for (const [i, { size, amount }] of rows.entries()) {
    if (size !== first.size + i || amount < (rows[i - 1]?.amount ?? 0)) return undefined
  }
  const used = new Set(rows.map(({ clause }) => clause))
  const before = clauses[first.clause.nth - 1]
  if (
    before &&
    /\bincome\b/.test(before.text) &&
    !before.text.includes('%') &&
    before.line >= first.clause.line - 2
  )
    used.add(before)
  const more = clauses
    .map((clause) => ({ clause, match: EACH_MORE.exec(clause.text) }))
    .find(({ match }) => match)
  if (more) used.add(more.clause)
  const months = rows.every(({ amount }) => amount < LEAST_YEARLY) ? 1 : 12
  const monthly = rows.map(({ amount }) => amount / months)
  const [lowest = 0] = monthly
  return {
    finding: {
      field: 'condition',
      value: {
        fact: 'income',
        dollars: first.size === 2 ? [lowest, ...monthly] : monthly,
        ...(more?.match && { eachMore: dollars(more.match[1]) / months }),
      },
      // Such tables are of one year, and the listing seldom says of which.
      sure: false,
      words: [...used].map(({ words }) => words).join(' / '),
    },
    nths: new Set([...used].map(({ nth }) => nth)),
  }
}

function rowOf(clause: Clause): { clause: Clause; size: number; amount: number } | undefined {
  const sized = SIZE_FIRST.exec(clause.text)
  if (sized) return { clause, size: Number(sized[1]), amount: dollars(sized[2]) }
  const match = AMOUNT_FIRST.exec(clause.text)
  return match ? { clause, size: Number(match[2]), amount: dollars(match[1]) } : undefined
}

/** "$ 55.260" and "$16, 240" are thousands too. */
function dollars(text = ''): number {
  return Number(text.replace(/[,. ]/g, ''))
}
