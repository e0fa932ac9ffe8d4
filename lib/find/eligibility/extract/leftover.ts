import { BY_AGE, genderOf, OF_A_KIND, PEOPLE_WORDS } from './people.ts'
import type { Span } from './spans.ts'

/** Words that ask nothing by themselves. */
const FILLER = new Set(
  'must should be been being are is at least the of in on and or to for with who that which all any only open old older aged younger over under up between through live lives living currently have has having proof bring provide show present no not single young their from area county city valid current individual program programs individuals group groups able within by also other both we our they them this it as well may can will people available welcome welcomed and/or age household income total gross annual family less than equal below exceed does do limited federal level guidelines earn earns earning making yearly monthly annually month restricted qualify qualified apply participate participation per each one two etc zip accepted accept accepts special following prior application community general more greater higher may cannot active actively experience experiencing suffer suffers suffering facing honorably discharged you exclusively reserved intended designed offered solely was were had help helps identify identifies dirigido debe deben solo solamente unicamente vive viven vivir residir reside residen solicitantes ingresos iguales igual debajo del al por inferiores superiores requiere requieren traer presentar llevar mostrar hogar familiar tener haber dirigida destinado destinada mayores menores entre desde hasta atencion servicio servicios usuarios residentes vecinos poblacion general una un se admite admiten de la las los el en que y o a para con anos edad ser estar'.split(
    ' ',
  ),
)
/** The same in several forms, and every word for people. */
const FILLER_FORMS = new RegExp(
  `^(?:an?|serv(?:es?|ing|ices?)|years?|yrs?|ages?|eligib\\w*|resid\\w*|need\\w*|requir\\w*|limits?|applicants?|particip\\w*|codes?|zipcodes?|months?|members?|personas?|${PEOPLE_WORDS})$`,
)

/** Words for people of an age, a gender or a kind: they ask something where no rule says it. */
export type Open = { ages: boolean; genders: boolean; kinds: boolean }
const OF_AN_AGE = new RegExp(`^(?:${BY_AGE.child}|${BY_AGE.youth}|${BY_AGE.senior})$`)

const KIND = new RegExp(`^${OF_A_KIND}$`)
/** "People who are students": what they are is asked, whoever is named beside them. */
const ARE_OF_A_KIND = new RegExp(
  `\\b(?:are|is|be|being) (?:an? |the )?${OF_A_KIND}\\b|\\b(?:only|exclusively|limited|restricted|reserved)\\b(?: [a-z]+){0,3} ${OF_A_KIND}\\b|\\b(?:are|is|intended|designed|offered|available|open) (?:for|to) ${OF_A_KIND}\\b|\\b${OF_A_KIND} only\\b`,
)

const WORD = /\p{L}[\p{L}'/-]*/gu
const WORD_OR_NUMBER = /[\p{L}\d][\p{L}\d'/.,-]*/gu

/** Whether something is said in `text`, from which everything that was read has been blanked. */
export function hasLeftover(text: string): boolean {
  return (text.match(WORD) ?? []).some((word) => isLeft(word))
}

function isLeft(word: string, open?: Open): boolean {
  if (open?.ages && OF_AN_AGE.test(word)) return true
  if (open?.genders && genderOf(word)) return true
  if (open?.kinds && KIND.test(word)) return true
  return word.length > 1 && !FILLER.has(word) && !FILLER_FORMS.test(word)
}

/** What is blanked leaves more than one space. */
const BETWEEN = /(?:[^ ]| (?! ))+/g
/** Joints and marks at the ends of a stretch say nothing. */
const FRONT = /^(?:[\s,;:.()/&-]+|(?:and|or|y|o|but|must)\b(?=\s))+/
/** People of whom something is said: of "women who own a canoe" the canoe is what no rule says. */
const HEAD = new RegExp(
  `^[^\\p{L}]*(${PEOPLE_WORDS})\\s+(?=(?:who|whose|with|without|that|from|living)\\b)`,
  'u',
)
const BACK =
  /(?:[\s,;:.()/&-]+|\s(?:and|or|y|o|but|who|are|is|be|must|with|of|for|to|at|below|under|income|incomes|household|an?|have|has|in|from|the))+$/

/** The stretches of `text`, from which everything that was read has been blanked, that say something or hold one of `unused`. */
export function leftoverIn(text: string, open: Open, unused: readonly Span[] = []): Span[] {
  const spans: Span[] = []
  for (const { index, 0: stretch } of text.matchAll(BETWEEN)) {
    const holds = unused.some((span) => span.start < index + stretch.length && span.end > index)
    if (
      !holds &&
      !ARE_OF_A_KIND.test(stretch) &&
      !(stretch.match(WORD_OR_NUMBER) ?? []).some(
        (word) => /^\d/.test(word) || isLeft(word.replace(/[.,]+$/, ''), open),
      )
    )
      continue
    const [head = '', person = ''] = HEAD.exec(stretch) ?? []
    const front = head !== '' && !isLeft(person, open) ? head : (FRONT.exec(stretch)?.[0] ?? '')
    const start = index + front.length
    const end = index + stretch.length - (BACK.exec(stretch)?.[0].length ?? 0)
    if (end > start) spans.push({ start, end })
  }
  return spans
}
