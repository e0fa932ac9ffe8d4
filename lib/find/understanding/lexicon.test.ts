import { describe, expect, it } from 'vitest'
import { GENDERS, INSURANCES, POPULATIONS } from '#find/eligibility/facts.ts'
import { NEEDS } from '#find/taxonomy/needs.ts'
import { lexicons, type Meaning, type Rule } from './lexicon.ts'
import { ACCESS, CRISIS_KINDS, DELIVERY, LANGUAGES } from './model.ts'

describe.each(LANGUAGES)('the lexicon of %s', (language) => {
  const rules = (): Rule[] => {
    const lexicon = lexicons().get(language)
    return [...(lexicon?.rules.values() ?? []), ...(lexicon?.crises.values() ?? [])].flat()
  }
  const meanings = (): Meaning[] => rules().map((rule) => rule.meaning)
  const facts = (fact: string): Set<string> =>
    new Set(meanings().flatMap((each) => (each.kind === 'fact' && each.fact === fact ? [each.value] : [])))

  it('has phrases for every need and for no other', () => {
    const known = new Set(meanings().flatMap((each) => (each.kind === 'need' ? [each.need] : [])))
    known.delete('-')
    expect([...known].sort()).toEqual(NEEDS.map((need) => need.id).sort())
  })

  it('has phrases for every fact about a person', () => {
    expect(POPULATIONS.filter((id) => !facts(id).has('true'))).toEqual([])
    expect(INSURANCES.filter((id) => !facts('insurance').has(id))).toEqual([])
    const genders = language === 'en' ? GENDERS : GENDERS.filter((id) => id !== 'another')
    expect(genders.filter((id) => !facts('gender').has(id))).toEqual([])
    for (const fact of ['age', 'householdSize', 'income-month', 'income-year', 'languages', 'documents']) {
      expect(facts(fact).size, fact).toBeGreaterThan(0)
    }
  })

  it('has phrases for how, when and with whom', () => {
    expect([...facts('access')].sort()).toEqual([...ACCESS].sort())
    expect([...facts('delivery')].sort()).toEqual([...DELIVERY].sort())
    expect([...facts('openAt')].sort()).toEqual(['evenings', 'now', 'weekends'])
    for (const fact of ['children', 'pets', 'deadline', 'lives', 'target']) {
      expect(facts(fact).size, fact).toBeGreaterThan(0)
    }
  })

  it('has phrases and vetoes that are well formed to their end', () => {
    for (const rule of rules()) {
      for (const pattern of [rule.pattern, ...rule.unless()]) expect(pattern.parts.length).toBeGreaterThan(0)
    }
  })

  it('has phrases for every idea that crises are made of, and figures of speech that are none', () => {
    const crises = meanings().flatMap((each) => (each.kind === 'crisis' ? [each] : []))
    for (const kind of CRISIS_KINDS) {
      const strengths = new Set(crises.filter((each) => each.crisis === kind).map((each) => each.strength))
      expect(strengths.has('likely') && strengths.has('hint'), kind).toBe(true)
    }
    expect(crises.some((each) => each.crisis === '-')).toBe(true)
  })
})
