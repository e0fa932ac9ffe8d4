import type { DocumentKind } from '#find/eligibility/facts.ts'
import { type Normalised, normalised, remembering } from './normalised.ts'

export type DocumentNeeded = {
  /** An id of the fact `documents`; null for papers that have none. */
  kind: DocumentKind | null
  /** False where the words say preferred, if available, not required. */
  required: boolean
}

const WORDS: readonly [DocumentKind, RegExp][] = [
  [
    'photo-id',
    /\b(?:photo|picture|government|state|official|valid|legal|current|form of|personal)[- ]*(?:issued )?(?:photo )?(?:id\b|i\.d\.|ident)|\bids?\b(?! for)|\bi\.d\.|identification|driver'?s'? licen[cs]e|passport|identificación|licencia de conducir|pasaporte/i,
  ],
  [
    'proof-of-income',
    /(?:proof|verification|evidence|documentation)(?: of)?[^.;]{0,20}income|income (?:verification|statement|documentation|proof)|pay ?-?(?:stubs?|check stubs?|slips?)|tax returns?|w-?2\b|benefits? (?:letter|statement|award)|proof of (?:public )?(?:benefits|assistance)|(?:comprobante|prueba)s? de ingresos?|talones de (?:pago|cheque)/i,
  ],
  [
    'proof-of-address',
    /(?:proof|verification|evidence|documentation)(?: of)?[^.;]{0,20}(?:address|residen)|utility bill|\blease\b|rental agreement|(?:comprobante|prueba)s? de (?:domicilio|residencia|direcci[óo]n)|recibo de (?:luz|agua|gas)/i,
  ],
  ['ssn', /social security (?:card|number|#)|\bssn\b|(?:tarjeta|número) de(?:l)? seguro social/i],
  ['birth-certificate', /birth (?:certificate|record)|(?:acta|certificado|partida) de nacimiento/i],
  ['referral-letter', /referral|letter from|carta de referencia|referid[oa] por/i],
  [
    'insurance-card',
    /(?:insurance|medicaid|medicare|health plan|benefits) (?:card|id)|tarjeta de(?:l)? seguro(?! social)|proof of insurance/i,
  ],
]
const OPTIONAL =
  /\b(?:prefer\w*|optional|not (?:required|needed|necessary|immediately)|if (?:available|applicable|possible|you have)|recommended|helpful|de preferencia|si (?:la |lo )?tiene|no (?:es )?(?:requerid\w+|necesari\w+))\b/i
const NONE =
  /^(?:none|no(?: documents?)?(?: (?:required|needed))?|n\/?a|nothing|ninguno?|no se requiere\w*)\.?$/i

/** Papers that a field or sentence asks for, one entry a kind; "None" asks for none; unknown papers have kind null. */
export const normaliseDocuments: (raw: string) => Normalised<DocumentNeeded[]> = remembering((raw) => {
  const text = raw.trim()
  if (text === '' || NONE.test(text)) return normalised([])
  const found = new Map<DocumentKind, boolean>()
  for (const clause of text.split(/[,;\n]|\\n|\s(?:and|y|&)\s/i)) {
    const required = !OPTIONAL.test(clause)
    for (const [kind, words] of WORDS)
      if (words.test(clause)) found.set(kind, (found.get(kind) ?? false) || required)
  }
  if (found.size === 0)
    return normalised([{ kind: null, required: !OPTIONAL.test(text) }], 'document-unknown')
  return normalised([...found].map(([kind, required]) => ({ kind, required })))
})
