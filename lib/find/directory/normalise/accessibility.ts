import { type Normalised, normalised, remembering } from './normalised.ts'

export const ACCESSIBILITY_KINDS = [
  'wheelchair',
  'asl',
  'parking',
  'restroom',
  'elevator',
  'ramp',
  'braille',
  'tty',
  'transit',
] as const
export type AccessibilityKind = (typeof ACCESSIBILITY_KINDS)[number]

const WORDS: readonly [AccessibilityKind, RegExp][] = [
  [
    'wheelchair',
    /wheel ?chair|silla de ruedas|\bada\b(?! complaint)|handicap(?:ped)?[- ]access|accessible (?:entrance|building|facility|to (?:people|persons))|(?:differently[- ]abled|disab\w+) access|(?:fully|physically|handicap) accessible|^accessible$|\baccesible\b|barrier[- ]free|step[- ]free|sin barreras/i,
  ],
  ['asl', /\basl\b|(?<!no )sign[- ]language|lengua(?:je)? de (?:señas|signos)/i],
  ['parking', /\bparking\b|estacionamiento|aparcamiento/i],
  [
    'restroom',
    /(?:accessible|ada|handicap\w*)[^.;]{0,20}(?:rest ?rooms?|bath ?rooms?|toilets?)|restroom|baños? (?:accesibles?|adaptados?)/i,
  ],
  ['elevator', /\belevators?\b|\blifts?\b|ascensor|elevador/i],
  ['ramp', /\bramps?\b|\brampas?\b/i],
  ['braille', /braille/i],
  ['tty', /\bt(?:ty|dd)\b|relay service/i],
  ['transit', /public trans|\bbus\b|\bsubway\b|\bmetro\b|\btrain\b|transporte público|transit/i],
]
const NEGATION = /\b(?:not?|non|without|isn't|is not|no es|sin|limited)\b[^.;,]{0,25}$|-?in$/i
/** Words that speak of access without saying that there is any. */
const ASKING = /concerns? about|please (?:call|contact|ask)|complaint|grievance/i

/** The kinds of access that a text states; what it denies ("not wheelchair accessible") is left out and noted. */
export const normaliseAccessibility: (raw: string) => Normalised<AccessibilityKind[]> = remembering((raw) => {
  const kinds = new Set<AccessibilityKind>()
  let denied = false
  for (const sentence of raw.split(/[.;\n]|,\s|\\n/)) {
    const said = sentence.replaceAll('_', ' ').trim()
    if (said === '' || ASKING.test(said)) continue
    for (const [kind, words] of WORDS) {
      const found = words.exec(said)
      if (!found) continue
      if (
        NEGATION.test(said.slice(0, found.index)) ||
        /\b(?:not? available|unavailable)\b/i.test(said.slice(found.index))
      )
        denied = true
      else kinds.add(kind)
    }
  }
  const understood = kinds.size > 0 || denied || raw.replace(/[\s,]/g, '') === ''
  return normalised([...kinds], denied ? 'access-denied' : understood ? undefined : 'access-not-understood')
})
