import { deadlineOf } from './deadline.ts'
import { ACCESS, DELIVERY, type UnderstandOptions, type Understood } from './model.ts'
import type { Found, Reading } from './steps.ts'

type Request = Pick<Understood, 'with' | 'access' | 'delivery' | 'openAt' | 'deadline'>

const OPEN_AT = ['now', 'evenings', 'weekends'] as const

/** How, when and with whom the help is wanted. */
export function requestOf(
  facts: readonly Found[],
  readings: readonly Reading[],
  options: UnderstandOptions,
): Request {
  const valuesOf = (fact: string): string[] =>
    facts.flatMap(({ rule: { meaning } }) =>
      meaning.kind === 'fact' && meaning.fact === fact ? [meaning.value] : [],
    )
  return {
    with: companyOf(facts, valuesOf),
    access: ACCESS.filter((id) => valuesOf('access').includes(id)),
    delivery: DELIVERY.filter((id) => valuesOf('delivery').includes(id)),
    openAt: OPEN_AT.find((id) => valuesOf('openAt').includes(id)) ?? null,
    deadline: valuesOf('deadline').length > 0 ? deadlineOf(readings, options) : null,
  }
}

function companyOf(facts: readonly Found[], valuesOf: (fact: string) => string[]): Understood['with'] {
  const company: Understood['with'] = {}
  const children = facts.find(
    ({ rule: { meaning } }) => meaning.kind === 'fact' && meaning.fact === 'children',
  )
  if (children?.rule.meaning.kind === 'fact') {
    const { value } = children.rule.meaning
    const count = value === '#' ? children.numbers[0] : Number(value)
    if (count !== undefined && Number.isInteger(count) && count >= 1 && count <= 15) company.children = count
  }
  if (valuesOf('pets').includes('true')) company.pets = true
  return company
}
