import type { Found } from './steps.ts'

/** The fact a phrase states; empty where it states none. */
export function factOf({ rule: { meaning } }: Found): string {
  return meaning.kind === 'fact' ? meaning.fact : ''
}

/** The values that are said of a fact, in the text's order, as the lexicon writes them. */
export function valuesOf(facts: readonly Found[], fact: string): string[] {
  return facts.flatMap(({ rule: { meaning } }) =>
    meaning.kind === 'fact' && meaning.fact === fact ? [meaning.value] : [],
  )
}

/** The first number that is said of a fact. */
export function numberOf(facts: readonly Found[], fact: string): number | undefined {
  const found = facts.find((each) => factOf(each) === fact)
  return found && amountOf(valuesOf([found], fact)[0] ?? '#', found.numbers[0])
}

/** `#` is the number said, `#+1` one more than it ("me and my 3 kids"), anything else stands for itself. */
export function amountOf(value: string, said: number | undefined): number | undefined {
  if (!value.startsWith('#')) return Number(value)
  return said === undefined ? undefined : said + Number(value.slice('#+'.length) || 0)
}
