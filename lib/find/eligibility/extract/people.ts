/** Words for people, by how old they are: what a limit of age may and may not be true of. */
export const BY_AGE = {
  child:
    'child(?:ren)?|kids?|infants?|babies|baby|newborns?|toddlers?|preschoolers?|kindergart[a-z]+|pupils|ninos|ninas|littles',
  youth:
    'youths?|teens?|teenagers?|adolescents?|minors?|young (?:people|adults?|men|women|persons)|boys?|girls?|students?|estudiantes|runaways?|jovenes|adolescentes|juveniles?|graders?|(?:high|middle|elementary)[- ]schoolers?',
  adult: 'adults?|adultos',
  senior:
    'seniors?(?! high| cent| service| hous| compan| choice)(?: citizens?| adults?)?|elders?|elderly|older (?:adults?|persons|people|americans|individuals)|retirees|mayores|ancianos|personas mayores',
  any: 'famil(?:y|ies)|individuals?|people|persons?|any ?one|any ?body|every ?one|every ?body|clients?|patients?|participants?|applicants?|households?|residents?|members?|parents?|guardians?|those|citizens?|neighbors?|guests?|customers|men|man|women|woman|ladies|males?|females?|mothers?|moms?|fathers?|dads?|husbands|wives|couples?|spouses?|survivors?|victims?|personas|mujeres|hombres|familias|pacientes|enfermos|usuarios|tenants?|renters?|homeowners?|owners?|workers?|singles|newcomers|holders|arrivals|neighbours|san franciscans|new yorkers|someone',
} as const

export type AgeClass = keyof typeof BY_AGE

export const PEOPLE_WORDS = Object.values(BY_AGE).join('|')
const CLASSES = (Object.entries(BY_AGE) as [AgeClass, string][]).map(
  ([name, words]) => [name, new RegExp(`^(?:${words})$`)] as const,
)

/** Heads are words of the lists above, so there are only so many. */
const classes = new Map<string, AgeClass>()

export function ageClassOf(head: string): AgeClass {
  const known = classes.get(head)
  if (known) return known
  const ageClass = CLASSES.find(([, words]) => words.test(head))?.[0] ?? 'any'
  classes.set(head, ageClass)
  return ageClass
}

const WOMAN = /^(?:wom[ae]n|ladies|females?|girls?|mothers?|moms?|young women|mujeres|wives)$/
const MAN = /^(?:m[ae]n|males?|boys?|fathers?|dads?|young men|hombres|husbands)$/

export function genderOf(head: string): 'woman' | 'man' | undefined {
  return WOMAN.test(head) ? 'woman' : MAN.test(head) ? 'man' : undefined
}

/** People of a kind that no fact tells: a clause that names them alone asks something. */
export const OF_A_KIND =
  '(?:parents?|guardians?|mothers?|moms?|fathers?|dads?|husbands|wives|couples?|spouses?|survivors?|victims?|tenants?|renters?|homeowners?|owners?|workers?|members?|singles|newcomers|holders|students?|pupils|citizens?)'
