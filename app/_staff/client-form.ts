import { DomainError } from '#base/core/errors.ts'
import { isPopulation, POPULATIONS, type Residence } from '#find/eligibility/facts.ts'
import { partsNamed } from '#find/geo/coverage.ts'
import { findPlaceNamed } from '#find/geo/places.ts'
import { type ClientRecord, clientRecordSchema, type FACT_SOURCES } from '#refer/clients/model.ts'

type Source = (typeof FACT_SOURCES)[number]

/** Where the client lives: the form asks for a ZIP code only, and loses nothing that an answer has told beside it. */
function homeFrom(postalCode: string | undefined, before: ClientRecord | null): Residence | undefined {
  const known = before?.facts.residence?.value
  if (known && known.postalCode === postalCode) return known
  return postalCode === undefined ? undefined : { postalCode }
}

/** Lines of the household's fields that say something, with which line each was. */
function householdFrom(form: FormData): { line: number; member: { relation: string; age?: number } }[] {
  return [...form.keys()].flatMap((key) => {
    const line = Number(/^household-(\d+)-relation$/.exec(key)?.[1] ?? Number.NaN)
    if (Number.isNaN(line)) return []
    const relation = String(form.get(key) ?? '').trim()
    const age = String(form.get(`household-${line}-age`) ?? '').trim()
    if (relation === '' && age === '') return []
    return [{ line, member: { relation, ...(age !== '' && { age: Number(age) }) } }]
  })
}

/** The field of the form that a part of the record came from. */
function fieldOf(path: readonly PropertyKey[], household: readonly { line: number }[]): string {
  const [first, second, third] = path
  if (first === 'guardian') return second === 'email' ? 'guardianEmail' : 'guardianName'
  if (first === 'household')
    return `household-${household[Number(second)]?.line ?? 0}-${String(third ?? 'relation')}`
  if (first === 'safeContact' && second === 'note') return 'safeNote'
  return String(
    path.filter((part) => part !== 'facts' && part !== 'value' && part !== 'residence').at(-1) ?? '',
  )
}

/**
 * A client from the fields of its form. A fact that the form did not change keeps where it came from and when; a new
 * one comes from whom the form says.
 * @throws invalid with what is wrong beside each field.
 */
export function clientFromForm(form: FormData, before: ClientRecord | null, now: Date): ClientRecord {
  const text = (name: string) => String(form.get(name) ?? '').trim() || undefined
  const number = (name: string) => (text(name) === undefined ? undefined : Number(text(name)))
  const list = (name: string) => form.getAll(name).map(String).filter(Boolean)
  const from = (text('factsFrom') ?? 'client') as Source
  const at = now.toISOString()
  const fact = <T>(name: keyof ClientRecord['facts'], value: T | undefined) => {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return undefined
    const known = before?.facts[name]
    return known && JSON.stringify(known.value) === JSON.stringify(value) ? known : { value, from, at }
  }
  const postalCode = text('postalCode')
  const populations: ClientRecord['populations'] = {}
  for (const id of POPULATIONS) {
    const answer = text(`population-${id}`)
    if (answer !== 'yes' && answer !== 'no') continue
    const known = before?.populations[id]
    populations[id] = known?.value === (answer === 'yes') ? known : { value: answer === 'yes', from, at }
  }
  const household = householdFrom(form)
  const hours =
    text('hoursFrom') && text('hoursTo') ? { from: text('hoursFrom'), to: text('hoursTo') } : undefined
  const parsed = clientRecordSchema.safeParse({
    ...before,
    givenName: text('givenName'),
    familyName: text('familyName'),
    alias: text('alias'),
    phone: text('phone'),
    email: text('email'),
    address: text('address'),
    note: text('note'),
    guardian:
      text('guardianName') || text('guardianEmail')
        ? { name: text('guardianName') ?? '', email: text('guardianEmail') }
        : undefined,
    languages: list('languages[]'),
    interpreter: form.get('interpreter') === 'yes',
    safeContact: {
      noContact: form.get('noContact') === 'yes',
      channels: list('channels[]'),
      noVoicemail: form.get('noVoicemail') === 'yes',
      callerAlias: text('callerAlias'),
      note: text('safeNote'),
      ...(hours && { hours }),
    },
    facts: {
      age: fact('age', number('age')),
      householdSize: fact('householdSize', number('householdSize')),
      monthlyIncome: fact('monthlyIncome', number('monthlyIncome')),
      gender: fact('gender', text('gender')),
      residence: fact('residence', homeFrom(postalCode, before)),
      insurance: fact('insurance', list('insurance[]')),
      documents: fact('documents', list('documents[]')),
    },
    populations,
    household: household.map(({ member }) => member),
  })
  if (!parsed.success) {
    const errors = parsed.error.issues.map((issue) => ({
      path: fieldOf(issue.path, household),
      message: issue.message,
    }))
    throw new DomainError('invalid', 'Something cannot be right. See the notes beside the fields.', {
      errors,
    })
  }
  return parsed.data
}

/** A record with one more fact, told by the client just now. @throws invalid when the answer cannot be. */
export function withAnswer(
  record: ClientRecord,
  fact: string,
  answers: readonly string[],
  now: Date,
): ClientRecord {
  const entry = <T>(value: T) => ({ value, from: 'client' as const, at: now.toISOString() })
  const parsed = clientRecordSchema.safeParse(
    fact === 'languages'
      ? { ...record, languages: [...new Set([...answers, ...record.languages])] }
      : isPopulation(fact)
        ? { ...record, populations: { ...record.populations, [fact]: entry(answers[0] === 'yes') } }
        : { ...record, facts: { ...record.facts, [fact]: entry(factFrom(fact, answers)) } },
  )
  if (!parsed.success)
    throw new DomainError('invalid', '', {
      errors: [{ path: 'answer', message: parsed.error.issues[0]?.message ?? '' }],
    })
  return parsed.data
}

/** @throws invalid for a place that no gazetteer knows */
function factFrom(fact: string, answers: readonly string[]): unknown {
  const [answer = ''] = answers
  switch (fact) {
    case 'residence': {
      const home = findPlaceNamed(answer)
      if (!home) {
        const message = 'We do not know this place. Try a ZIP code, or a city with its state.'
        throw new DomainError('invalid', '', { errors: [{ path: 'answer', message }] })
      }
      return partsNamed(home)
    }
    case 'insurance':
      return answers
    case 'documents':
      return answers.filter((kind) => kind !== 'none')
    case 'gender':
      return answer
    default:
      return Number(answer)
  }
}
