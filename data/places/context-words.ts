/**
 * Words around a name that say whether it is where help is wanted. English and Spanish in full; of the other
 * languages the commonest word for "in" and "near". Folded: no accents, lower case.
 */

/** "in", "near": a name right after is a place. Misspellings as people type them. */
export const BEFORE_PLACE: ReadonlySet<string> = new Set(
  (
    'in near neer nere nearby nr around arround outside inside by within at from live living lives stay staying ' +
    'serving serve serves visiting to for ' +
    'en cerca por vivo vivimos vive viven soy somos estoy estamos ' +
    'o gan tai sa nan bo toupre'
  ).split(' '),
)

/** Of those, the ones after which even a first name is a town: "in gary", but "clothes for Madison". */
export const SURELY_BEFORE_PLACE: ReadonlySet<string> = new Set(
  'in near neer nere nearby around arround outside inside within living lives en cerca vivo vivimos'.split(
    ' ',
  ),
)

/** A name after these is a person's or an animal's: "my daughter Savannah". */
export const PERSON_BEFORE_NAME: ReadonlySet<string> = new Set(
  (
    'son sons daughter daughters kid kids child children baby boy girl husband wife brother sister mom dad mother father ' +
    'friend uncle aunt cousin nephew niece grandson granddaughter partner boyfriend girlfriend roommate named name called ' +
    'dog cat pet hijo hija hijos esposo esposa marido hermano hermana amigo amiga tio tia primo prima nieto nieta novio ' +
    'novia llama llamo llamado nombre perro gato bebe im'
  ).split(' '),
)

/** A number of five digits after these is not a ZIP code. */
export const NUMBERED =
  /(?:\b(?:apt|apartment|unit|suite|ste|room|case|box|ext|id|member|account|badge|p\.?o\.?)\.?\s*(?:#|no\.?|number|num)?\s*)$/i

/** May stand between such a word and the name: "in the north San Antonio area", "cerca de la ciudad de Mission". */
export const BETWEEN: ReadonlySet<string> = new Set(
  (
    'the of to downtown north south east west northern southern eastern western central greater inner metro upper ' +
    'lower side area city town rural de del la el los las ciudad pueblo centro norte sur este oeste zona area'
  ).split(' '),
)

/** A place after these is where somebody comes from, or was: "born in", "served in", "moved from". */
export const ELSEWHERE: readonly string[] = [
  'born in',
  'born and raised in',
  'raised in',
  'grew up in',
  'grown up in',
  'moved from',
  'moved here from',
  'moving from',
  'came from',
  'come from',
  'came here from',
  'relocated from',
  'originally from',
  'left',
  'fled',
  'used to live in',
  'lived in',
  'deployed to',
  'deployed in',
  'served in',
  'fought in',
  'stationed in',
  'stationed at',
  'family in',
  'back in',
  'naci en',
  'nacio en',
  'nacido en',
  'nacida en',
  'creci en',
  'vine de',
  'vengo de',
  'me mude de',
  'vivia en',
  'servi en',
  'hui de',
]

/** After a name these make it a street, a school, a brand: "123 Houston St", "Jackson elementary". */
export const NOT_A_PLACE_BEFORE: ReadonlySet<string> = new Set(
  (
    'st street ave avenue rd road blvd boulevard dr drive ln lane hwy highway ct court cir circle pkwy parkway way ' +
    'terrace pl apartments apts elementary middle high hs act amendment cowboys terrier syndrome scale'
  ).split(' '),
)

/** Near a number of five digits these make it an amount and not a ZIP code. */
export const MONEY_BEFORE =
  /(?:\$|\b(?:make|makes|made|making|earn|earns|earned|earning|income|salary|owe|owes|owed|debt|paid|pay|cost|costs|about|gano|gana|ganamos|ingresos?|salario|debo|debe|debemos|sueldo|pago)\s+(?:of|is|was|about|around|only|like|de|es|como|unos)?\s*)$/iu
export const MONEY_AFTER =
  /^\s*(?:dollars?|bucks|usd|a year|per year|yearly|annually|\/\s*(?:yr|year|mo)|a month|per month|k\b|d[oó]lares|pesos|al a[nñ]o|anual|al mes|por (?:a[nñ]o|mes)|[.,]\d)/iu

/** Two letters that are words as well: a state only in capitals, or after a comma. */
export const WORDY_STATE_CODES: ReadonlySet<string> = new Set(
  'al as co de hi id in la ma me mi mo ms mt oh ok or pa pr va vi ga nd ct md mn ne sc'.split(' '),
)

/** State names that are first names, countries or cities as well: a state only after "in" and the like. */
export const WORDY_STATES: ReadonlySet<string> = new Set([
  'virginia',
  'georgia',
  'washington',
  'montana',
  'dakota',
])
