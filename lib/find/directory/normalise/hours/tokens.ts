import { CLOCK, type Clock, readClock } from './clock.ts'
import {
  daysOfLetters,
  inWeekOrder,
  LETTER_DAYS,
  WEEKDAY_NAME,
  WEEKDAYS,
  type Weekday,
  weekdayOf,
  weekdaysFrom,
} from './weekdays.ts'

/** What a text about hours is made of; everything else is a word. */
export type Token =
  | { kind: 'days'; days: Weekday[]; named?: true }
  /** -1 is the last of the month. */
  | { kind: 'ordinal'; ordinal: number }
  | { kind: 'time'; clock: Clock; bare?: true }
  | { kind: 'to' }
  | { kind: 'list' }
  | { kind: 'segment' }
  | { kind: 'allDay'; week: boolean }
  | {
      kind:
        | 'fortnight'
        | 'sometimes'
        | 'closed'
        | 'appointment'
        | 'orAppointment'
        | 'pause'
        | 'month'
        | 'holiday'
    }
  | { kind: 'word'; word: string }

type Maker = (text: string) => Token | Token[]
const only =
  (kind: Exclude<Token['kind'], 'days' | 'ordinal' | 'time' | 'allDay' | 'word'>): Maker =>
  () =>
    ({ kind }) as Token

const SHORT_WORD = /^(?:mo|tu|we|th|fr|sa|su|mar|dom|vie)$/

const ORDINALS: readonly [number, RegExp][] = [
  [1, /^(?:1st|first|primer)/i],
  [2, /^(?:2nd|second|segund)/i],
  [3, /^(?:3rd|third|tercer)/i],
  [4, /^(?:4th|fourth|cuart)/i],
  [5, /^(?:5th|fifth|quint)/i],
  [-1, /^(?:last|[úu]ltim)/i],
]

/** In order: what is longer or more special stands before what it holds. */
const LEXICON: readonly [string, Maker][] = [
  [String.raw`\n+|[;|]|\.(?=\s|$)`, only('segment')],
  [
    String.raw`24\s*(?:\/|-|x|hours?,?|hrs?)\s*\/?\s*(?:a day,?\s*)?(?:7(?!\d|:)\s*(?:days)?(?: (?:a|per) week)?|seven days(?: a week)?)(?:,?\s*365)?|around the clock`,
    () => ({ kind: 'allDay', week: true }),
  ],
  [
    String.raw`(?:open\s+)?(?:las\s+)?24[\s-]*(?:hours?|hrs?|horas)(?:\s*(?:a|per|\/|al)\s*(?:day|d[íi]a))?|all day`,
    () => ({ kind: 'allDay', week: false }),
  ],
  [
    String.raw`every other(?: week(?: on)?)?|alternat\w+|bi-?weekly|cada dos semanas|every (?:2|two) weeks|cada 15 d[íi]as`,
    only('fortnight'),
  ],
  [
    String.raw`(?:2|two)\s*(?:x|times)\s*\/?\s*(?:a|per|each)?\s*(?:month|week)|twice (?:a|per|each) (?:month|week)|bi-?monthly|(?:once|one)\s+(?:\p{L}+day\s+)?(?:a|per|each|every) month|monthly|mensual(?:mente)?|seasonal(?:ly)?|varies|vary|call for (?:hours|schedule|times)|please call`,
    (text) => {
      const day = /(\p{L}+day)/iu.exec(text)?.[1]
      const named = day === undefined ? undefined : weekdayOf(day)
      return named
        ? [{ kind: 'sometimes' }, { kind: 'days', days: [named], named: true }]
        : { kind: 'sometimes' }
    },
  ],
  [String.raw`(?:or|and|o)\s+(?:also\s+)?(?:by|con)\s+(?:appointments?|appt\.?|cita)`, only('orAppointment')],
  [
    String.raw`(?:by|with|con|con previa|previa)\s+(?:an?\s+)?(?:appointments?|appt\.?|cita(?: previa)?)(?:\s+only)?|appointments? (?:only|required|necessary)|solo con cita|cita previa|on[- ]call|as needed|by request`,
    only('appointment'),
  ],
  [
    String.raw`(?:(?:every|each|all|7|seven)\s*days?(?: (?:a|per|of the) week)?|everyday|daily|todos los d[íi]as|diari(?:o|amente))(?!\p{L})`,
    () => ({ kind: 'days', days: [...WEEKDAYS] }),
  ],
  [
    String.raw`(?:business|working|week)\s?days|d[íi]as (?:laborables|h[áa]biles)|entre semana`,
    () => ({ kind: 'days', days: weekdaysFrom('MO', 'FR') }),
  ],
  ['week-?ends?|fin(?:es)? de semana', () => ({ kind: 'days', days: ['SA', 'SU'] })],
  [
    String.raw`(?:except(?: (?:for|on))?|excluding|excepto|no)\s+(?:(?:federal|legal|public|school|major|bank|national|most|all)\s+)?(?:holidays?|festivos?|feriados)|(?:(?:federal|legal|public|school|major|bank|national)\s+)?(?:holidays?|festivos?|d[íi]as feriados)`,
    only('holiday'),
  ],
  [
    '(?:break|closed|close|closes|except)(?: daily)? (?:for|at|during) lunch|lunch break|closed? for (?:the )?break|cerrado (?:para|por) (?:el )?almuerzo',
    only('pause'),
  ],
  ['closed|cerrado|not open|no (?:food|service|pantry|hours)', only('closed')],
  [
    String.raw`(?:1st|2nd|3rd|4th|5th|first|second|third|fourth|fifth|last|primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]|[úu]ltim[oa])s?(?!\p{L})`,
    (text) => ({
      kind: 'ordinal',
      ordinal: ORDINALS.find(([, pattern]) => pattern.test(text))?.[0] ?? 1,
    }),
  ],
  [
    '(?:of (?:the|each|every) |(?:the|each|every|per|a) |del |de cada )month(?:ly)?|de(?:l)? (?:cada )?mes|every month|each month|only|weekly|every|each|cada|semanal(?:mente)?',
    (text) => ({ kind: 'word', word: text }),
  ],
  [
    String.raw`(?:january|february|march|april|may(?=\s+\d|\s*(?:[-–,&/]|and|to|through)\s*(?:jun|jul|aug|sep|oct|nov|dec))|june|july|august|september|october|november|december|jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)(?![\p{L}])\.?(?:[ ]+\d{1,2}(?:st|nd|rd|th)?(?![:\d]))?(?:,?[ ]+\d{4})?`,
    only('month'),
  ],
  [CLOCK, (text) => timeToken(text)],
  [
    LETTER_DAYS,
    (text) =>
      SHORT_WORD.test(text)
        ? { kind: 'word', word: text }
        : { kind: 'days', days: daysOfLetters(text), named: true },
  ],
  [
    WEEKDAY_NAME,
    (text) => {
      // In small letters the shortest are words: "we", "su", "mar", "th".
      const day = SHORT_WORD.test(text) ? undefined : weekdayOf(text)
      return day ? { kind: 'days', days: [day], named: true } : { kind: 'word', word: text }
    },
  ],
  [String.raw`-+|[–—~]|(?:to|till?|until|through|thru|al?|hasta)(?!\p{L})`, only('to')],
  [String.raw`,|&|\/|\+|(?:and|or|y|e|o)(?!\p{L})`, only('list')],
  [
    String.raw`\d{1,2}(?![\d:%]|\s*(?:years?|yrs?|days?|months?|weeks?|times?|minutes?|mins?|people|pm|am))`,
    (text) => timeToken(text, true),
  ],
  [String.raw`[\p{L}\p{M}'’]+|\d+`, (text) => ({ kind: 'word', word: text })],
]

function timeToken(text: string, bare = false): Token {
  const clock = readClock(text)
  if (!clock) return { kind: 'word', word: text }
  return bare ? { kind: 'time', clock, bare: true } : { kind: 'time', clock }
}

/** One group an entry, none inside them: the number of the group that matched is the entry's. */
const SCANNER = new RegExp(LEXICON.map(([pattern]) => `(${pattern})`).join('|'), 'giu')

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (const match of text.matchAll(SCANNER)) {
    const index = match.findIndex((part, group) => group > 0 && part !== undefined) - 1
    const made = LEXICON[index]?.[1](match[0])
    if (Array.isArray(made)) tokens.push(...made)
    else if (made) tokens.push(made)
  }
  return joinDays(tokens)
}

/** "Monday to Friday" and "Mon, Wed & Fri" become one token each. */
function joinDays(tokens: readonly Token[]): Token[] {
  const joined: Token[] = []
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]
    if (!token) continue
    const [before, beforeThat] = [joined.at(-1), joined.at(-2)]
    if (token.kind !== 'days') joined.push(token)
    else if (before?.kind === 'to' && beforeThat?.kind === 'days' && beforeThat.named && token.named) {
      const [first, last] = [beforeThat.days.at(-1), token.days[0]]
      joined.splice(-2, 2, {
        kind: 'days',
        days: inWeekOrder([...beforeThat.days, ...(first && last ? weekdaysFrom(first, last) : [])]),
        named: true,
      })
    } else if (before?.kind === 'list' && beforeThat?.kind === 'days') {
      // "Mon, Wed-Fri": the last named day is where a range may go on.
      joined.splice(-2, 2, {
        kind: 'days',
        days: [...new Set([...beforeThat.days, ...token.days])],
        named: true,
      })
    } else if (before?.kind === 'days' && before.named && token.named) {
      joined.splice(-1, 1, { kind: 'days', days: [...new Set([...before.days, ...token.days])], named: true })
    } else joined.push(token)
  }
  return joined
}
