/** The clause ranks or invites people; it asks nothing of anybody. */
const PRIORITY =
  /\bautomatically (?:qualif\w+|eligible)\b|\b(?:typically|usually|normally)\b|\bpriorit(?:y|ies|ize[sd]?)\b|\bpreference (?:(?:is |will be )?given|for|to)\b|\b(?:is|are|be|get|gets|have|has|receives?) (?:given |granted |a )?preference\b|\bprimarily\b|\bmainly\b|\bmostly\b|\bprincipalmente\b|\btambien\b|\b(?:no ?one|nobody) (?:is|will be) (?:ever )?(?:turned away|refused|denied)\b|\b(?:is|are|will be) (?:not|never) (?:turned away|excluded|refused|denied|disqualified|barred)\b(?! (?:for|because))|\bpreferably\b|\bfocus(?:es|ed|ing)? (?:on|is)\b|\bif possible\b|\bencouraged\b|\b(?:are|is) also (?:welcome|accepted|available|offered|served|eligible)|\b(?:may|can) also (?:apply|attend|participate|come|enroll|join|use)\b|\balso (?:welcomes?|accepts?|serves?|offers?|provides?|does|has|helps?|delivers?|open to)\b|\bwelcome to (?:apply|attend|call)\b|\bdisabilit(?:y|ies) (?:are |may be |can be |is )?accepted\b|\b(?:half|some|most|many|few|funded|free|reserved|subsidized|\d+ ?%) (?:of (?:the|our) )?(?:places|slots|beds|spots|seats|units|spaces|openings)\b|\b(?:have|has|get|gets) (?:the )?first (?:places?|seats?|choice)\b|\b(?:come|go|goes|comes) first\b(?! (?:to|and|before))|\b(?:we|they) prefer\b|\bprioridad\b|\bpreferentemente\b|\bpreferred\b/
/** The clause is about what it costs. */
const PRICE =
  /\bnot charged\b|^\W*for free |\bdiscount|\bsliding|\bfree (?:of charge )?(?:for|to) |\$\d+ (?:per|for|each|a )|\beligible for (?:free|reduced)|^\W*(?:(?:suggested|our|the|a|an|all|program|annual|membership) )*(?:fees?|costs?|prices?|donations?|rates?|tuition)\b|\breduced (?:fees?|rates?|prices?)/
/** It mentions money; where it does not begin with people it is about what the service costs. */
const MONEY =
  /\b(?:fees?|costs?|prices?|co-?pay(?:ment)?s?|donations?|tuition|charged?|rates?|no one (?:is |will be )?turned away|reimburse\w*|payments?|private pay|afford)\b/
/** The clause is about those who work there or support the place. */
const HELPERS =
  /^(?:[^.]{0,40}\b)?(?:volunteers?|mentors?\b(?!ing)|tutors?|foster parents?|host families|donors?|employees|staff(?: members?)?|interns|instructors|counselors|coaches|board members|adult members|bigs)\b/
/** History, statistics and praise. */
const STATISTICS =
  /\b(?:it is important|(?:hopes?|aims?|strives?) to|percent of(?! (?:the |current |u\.?s\.? |federal |national |area |state |county )*(?:poverty|median|fpl|fpg|ami|income))|million|thousand|statistic|studies|founded|established|centenaria|incorporated|(?:since|in|from) (?:19|20)\d\d|creado en|(?:\d+|many)\+? years(?: of (?:experience|service))?$|for (?:over|more than) \d+ years|accredited|licensed|mission)\b|\d{1,3}% of (?:which|whom|the (?!federal|poverty|u\.?s|area|current|median|state|fpl)|all|our|those|children|women|people|youth)|\bover \d{1,3},\d{3}/
/** Somebody who comes along; the person served is somebody else. */
export const COMPANY =
  /\b(?:accompanied by|accompany|(?:with|have) (?:an? |their )?(?:adult|parent|guardian|caregiver)s?\b(?: or (?:guardian|parent|adult))?(?: present)?|parental (?:consent|permission)|parent or (?:legal )?guardian (?:must|present|is|needs|has)|must (?:have|bring|be with) (?:an? |their )?(?:parent|guardian|adult))/
/** Limits that the next words take back. */
export const EXCEPTIONS =
  /\bcase[- ]by[- ]case\b|\bsome cases\b|\bmay be (?:accepted|made|considered|waived|eligible)\b|\bexceptions?\b|\bon availability\b|\bif younger\b|\bif older\b|\bmay also\b|\bmight accept\b|\bdepending on the (?:case|child|situation)|\bwaived\b|\bsalvo\b|\bexcepto\b|\bexcept\b|\(\d{1,2}(?: years(?: old)?)? (?:if|with|for)\b|\bor \d{1,2}(?: years(?: old)?)? (?:if|with|for)\b/
/** How to get in touch, when, and what to bring along: nothing about who may. */
const PROCESS =
  /^(?:please |to (?:apply|enroll|register|sign up|schedule|learn|get|make|receive|request|find|set)|call|phone|telephone|contact|visit|e-?mail|text|apply|application|appl(?:y|ications?) (?:online|in)|registration|register\b|sign[- ]?up|come|arrive|bring|line|walk|drop|appointments?|by appointment|no appointment|first[- ]come|open\b(?! to)|daily|weekly|monthly|\d ?x per|(?:once|twice) (?:an?|per|every)|none\W*$|hours?|doors|languages?|english|spanish|wheelchair|click|see|check|for (?:more )?(?:information|details|questions|help|assistance)|located|parking|mon|tue|wed|thu|fri|sat|sun|every|\d{1,2}(?::\d\d)? ?(?:am|pm|a\.m)|\(?\d{3}\)?[ .-]\d{3}|https?:|www|intake|online|in[- ]person|frequency|available|offered|held|serving time|you (?:can|may|will)|we (?:will|can)|schedule|fill|complete|send|leave|ask|go to|use|download|an? (?:appointment|application|intake)|once|after|upon|when you|if you|our (?:staff|team|counselors)|capacidad|horario|telefono|cita|solicitud)/
/** There are conditions, but the text does not say which. */
const UNSAID =
  /\b(?:eligib\w+|restrictions?|requirements?|criteria|qualif\w+)\b[^.]{0,60}\b(?:var(?:y|ies)|appl(?:y|ies)|call|contact|depend|determin)|\b(?:call|contact|varies|depends)\b[^.]{0,50}\b(?:eligib|restrict|requirement|criteria|qualif)|\b(?:income|age|residency) (?:guidelines?|limits?|requirements?|restrictions?) (?:may )?(?:apply|vary)\b|\bother (?:requirements|restrictions)|\bsome (?:eligibility )?restrictions|^(?:eligibility |services? )?(?:varies|depends)\b|\bmust (?:meet|qualify)|\bcriteria\b/

/** Others are let in beside those named elsewhere. */
const ALSO =
  /\balso (?:welcome|accepted|served|eligible|welcomes|accepts?|serves?|helps?|open to|apply|attend|participate|come|enroll|join)\b|\btambien (?:se )?(?:admiten?|aceptan?|atienden?|pueden)\b/

/** Whether the clause lets others in beside those of whom the text speaks. */
export function isBeside(text: string): boolean {
  return ALSO.test(text)
}

export function isAboutMoney(text: string): boolean {
  return MONEY.test(text)
}

export type Guard = 'priority' | 'price' | 'helpers' | 'statistics' | 'unsaid' | 'process'

/** Those served are organisations; the people named are whom those serve in turn. */
const ORGANISATIONS =
  /^\W*(?:any |all |local |private |public |open to |for )*(?:schools?|organi[sz]ations?|agenc(?:y|ies)|businesses|programs|providers|groups|institutions)\b[^.]*\b(?:serving|offering|that serve|who serve|which serve|providing|working with)\b/

/** Why the clause as a whole states no condition that could be read; undefined when it may state one. */
export function guardOf(text: string): Guard | undefined {
  if (HELPERS.test(text) && !/\bvolunteer (?:attorneys|doctors|lawyers|physicians)/.test(text))
    return 'helpers'
  if (
    ORGANISATIONS.test(text) ||
    /\b(?:considered|reviewed|decided|evaluated|determined|assessed|accepted)(?: on an?)? case[- ]by[- ]case\b/.test(
      text,
    )
  )
    return 'unsaid'
  if (STATISTICS.test(text)) return 'statistics'
  if (PRICE.test(text)) return 'price'
  if (PRIORITY.test(text)) return 'priority'
  return undefined
}

export function isUnsaid(text: string): boolean {
  return UNSAID.test(text)
}

const ASKED_FOR =
  '(?:(?:photo |state )?i\\.?d\\.?s?|identification|names?|papers?|paperwork|documents?|documentation|proof(?: of [a-z ]{2,20})?|addresse?s?|income(?: tests?| limits?| requirements?)?|insurance|(?:immigration |legal )?status|citizenship|residency|referrals?|appointments?|sign-?ups?|registration|membership|diagnosis|religion|faith|fees?|payment|questions|social security(?: numbers?)?|credit checks?)'
/** "No ID needed", "no income test and no papers asked", "nobody is asked for a name": says what is not asked. */
const DENIED = new RegExp(
  `^\\W*(?:there (?:is|are) )?no ${ASKED_FOR}(?:(?:,| and| or| nor|, and|, or)(?: no)? ${ASKED_FOR})*(?: (?:is|are))?(?: (?:needed|required|asked(?: for)?|necessary|checked|to show))?\\W*$|^\\W*(?:nobody|no one|we (?:do not|don't|never|will not)|you (?:do not|don't|need not|never)(?: have to| need to)?|they (?:do not|don't|never)) (?:is |are |will be |ever )?(?:ask|asked|need|needs|give|show|bring|require|check|have)(?: (?:for|about|to give|to show|to bring|to have|you for|you about))?(?: (?:an?|any|the|your))? ${ASKED_FOR}\\W*$|^\\W*(?:an? |any |your )?${ASKED_FOR} (?:(?:is|are) )?(?:(?:asked for|requested|preferred) but )?not (?:asked(?: for)?|needed|required|necessary|checked)\\W*$|^\\W*no (?:se )?(?:requieren?|necesitan?|piden?|es necesari[oa]|hace falta)(?: (?:una?|la|el|su))? (?:identificacion|cita|seguro(?: medico)?|comprobante de [a-z]+|documentos?|papeles|derivacion|referencia|registro)\\W*$`,
)

/** Whether the clause only says what is not asked of anybody. */
export function isDenied(text: string): boolean {
  return DENIED.test(text)
}

export function isProcess(text: string): boolean {
  return PROCESS.test(text) && !/\bincomes?\b/.test(text)
}

const UNTIL_RESUMED =
  '(?:[^.;]*?)(?=,? (?:if|who|are|as long as|must|living|liv(?:e|es)|residing|reside) |[.;]|$)'
/**
 * Stretches of a clause that ask nothing: what does not matter, what is only wished for, what is only an example. Before
 * each pattern stand stems of which a clause must have one for it to match: looking for those first is far quicker.
 */
const HARMLESS: readonly (readonly [stems: string[], pattern: RegExp])[] = [
  [
    ['regard', 'irrespective', 'no matter', 'whatever', 'sin importar', 'independientemente'],
    new RegExp(
      `,?\\s*\\b(?:regardless of|irrespective of|without regard to|no matter|whatever|sin importar|independientemente de)\\b${UNTIL_RESUMED}`,
      'g',
    ),
  ],
  [
    ['without'],
    /\bwith ?(?:and|or|and\/or|\/|&) ?without\b[^,.;()\d]*?(?=\s(?:residing|living|who|must|aged?|ages|in [A-Z]|and (?:must|are|be|live|reside))\b|[,.;()\d]|$)/g,
  ],
  [
    // "physical, developmental and emotional disabilities": a disability of any kind.
    ['disab', 'impair', 'disorder'],
    /\b(?:(?:mental|intellectual|cognitive|emotional|developmental|physical|social|medical|sensory|learning|psychiatric|behavioral)(?:\/|,? and(?:\/or)? |,? or |, )(?:some |other )?){2,}(?:mental|intellectual|cognitive|emotional|developmental|physical|learning|sensory|behavioral|psychiatric)[- ]?(?:disabilit(?:y|ies)|impairments?|disorders?)/g,
  ],
  [
    ['includ', 'such as', 'special', 'particular', 'e.g', 'i.e', 'example', 'incluyendo'],
    /\b(?:including|such as|especially|particularly|in particular|e\.g\.?|i\.e\.?|for example|incluyendo|especialmente)\b[^.;)]*/g,
  ],
  [
    ['include'],
    /\b(?:common |typical |possible |usual )?(?:risk factors|reasons|examples|issues|problems|conditions) (?:may )?include\b[^.;]*/g,
  ],
  [['('], /\((?:e\.g|i\.e|such as|including|for example|example)[^)]*\)?/g],
  [
    // Said once more before what is asked: "To qualify, you must …".
    ['to '],
    /^\W*(?:in order )?to (?:qualify|be (?:eligible|considered|served|accepted|admitted)|participate|apply|enroll|receive [a-z ]{3,30}|get [a-z ]{3,30})(?: for [a-z ]{3,40}| in [a-z ]{3,40})?(?:, | (?=you |applicants? |clients? |participants? |individuals? |households? |families ))(?=[a-z ]{0,30}(?:must|have to|need to)\b)/g,
  ],
  [
    ['need', 'seek', 'look', 'interested', 'requir', 'wish', 'want', 'desir', 'necesit', 'willing'],
    new RegExp(
      `\\b(?:who (?:are )?)?(?:in need of|(?<!(?:special|care|health|medical)[- ])need(?:s|ing)?|seek(?:s|ing)?(?! asylum)|look(?:s|ing)? for|interested in|requir(?:e|es|ing)|wish(?:es|ing)? to|want(?:s|ing)? (?:to|help)|desir(?:e|es|ing)|que necesit[ae]n?|wanting to|willing to)\\b${UNTIL_RESUMED}`,
      'g',
    ),
  ],
  [['in need', 'necesidad'], /\b(?:in need|en situacion de necesidad)\b/g],
  [
    ['accepted', 'welcome'],
    /(?:^(?!.*\bonly\b)|,? (?:and )?)[a-z/+ -]{3,40} (?:are )?(?:also )?(?<!\b(?:not|never|cannot|n't|no longer)(?: be| being)? )(?:accepted|welcomed?)(?=[.]?$)/g,
  ],
  [
    // "Not limited to veterans", "you need not be a veteran", "anyone, even veterans".
    ['not ', "n't", ' even '],
    /\b(?:(?:is|are) )?not (?:only|just|limited|restricted|exclusively|solely)(?: (?:to|for))?\b[^.;]*?(?=,? (?:but|must|and must)\b|[.;]|$)|\b(?:(?:you|they|people|applicants|clients|participants|one|he or she) )?(?:(?:do|does)(?: not|n't) (?:have|need) to|need(?: not|n't)|(?:is|are)(?: not|n't) (?:required|expected) to) (?:be|have|live|reside|belong)\b[^.;]*|,? ?\beven (?!if\b|though\b|when\b)[^.;]*/g,
  ],
  [['even if', 'whether', 'aunque'], /,?\s*\b(?:even if|whether or not|aunque)\b[^.;]*/g],
  [
    [' age', 'edades'],
    /\bno age (?:restrictions?|limits?)\b|\bof (?:all|any) ages?\b|\ball ages\b|\bany age\b|\btodas las edades\b/g,
  ],
  [
    [' week', ' month', ' year', ' day'],
    /,?\s*\b(?:only )?(?:once|twice|(?:up to )?\d+ (?:times|visits))(?:,)? (?:an?|per|each|every) (?:\d+ )?(?:days?|weeks?|months?|years?)\b/g,
  ],
  [['of all '], /\bof all (?:faiths|races|backgrounds|genders|religions|denominations|abilities)\b/g],
  [
    ['income', 'citizenship', 'residency', 'membership'],
    /\b(?:no|not) (?:income|citizenship|residency|membership) (?:test|requirements?|limits?|required)\b|\bu\.?s\.? citizenship is not (?:needed|required)\b/g,
  ],
  [
    ['registration', 'appointment', 'supplies'],
    /\bregistration (?:is )?required\b|\bby appointment(?: only)?\b|\bwhile supplies last\b/g,
  ],
]

/** Spans of the clause that ask nothing. */
export function harmlessIn(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = []
  for (const [stems, pattern] of HARMLESS) {
    if (!stems.some((stem) => text.includes(stem))) continue
    for (const { index, 0: words } of text.matchAll(pattern)) {
      if (words !== '') found.push({ start: index, end: index + words.length })
    }
  }
  return found
}
