import type { Span } from './spans.ts'

/**
 * A stretch of a clause that shuts people out. `span` is all of it, with the words that do it; `whom` names the people.
 * `hedged`: only under some condition ("unless …"), or in a softer word ("not intended for"). `of`: "people" where it is
 * said of nothing else ("cannot be admitted"), "nobody" where the words before are "no one";
 * "unclear" where two denials meet.
 */
export type Exclusion = {
  span: Span
  whom: Span
  hedged: boolean
  of: 'people' | 'nobody' | 'unclear' | 'any'
}

const ADVERB = '(?: (?:currently|presently|yet|generally|usually|typically|normally))*'
const TAKEN =
  '(?:eligible|accepted|admitted|admissible|served|allowed|permitted|considered|enrolled|housed|covered|taken|qualified|seen|treated|welcome|assisted|helped|accommodated|able to (?:apply|participate|enroll|attend|join|be (?:served|admitted|accepted)|receive (?:services|assistance|help)))'
const DOES_NOT =
  "(?:cannot|can ?not|can't|may not|will not|won't|shall not|should not|must not|do not|don't|does not|doesn't)"
const JOINS_IN =
  '(?:qualify|apply|enroll|enrol|participate|attend|join|register|(?:stay|live) (?:here|at the shelter|in the shelter)|(?:use|enter|access|receive) (?:the|this|our|these) (?:services?|programs?|shelter|pantry|facility|house|clinic|center))'

/** What is said of people who are shut out: "are not eligible", "cannot be admitted", "need not apply". */
const SAID_OF_THEM = new RegExp(
  `(?<![\\w'])(?:${[
    `(?:(?:is|are) (?:not|never|no longer)|isn't|aren't)(?: always)?${ADVERB} ${TAKEN}`,
    `(?:(?:can|will|shall|may|should|must|would)(?: not| never)|cannot|can't|won't)${ADVERB} be ${TAKEN}`,
    `${DOES_NOT}${ADVERB} ${JOINS_IN}`,
    // "Veterans not eligible."
    '(?<!\\b(?:have|has|had|been|be|is|are) )not (?:eligible|accepted|admitted|allowed|permitted|served)',
    '(?:need|should) not apply',
    '(?:(?:is|are|will be|shall be) )?(?:ineligible|excluded|prohibited|disqualified|barred|banned|turned away|refused|denied|rejected)',
    '(?:is|are) unable to (?:apply|participate|enroll|attend)',
    'no (?:son|seran?|es|estan|pueden? ser) (?:elegibles?|admitid[oa]s?|aceptad[oa]s?|atendid[oa]s?|bienvenid[oa]s?)',
    'no pueden? (?:participar|solicitar\\w*|inscribirse|acceder|entrar|aplicar)',
    'no (?:califican?|tienen derecho|cumplen los requisitos)|no se les? (?:admite|acepta|atiende)',
    '(?:(?:quedan?|estan?|son|seran) )?excluid[oa]s',
  ].join('|')})(?![\\w'])`,
  'g',
)
const SOMETIMES = /\b(?:always|usually|generally|typically|normally)\b|^may not be (?:eligible|qualified)/
/** "Not turned away": who is not shut out is let in. */
const SAID_OF_OTHERS = /\b(?:not|never|n't|no one|nobody|none)\b/

/** What stands before the people: "does not serve", "not open to", "excludes", "everyone but". */
const BEFORE_THEM = new RegExp(
  `(?<![\\w'])(?:${[
    `(?:${DOES_NOT}|unable to|not able to)${ADVERB} (?:accept|serve|admit|take(?: in)?|house|enroll|help|assist|treat|see|cover|work with|accommodate|shelter|provide (?:services?|care|assistance|treatment) (?:to|for))`,
    '(?:not|never) (?:currently )?(?:(?:open|available|offered|provided|accessible) (?:to|for)|for|accepting)|closed to',
    '(?:exclud(?:es?|ing)|except(?:ing)?(?: for)?|(?<=\\b(?:anyone|everyone|anybody|everybody|people|persons|individuals|all) )(?:other than|apart from|but)|with the exception of)(?! (?:that|when|if|on|in|by|during|under|through|as|at|with|to)\\b)',
    'no (?:se )?(?:admiten?|aceptan?|atienden?|admitimos|aceptamos|atendemos)(?: a)?|no (?:esta )?(?:abierto|disponible|dirigido) (?:a|para)|(?:excepto|salvo)(?! (?:que|cuando|en|si)\\b)',
  ].join('|')})\\s+(?:for )?`,
  'g',
)
const EXCEPT = /^(?:exclud|excep|other|apart|but|with the|salvo)/

/** Softer than a rule: who was not meant may be taken all the same. */
const SOFTLY_BEFORE_THEM =
  /\b(?:is |are )?not (?:intended|designed|meant|appropriate|suitable|recommended|equipped|set up) (?:for|to serve)\s+|\bnot all (?=[a-z])/g

/** "No veterans", "nobody under 18": only where the clause, or a part of it, begins so. */
const NOBODY =
  /(?:^\W*(?:sorry,? |absolutely |strictly )?|[;,(] ?|\bbut )(no ?one|nobody|no|ningun[oa]?)\s+(?!(?:is|are|was|will|may|can|turned|refused|denied|else)\b)(?=[a-z])/g
const NOBODY_ENDS =
  / (?:(?:is|are|will be|may be|can be) )?(?:(?:be )?allowed|accepted|admitted|permitted|served|eligible|please)\W*$| may (?:apply|enter|participate|attend)\W*$/

/** The service, the time and the place, said again: it narrows nothing. */
const THIS_SERVICE =
  '(?:this|the|our|these|any|all|such)? ?(?:[a-z]+ )?(?:services?|programs?|shelters?|assistance|help|benefits?|housing|admission|enrollment|pantry|facility|house|clinic|center|classes|groups?|funds?|treatment)'
const TAIL = new RegExp(
  `^(?:,? (?:to (?:apply|participate|enroll|attend|join|(?:stay|live) here|receive ${THIS_SERVICE}|(?:this|the|our) (?:program|shelter|facility|house|clinic|center|services?))|(?:for|in|into|by|under) (?:this|our|these|the|any)?(?: (?:service|program|shelter|assistance|help|services|benefits|housing|admission|enrollment|facility|house))?|at (?:this|any) (?:time|location|site|facility|clinic|shelter)|here|under any circumstances|en este (?:programa|centro|servicio)|a este (?:programa|servicio)))*(?=\\W*$|[.;,)])`,
)
const NEXT_STATEMENT =
  /^,? ?(?:and|but|;|y|pero)\s|^[.;]|^, (?:but|and|however|must|applicants|clients|participants|all)\b/
/** Where a stretch that follows ends. */
const END_OF_PEOPLE =
  /[.;:()]|,? \b(?:but|and must|and (?:be|have|are|is|live|reside)|must|who must|may apply|can apply|are welcome|are eligible|is eligible|may participate|may attend|pueden|deben)\b|$/

/** A clause without any of these shuts out nobody. */
const SHUTS_OUT =
  /\b(?:not?|never|cannot|nobody|ningun[oa]?|salvo|but)\b|n't\b|exclu|excep|inelig|closed to|other than|apart from|prohibit|disqualif|barred|banned|denied|refused|rejected|turned away|unable/

/** Every stretch of the clause (lower case, no accents) that shuts people out, left to right. */
export function exclusionsIn(text: string): Exclusion[] {
  if (!SHUTS_OUT.test(text)) return []
  const found: Exclusion[] = []
  const take = (exclusion: Exclusion | undefined) => {
    if (!exclusion || exclusion.whom.end <= exclusion.whom.start) return
    const { span } = exclusion
    if (!found.some((other) => span.start < other.span.end && span.end > other.span.start))
      found.push(exclusion)
  }
  for (const match of text.matchAll(SAID_OF_THEM)) take(saidOfThem(text, match))
  for (const match of text.matchAll(BEFORE_THEM)) {
    // "No one except veterans": they alone.
    if (EXCEPT.test(match[0]) && SAID_OF_OTHERS.test(text.slice(0, match.index))) {
      const all = { start: 0, end: text.length }
      return [{ span: all, whom: all, hedged: true, of: 'unclear' }]
    }
    take(beforeThem(text, match, false))
  }
  for (const match of text.matchAll(SOFTLY_BEFORE_THEM)) take(beforeThem(text, match, true))
  for (const match of text.matchAll(NOBODY)) take(nobody(text, match))
  return found.sort((a, b) => a.span.start - b.span.start)
}

/** A part of a sentence with a condition of its own is not the list of those shut out. */
const SAYS_ELSE =
  /\b(?:must|is|are|be|only|open|serv\w+|accept\w*|have to|required?|welcome|may|can)\b(?! (?:pregnant|homeless))/

function saidOfThem(text: string, match: RegExpMatchArray): Exclusion | undefined {
  const at = match.index ?? 0
  let start = 0
  for (const { index, 0: mark } of text.slice(0, at).matchAll(/[;:(]| - | but | however,? /g))
    start = index + mark.length
  // "Adults only, veterans are not eligible": what stands before the comma says something else.
  const parts = text.slice(start, at).split(',')
  for (let behind = parts.length - 2, from = at - (parts.at(-1)?.length ?? 0); behind >= 0; behind--) {
    if (SAYS_ELSE.test(parts[behind] ?? '') && !/\b(?:who|that)\b/.test(parts[behind] ?? '')) {
      start = from
      break
    }
    from -= (parts[behind]?.length ?? 0) + 1
  }
  const whom = { start, end: at }
  if (SAID_OF_OTHERS.test(text.slice(start, at)) && /turned|refus|denied|reject|exclud/.test(match[0]))
    return undefined
  const end = at + match[0].length
  const tail = TAIL.exec(text.slice(end))
  const of = /eligib|admit|qualif|enrol|serv|appl/.test(match[0]) ? 'people' : 'any'
  const hedged = SOMETIMES.test(match[0])
  if (tail) return { span: { start, end: end + tail[0].length }, whom, hedged, of }
  const rest = text.slice(end)
  if (NEXT_STATEMENT.test(rest)) return { span: { start, end }, whom, hedged, of }
  // "Serves veterans not eligible for VA care": they are those let in.
  if (
    match[0].startsWith('not ') &&
    /\b(?:serv|provid|help|assist|offer|for\b|to\b)/.test(text.slice(start, at))
  )
    return undefined
  // "… are not eligible unless", "… for the summer camp": some of them, or for something.
  const stop = /[.;](?=\s|$)|$/.exec(rest)?.index ?? rest.length
  return { span: { start, end: end + stop }, whom, hedged: true, of }
}

function beforeThem(text: string, match: RegExpMatchArray, hedged: boolean): Exclusion | undefined {
  const start = match.index ?? 0
  const from = start + match[0].length
  const stop = END_OF_PEOPLE.exec(text.slice(from))?.index ?? text.length - from
  const whom = { start: from, end: from + stop }
  const condition = /,? (?:unless|except|without|until|if|when|after|before|more than)\b/.exec(
    text.slice(from, whom.end),
  )
  if (condition) whom.end = from + condition.index
  return {
    span: { start, end: from + stop },
    whom,
    hedged: hedged || condition !== null,
    of: EXCEPT.test(match[0]) || match[0].startsWith('no ') ? 'people' : 'any',
  }
}

function nobody(text: string, match: RegExpMatchArray): Exclusion | undefined {
  const word = match[1] ?? ''
  const start = (match.index ?? 0) + match[0].indexOf(word)
  const from = start + word.length
  const stop = /[.;:()]|,(?! (?:or|nor|and)\b)|$/.exec(text.slice(from))?.index ?? text.length - from
  const end = from + stop
  const words = text.slice(from, end)
  const of = /one|body/.test(word) ? 'nobody' : 'any'
  const said = NOBODY_ENDS.exec(words)
  if (
    !said &&
    /\b(?:is|are|will be|may be|can be)\b/.test(words) &&
    !/\b(?:who|that) (?:is|are)\b/.test(words)
  )
    return undefined
  return {
    span: { start, end },
    whom: { start: of === 'nobody' ? start : from, end: said ? from + said.index : end },
    hedged: false,
    of,
  }
}
