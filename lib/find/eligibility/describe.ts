import type { Comparison, Condition, Statement } from './model.ts'

/** A condition as a statement: "Ages 13 to 17", "For veterans". Keys are below `reasons.eligibility` and `reasons.group`. */
export function describe(condition: Condition): Statement {
  if ('all' in condition) {
    const [only] = condition.all
    if (condition.all.length === 1 && only) return describe(only)
    return { key: 'eligibility.all', values: { parts: condition.all.map(describe) } }
  }
  if ('any' in condition) return describeAny(condition.any)
  if ('not' in condition) return describeNot(condition.not)
  return describeComparison(condition)
}

function populationsOf(parts: Condition[]): Statement[] | undefined {
  const groups = parts.map((part) =>
    'fact' in part && part.fact === 'population' ? { key: `group.${part.is}` } : undefined,
  )
  return groups.every((group) => group !== undefined) ? groups : undefined
}

function describeAny(parts: Condition[]): Statement {
  const [only] = parts
  if (parts.length === 1 && only) return describe(only)
  const anyOfGroups = populationsOf(parts)
  if (anyOfGroups) return { key: 'eligibility.groups', values: { anyOfGroups } }
  return { key: 'eligibility.any', values: { anyOfParts: parts.map(describe) } }
}

function describeNot(part: Condition): Statement {
  if ('fact' in part && part.fact === 'population') {
    return { key: 'eligibility.notGroups', values: { anyOfGroups: [{ key: `group.${part.is}` }] } }
  }
  return { key: 'eligibility.not', values: { parts: [describe(part)] } }
}

function describeComparison(comparison: Comparison): Statement {
  switch (comparison.fact) {
    case 'age': {
      const { min, max } = comparison
      if (max === undefined) return { key: 'eligibility.ageFrom', values: { min: min ?? 0 } }
      if (!min) return { key: 'eligibility.ageUpTo', values: { max } }
      return { key: 'eligibility.ageBetween', values: { min, max } }
    }
    case 'gender':
      return { key: `eligibility.gender.${comparison.is}` }
    case 'population':
      return { key: 'eligibility.groups', values: { anyOfGroups: [{ key: `group.${comparison.is}` }] } }
    case 'income':
      if ('percentFpl' in comparison)
        return { key: 'eligibility.incomeFpl', values: { percent: comparison.percentFpl } }
      if ('percentMedian' in comparison) {
        return { key: 'eligibility.incomeMedian', values: { percent: comparison.percentMedian } }
      }
      return describeDollars(comparison)
    case 'residence':
      return {
        key: 'eligibility.residence',
        values: {
          anyOfPlaces: comparison.places.map(({ name }) => ({ key: 'eligibility.name', values: { name } })),
        },
      }
    case 'insurance':
      if (comparison.anyOf.every((kind) => kind === 'none')) return { key: 'eligibility.uninsured' }
      return {
        key: 'eligibility.insurance',
        values: { anyOfKinds: comparison.anyOf.map((kind) => ({ key: `insurance.${kind}` })) },
      }
    case 'documents':
      return {
        key: 'eligibility.documents',
        values: { papers: comparison.allOf.map((kind) => ({ key: `document.${kind}` })) },
      }
  }
}

function describeDollars({
  dollars,
  eachMore,
}: {
  dollars: number[]
  eachMore?: number | undefined
}): Statement {
  const amount = Math.round(dollars[0] ?? 0).toLocaleString('en-US')
  const bySize = dollars.length > 1 || eachMore
  return { key: bySize ? 'eligibility.incomeDollars' : 'eligibility.incomeDollarsFlat', values: { amount } }
}
