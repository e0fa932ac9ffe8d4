import type { DocumentKind, Insurance } from '../facts.ts'

type Span = { start: number; end: number }

const DOCUMENTS: readonly (readonly [DocumentKind, RegExp])[] = [
  [
    'photo-id',
    /\b(?:(?:valid |current |government[- ]issued |state[- ]issued |state |proper |picture |photo |florida |legal |form of |some |an? )*(?:photo[- ])?(?:i\.?d\.?(?:'s|s)?(?: cards?)?|identification(?: cards?)?|driver'?s? licen[cs]es?)(?: with (?:an? )?(?:photo|picture))?|proof of (?:identity|identification|id)\b|identificacion(?: con foto)?)(?![\w])/g,
  ],
  [
    'proof-of-income',
    /\bproof of (?:all )?(?:household |family |current |gross )?(?:income|earnings)\b|\bincome (?:verification|documentation|statements?)\b|\bverification of income\b|\bpay ?stubs?\b|\bproof of: income\b|\bcomprobante de ingresos\b/g,
  ],
  [
    'proof-of-address',
    /\b(?:proof|verification) of (?:current |county |local |city |florida |[a-z-]+ county )*(?:address|residen(?:cy|ce)|residency status)\b|\bproof of living in\b|\b(?:show|with|have) (?:an? )?(?:address|current address)\b|\butility bills?\b|\bproof of [a-z -]{2,25} (?:county )?residency\b|\bcomprobante de domicilio\b/g,
  ],
  ['ssn', /\bsocial security (?:cards?|numbers?|#)|\bssn\b|\bss cards?\b|\bnumero de seguro social\b/g],
  ['birth-certificate', /\bbirth certificates?\b|\bacta de nacimiento\b/g],
  ['referral-letter', /\breferral (?:letters?|forms?|slips?)\b|\bletters? of referral\b/g],
  [
    'insurance-card',
    /\b(?:insurance|medicaid|medicare) cards?\b|\bproof of (?:any )?(?:third party |health |medical )*insurance\b/g,
  ],
]
const WANTED =
  /\b(?:must|require[ds]?|requirements?|needed?|needs?|bring|provide|show|present|have|has|requested|necessary|submit|photo|proof|with|llevar|presentar|requieren?|traer|traigan?|mostrar|debe)\b/
const NOT_WANTED =
  /\b(?:no|not|without|never|optional|if (?:you have|available|possible)|help(?:s|ing)? (?:with |to )?(?:get|obtain|replac)|assist\w* (?:with|in)|obtain|replace|pays? for|get(?:ting)? (?:an?|their|your))\b/

/** Papers asked for. Not those that are denied ("no ID required"), optional, or what the service itself helps to get. */
export function documentsIn(text: string): (Span & { kind: DocumentKind })[] {
  if (!WANTED.test(text) || NOT_WANTED.test(text)) return []
  const found: (Span & { kind: DocumentKind })[] = []
  for (const [kind, pattern] of DOCUMENTS) {
    for (const match of text.matchAll(pattern)) {
      found.push({ start: match.index, end: match.index + match[0].length, kind })
    }
  }
  return found
}

const NO_INSURANCE =
  /\b(?:(?:currently |must be |be |are |who are )*uninsured(?! or under)|(?:(?:must |do |does |can ?not |may )?(?:not|n't) have|have no|having no|no|without|lack(?:s|ing)?)(?: any)? (?:health |medical |other )*(?:insurance|health coverage)(?: coverage)?(?: of any kind)?|sin seguro(?: medico)?)\b/g
const UNDERINSURED = /\bunder-? ?insured\b/
/** Medicaid under the names that states give it. */
const MEDICAID =
  '(?:medicaid|medi-?cal|medical assistance|ahcccs|masshealth|tenncare|badgercare|soonercare|mo healthnet|kancare|med-?quest|oregon health plan|apple health|mainecare|husky health|nj familycare|healthy connections)(?: ?\\((?:medicaid|medi-?cal|ahcccs|masshealth|tenncare|badgercare|soonercare|kancare|med-?quest|mo healthnet|apple health|ohp|[a-z]{2,8})\\))?'
const HOLDERS =
  '(?:recipients?|members?|beneficiar(?:y|ies)|eligible|enrollees?|patients?|insurance|clients?|holders?|coverage|only)\\b(?: only)?'
const WITH =
  '\\b(?:must have|have|has|having|with|receiv(?:e|es|ing)|enrolled in|eligible for|covered by|on|con|tener|tengan|tienen) (?:an? )?(?:active |full |current )?'
const insured = (name: string, more = ''): RegExp =>
  new RegExp(`\\b${name} ${HOLDERS}|${WITH}${name}(?![a-z])(?! waiver)|^${name}[.]?$${more}`, 'g')
const INSURED: readonly (readonly [Insurance, RegExp])[] = [
  [
    'medicaid',
    insured(
      MEDICAID,
      "|(?:[a-z']+ ){0,4}\\(medicaid\\) (?:recipients?|members?|enrollees?|patients?|clients?)(?: only)?",
    ),
  ],
  ['medicare', insured('medicare')],
  ['chip', insured("(?:chip|children's health insurance program)(?: \\(chip\\))?")],
  ['tricare-va', insured('(?:tricare|va (?:health ?care|medical benefits|health benefits))')],
  ['private', insured('(?:private|commercial|employer) (?:health )?insurance')],
]
/** Any insurance at all: "must have health insurance". */
const ANY_INSURANCE =
  /\b(?:must|need to|has to|have to|only|required to) (?:[a-z]+ ){0,3}?(?:(?:have|has|with|carry) (?:active |current )?(?:health |medical )?insurance(?: coverage)?|be insured)\b(?=\W*$|[.;,])/g

/** What joins one insurance to the next, and the next, where it is one that we know. */
const NEXT_KIND =
  /^(?:\s*[,/]\s*(?:and |or |and\/or )?|\s+(?:or|and|and\/or)\s+)(?:with |on )?(?:(medicaid|medi-cal)|(medicare)|(private (?:health )?(?:insurance|coverage))|(chip)|(tricare|va (?:care|benefits|coverage)))?\b/
const KINDS: readonly Insurance[] = ['medicaid', 'medicare', 'private', 'chip', 'tricare-va']

/** Insurance that must be had: any one of the kinds. Nothing where something else would do as well ("or SNAP"). */
export function insuranceIn(text: string): (Span & { kind: Insurance })[] {
  if (
    !/insur|medic|medi-cal|coverage|seguro|chip|tricare|\bva\b|ahcccs|masshealth|tenncare|care\b|healthnet|quest|apple health|health plan|connections/.test(
      text,
    ) ||
    UNDERINSURED.test(text)
  )
    return []
  const found: (Span & { kind: Insurance })[] = []
  const asked =
    /^(?!.*(?:\binsurance (?:is |are )?(?:not )?(?:accepted|needed|required|necessary)|no insurance reimburse))/
  if (asked.test(text))
    for (const match of text.matchAll(NO_INSURANCE)) found.push({ ...spanOf(match), kind: 'none' })
  if (found.length === 0 && !/\bno\b|\bnot\b|n't\b/.test(text)) {
    for (const match of text.matchAll(ANY_INSURANCE))
      found.push(...KINDS.map((kind) => ({ ...spanOf(match), kind })))
  }
  for (const [kind, pattern] of INSURED) {
    for (const match of text.matchAll(pattern)) {
      if (found.some(({ start, end }) => match.index < end && match.index + match[0].length > start)) continue
      const before = text.slice(Math.max(0, match.index - 30), match.index)
      if (/\b(?:no|not|cannot|n't|without|accepts?|for)\b[^.]*$/.test(before) && !ONLY_FOR.test(before))
        continue
      const kinds = kindsFrom({ ...spanOf(match), kind }, text, found)
      if (!kinds) return []
      found.push(...kinds)
    }
  }
  return found
}

const ONLY_FOR = /\b(?:only for|for|limited to|open only to) $/

/** The kind and those joined to it; undefined where one of the list is no insurance. */
function kindsFrom(
  first: Span & { kind: Insurance },
  text: string,
  others: readonly Span[],
): (Span & { kind: Insurance })[] | undefined {
  const kinds = [first]
  for (let { end } = first; ; ) {
    const rest = text.slice(end)
    const next = NEXT_KIND.exec(rest)
    if (!next) return kinds
    const kind = KINDS[next.slice(1).findIndex((group) => group !== undefined)]
    const start = end + next[0].length
    if (!kind) {
      if (others.some((span) => span.start >= end && span.start <= start + 3)) return kinds
      const either = /\bor\b/.test(next[0]) || /^\s*[,/][^.;]{0,40}\bor\b/.test(rest)
      return either ? undefined : kinds
    }
    kinds.push({ start: end, end: start, kind })
    end = start
  }
}

function spanOf(match: RegExpMatchArray): Span {
  return { start: match.index ?? 0, end: (match.index ?? 0) + match[0].length }
}

const NO_REFERRAL =
  /\bno (?:prior |doctor'?s? |physician )?referrals? (?:is |are )?(?:required|needed|necessary)|\breferrals? (?:is |are )?(?:not (?:required|needed|necessary)|preferred but not required|encouraged but not required|(?:is |are )?optional)|\bpreferred(?:,)? but not required|(?<!\bno )\bself[- ]refer(?:red|rals?)?\b(?! (?:(?:is |are )?not|cannot))|\b(?:walk-? ?ins?|walk-in applicants|anyone|people)[^.]{0,30}(?:as well as|and|or) (?:by )?referrals?|\breferrals?[^.]{0,60}(?:and|or|as well as) (?:by )?(?:walk-? ?ins?|self)|\b(?:no necesita|sin|no (?:se )?(?:requiere|necesita|es necesaria)) (?:una |ninguna )?(?:referencia|derivacion)|^\W*(?:acceso:? )?(?:libre y )?directo\b(?= *(?:[,.;]|$))|\bacceso:? (?:libre|directo)\b|\bdoes not (?:need|require) (?:a )?referral|\bdo(?:n't| not) need (?:a )?referral|\bwithout a referral (?:may|can|are) /
const ALSO_WITHOUT = /\balso accept walk-? ?in|\bwalk-? ?in applicants\b/
const REFERRAL =
  /\bno self[- ]referrals?\b|\bself[- ]referrals? (?:(?:is |are )?not|cannot be) (?:accepted|allowed|permitted)\b|\b(?:solo|unicamente|solamente) (?:por|con|mediante) (?:derivacion|referencia)\b|(?<!\bno )\b(?:se )?requiere (?:una )?(?:derivacion|referencia)\b|\b(?:must|should|need to|needs to|have to|has to) (?:be|have been|also be) referred\b|\b(?:agency |physician |doctor'?s? |court |written |medical |professional |a )*referrals? (?:is |are |letter )*(?:required|needed|necessary|mandatory|only)\b|\brequires? (?:a |an )?(?:[a-z]+ ){0,3}referrals?\b|\bby (?:[a-z]+ ){0,2}referrals? only\b|\breferrals? only\b|\breferrals? must (?:come|be made|be submitted)\b|\bonly (?:by|through|with|via|accepts?|from) (?:a |an )?(?:[a-z]+ ){0,3}referrals?\b|\bonly (?:authorized )?(?:persons|people|ones|agencies)[^.]{0,30}(?:may|can) refer\b|\b(?:clients|participants|residents|families|individuals|youth|children|patients|people|they) (?:are|must be|will be) referred (?:by|from|through|to (?:the|this|our))\b|\bmay not [^.]{0,40}without a referral\b|\bneed(?:s)? (?:a |an )?(?:[a-z]+ ){0,2}referral\b|\bwith (?:a |an )?referral only\b|\breferred by (?:a |an |the |their |your )?[a-z]|\bmust have (?:a |an )?(?:[a-z]+ ){0,3}referral\b|\breferral from [^.]{2,60}(?:is )?(?:required|needed|necessary)\b|\baccess(?: to [^.]{2,80})? (?:comes?|is) (?:only |exclusively )?(?:through|by) (?:[a-z]+ ){0,2}referrals?\b|\b(?:only|exclusively|solely) referred\b|\b(?:only|exclusively|solely) (?:through|by|via) (?:[a-z]+ ){0,3}referrals?\b|\bderivacion (?:de|desde|por)\b|\bderivados por\b/
const REFERRAL_IN_PART =
  /\breferr(?:al|ed)[^.]{0,40}\b(?:on |for )?(?:mon|tue|wed|thu|fri|sat|sun)|\breferred by [^.,;]{2,40} to (?!us\b|our\b|this\b|the (?:program|service|center|shelter|clinic)\b)|\bwere referred\b|\bidentified and referred\b|\breferrals? (?:to|for) (?:other|services|community|resources|housing|shelters?)|\bif referred\b|\bmay be referred\b|\bcan be referred\b|\brequired for\b|\bfor work\b/

/** true: must be referred; false: need not be; undefined: the clause does not say. */
export function referralIn(text: string): (Span & { required: boolean }) | undefined {
  if (!/refer|deriva|walk-? ?in|directo|acceso/.test(text)) return undefined
  const not = NO_REFERRAL.exec(text) ?? (/refer/.test(text) ? ALSO_WITHOUT.exec(text) : null)
  if (not) {
    return /(?:mon|tue|wed|thu|fri)/.test(
      text.slice(not.index + not[0].length, not.index + not[0].length + 20),
    )
      ? undefined
      : { ...spanOf(not), required: false }
  }
  const must = REFERRAL.exec(text)
  if (!must || REFERRAL_IN_PART.test(text)) return undefined
  // Who refers belongs to it: "by a caseworker", "from a doctor or clinic".
  const end = must.index + must[0].length
  const by = /^[a-z]*(?: (?:by|from|through) [^.,;]*)?/.exec(text.slice(end))?.[0].length ?? 0
  return { start: must.index, end: end + by, required: true }
}
