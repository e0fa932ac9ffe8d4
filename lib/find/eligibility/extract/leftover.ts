import { PEOPLE_WORDS } from './people.ts'

/** Words that ask nothing by themselves. */
const FILLER = new Set(
  'must should be been being are is at least the of in on and or to for with who that which all any only open old older aged younger over under up between through live lives living currently have has having proof bring provide show present no not single young their from area county city valid current individual program programs individuals group groups able within by also other both we our they them this it as well may can will people available welcome welcomed and/or age household income total gross annual family less than equal below exceed does do limited federal level guidelines earn earns earning making yearly monthly annually month restricted qualify qualified apply participate participation per each one two etc zip accepted accept accepts special following prior application community general de la las los el en que y o a para con anos edad ser estar'.split(
    ' ',
  ),
)
/** The same in several forms, and every word for people. */
const FILLER_FORMS = new RegExp(
  `^(?:an?|serv(?:es?|ing|ices?)|years?|yrs?|ages?|eligib\\w*|resid\\w*|need\\w*|requir\\w*|limits?|applicants?|particip\\w*|codes?|zipcodes?|months?|members?|personas?|${PEOPLE_WORDS})$`,
)

/** Whether something is said in `text`, from which everything that was read has been blanked. */
export function hasLeftover(text: string): boolean {
  return (text.match(/[a-z][a-z'/-]*/g) ?? []).some(
    (word) => word.length > 1 && !FILLER.has(word) && !FILLER_FORMS.test(word),
  )
}
