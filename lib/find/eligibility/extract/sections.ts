import type { Clause } from './clauses.ts'

/** A run of clauses that belong together: the common part of a text, or one of the programs it lists. */
export type Section = {
  /** Something a reader only takes for one of several programs: "After School:". */
  program: boolean
  clauses: { clause: Clause; negated: boolean; alternatives: boolean }[]
}

const CONDITIONS =
  /\b(?:eligib|ineligib|exclu|does not|not (?:accepted|served|admitted)|no elegible|no se admite|require|qualif|criteria|must|following|who may|who can|population|residency|age(?:s| range| group| requirement)?$|income|note|notes|please note|target|area|zip|serves|serving|restrictions?|documents?|bring|proof|frequency|hours|days?$|dates?$|time|phone|location|cost|fees?|languages?|^services?$|contact|website|email|address|program details|description|acceso|requisitos|usuarios|destinatarios|ambito|perfil|capacidad|tiempo)/
const NEGATED = /\b(?:not|cannot|can't|exclu|ineligible|no )/
/** "Not eligible: veterans": whoever is named behind it. */
const SHUT_OUT =
  /^\W*(?:(?:who is )?(?:not|in)[- ]?eligible|exclusions?|excluded|excludes|excluding|not (?:accepted|served|admitted)|does not (?:serve|accept)|no (?:elegibles?|se admiten?)|excluid[oa]s|exclusiones)(?: (?:populations?|groups?|people|individuals|persons))?$/
const ONE_OF = /\b(?:one|two|three|any|either)(?: or more)? of\b/
const LONGEST_LABEL = 7

/** The clauses in sections. Headings that state how their lines are to be read ("must not:") mark those lines. */
export function sectionsOf(clauses: Clause[]): Section[] {
  const sections: Section[] = [{ program: false, clauses: [] }]
  let under: { negated: boolean; alternatives: boolean } = { negated: false, alternatives: false }
  for (const clause of clauses) {
    const label =
      /^([^:]{2,80}):(?:\s+|$)(?=\D|$)/.exec(clause.text) ??
      /^([^:]*\bof the following\b[^:]*):$/.exec(clause.text)
    const rest = label ? clause.text.slice(label[0].length) : ''
    if (label && !/ambito/.test(label[1] ?? '') && isLabel(label[1] ?? '')) {
      const name = label[1] ?? ''
      if (CONDITIONS.test(name)) {
        under = { negated: NEGATED.test(name) && !rest, alternatives: ONE_OF.test(name) && !rest }
        push(sections, strip(clause, label[0].length, rest === ''), {
          negated: rest !== '' && SHUT_OUT.test(name),
          alternatives: false,
        })
        continue
      }
      under = { negated: false, alternatives: false }
      sections.push({ program: true, clauses: [] })
      if (rest) push(sections, strip(clause, label[0].length, false), under)
      continue
    }
    if (!clause.bullet && sections.at(-1)?.clauses.at(-1)?.clause.bullet)
      under = { negated: false, alternatives: false }
    push(sections, clause, under)
  }
  return sections.filter(({ clauses: own }) => own.length > 0)
}

function isLabel(name: string): boolean {
  if (
    /^\W*(?:any ?one|any|individuals?|people|persons?|those|applicants?|participants?)\b/.test(name) &&
    !CONDITIONS.test(name)
  )
    return false
  return CONDITIONS.test(name) || name.trim().split(/\s+/).length <= LONGEST_LABEL
}

/** A heading is read as a clause of its own where nothing follows it; otherwise only what follows is. */
function strip(clause: Clause, length: number, whole: boolean): Clause {
  if (whole) return { ...clause, text: clause.text.replace(/:\s*$/, '') }
  return { ...clause, text: clause.text.slice(length), words: clause.words.slice(length) }
}

function push(sections: Section[], clause: Clause, under: { negated: boolean; alternatives: boolean }): void {
  sections.at(-1)?.clauses.push({ clause, ...under })
}
