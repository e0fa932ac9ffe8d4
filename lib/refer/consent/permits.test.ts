import { describe, expect, it } from 'vitest'
import type { Consent, ConsentRecord, Mode } from './model.ts'
import {
  type Disclosure,
  deficiencies,
  isLive,
  missingElements,
  permits,
  proposedMode,
  requiredMode,
} from './permits.ts'

const now = new Date('2026-12-01T12:00:00Z')
const plain = { part2Program: false, victimServices: false }

const nineElements: ConsentRecord = {
  clientName: 'Rosa Example',
  discloser: 'Riverbend Care',
  description: 'Name, telephone and need',
  recipient: 'Mesquite House',
  purpose: 'Referral for treatment',
  revocationExplained: true,
  expiry: '2027-06-01',
  signature: 'Rosa Example',
  signedOn: '2026-12-01',
  statementsGiven: true,
}

function consent(mode: Mode, change: Partial<Consent> = {}): Consent {
  return {
    id: 'c1',
    clientId: 'p1',
    organizationId: 'o1',
    mode,
    purpose: 'referral',
    agencyId: 'a1',
    recipientClass: null,
    fields: ['name', 'contact', 'need'],
    giver: 'client',
    method: 'screen',
    timezone: 'America/Chicago',
    givenAt: new Date('2026-11-30T12:00:00Z'),
    expiresAt: new Date('2027-06-01T00:00:00Z'),
    expiryEvent: null,
    revokedAt: null,
    attachmentId: null,
    authorityId: null,
    record: nineElements,
    ...change,
  }
}

function disclosure(change: Partial<Disclosure> = {}): Disclosure {
  return {
    fields: ['name', 'contact', 'need'],
    needId: 'food.pantry',
    agency: { id: 'a1', ...plain },
    sender: plain,
    purpose: 'referral',
    ...change,
  }
}

const objectionsTo = (mode: Mode, given: Consent | null, what = disclosure(), at = now) => {
  const permission = permits(mode, given, what, at)
  return permission.permitted ? [] : permission.objections.map((each) => each.objection)
}

describe('rule 1: a Part 2 consent with any of its elements missing is refused', () => {
  it.each(Object.keys(nineElements) as (keyof ConsentRecord)[])('without %s', (element) => {
    const { [element]: _, ...rest } = nineElements
    expect(missingElements(consent('part2', { record: rest }))).toContain(element)
    expect(objectionsTo('part2', consent('part2', { record: rest }))).toContain('consent-deficient')
  })

  it('and with all of them stands', () => {
    expect(objectionsTo('part2', consent('part2'))).toEqual([])
  })
})

describe('rule 5: a consent that is expired, deficient or revoked is not honoured', () => {
  it('expires at its hour', () => {
    const ends = new Date('2026-12-01T12:00:00Z')
    expect(objectionsTo('authorization', consent('authorization', { expiresAt: ends }))).toEqual([
      'consent-expired',
    ])
    expect(isLive(consent('authorization', { expiresAt: ends }), new Date(ends.getTime() - 1))).toBe(true)
  })

  it('is gone once revoked', () => {
    expect(objectionsTo('authorization', consent('authorization', { revokedAt: now }))).toEqual([
      'consent-revoked',
    ])
  })
})

describe('rule 7: victim services', () => {
  const theirs = disclosure({ sender: { part2Program: false, victimServices: true } })

  it('never share by default: no other ground will do', () => {
    expect(requiredMode(theirs)).toBe('victim-services')
    for (const mode of ['treatment', 'authorization', 'part2'] as const) {
      expect(objectionsTo(mode, mode === 'treatment' ? null : consent(mode), theirs)).toContain(
        'mode-too-weak',
      )
    }
  })

  it('need an end, and one form an agency', () => {
    expect(
      objectionsTo('victim-services', consent('victim-services', { expiresAt: null }), theirs),
    ).toContain('consent-deficient')
    const toAll = consent('victim-services', { agencyId: null, recipientClass: 'social services' })
    expect(objectionsTo('victim-services', toAll, theirs)).toContain('class-not-allowed')
    expect(objectionsTo('victim-services', consent('victim-services'), theirs)).toEqual([])
  })
})

describe('rule 7 and rule 1: what somebody needs decides with who they go to', () => {
  const part2 = { part2Program: true, victimServices: false }
  const victims = { part2Program: false, victimServices: true }
  it.each([
    ['substance.detox', plain, plain, 'treatment', 'part2'],
    ['substance.detox', plain, part2, 'part2', 'part2'],
    ['substance.detox', part2, plain, 'part2', 'part2'],
    ['substance.detox', plain, victims, 'authorization', 'part2'],
    ['food.pantry', plain, part2, 'treatment', 'treatment'],
    ['food.pantry', part2, plain, 'part2', 'part2'],
    ['safety.domestic-violence', plain, plain, 'treatment', 'treatment'],
    ['safety.domestic-violence', plain, victims, 'victim-services', 'victim-services'],
    ['food.pantry', plain, victims, 'authorization', 'authorization'],
    ['food.pantry', victims, plain, 'victim-services', 'victim-services'],
    ['substance.detox', victims, part2, 'victim-services', 'victim-services'],
  ] as const)('%s from %o to %o', (needId, sender, agency, required, proposed) => {
    const what = disclosure({ needId, sender, agency: { id: 'a1', ...agency } })
    expect([requiredMode(what), proposedMode(what)]).toEqual([required, proposed])
  })

  it('a weaker ground than the proposed one is a choice with a reason, never a silence', () => {
    const what = disclosure({ needId: 'substance.detox' })
    expect(objectionsTo('treatment', null, what)).toEqual(['ground-unexplained'])
    expect(objectionsTo('treatment', null, { ...what, groundReason: 'no-program' })).toEqual([])
    expect(objectionsTo('part2', consent('part2'), what)).toEqual([])
    const bound = disclosure({ needId: 'substance.detox', sender: part2, groundReason: 'no-program' })
    expect(objectionsTo('treatment', null, bound)).toContain('mode-too-weak')
  })
})

describe('rule 8: each ground blocks what it must', () => {
  it('treatment carries no substance use and no sensitive facts', () => {
    expect(objectionsTo('treatment', null)).toEqual([])
    expect(objectionsTo('treatment', null, disclosure({ fields: ['name', 'substance-use'] }))).toEqual([
      'mode-too-weak',
      'more-than-necessary',
    ])
    expect(objectionsTo('treatment', null, disclosure({ fields: ['name', 'sensitive-situation'] }))).toEqual([
      'mode-too-weak',
      'more-than-necessary',
    ])
  })

  it('an authorization goes to the agency it names, for its purpose, with its fields', () => {
    const given = consent('authorization')
    expect(objectionsTo('authorization', given)).toEqual([])
    expect(objectionsTo('authorization', given, disclosure({ agency: { id: 'a2', ...plain } }))).toEqual([
      'wrong-agency',
    ])
    expect(objectionsTo('authorization', given, disclosure({ purpose: 'research' }))).toEqual([
      'wrong-purpose',
    ])
    expect(objectionsTo('authorization', given, disclosure({ fields: ['name', 'income'] }))).toEqual([
      'field-not-covered',
    ])
    expect(objectionsTo('authorization', null)).toEqual(['consent-missing'])
  })

  it('rule 2: an authorization or a Part 2 consent may name a class of recipients', () => {
    const toClass = { agencyId: null, recipientClass: 'social service providers' }
    expect(objectionsTo('authorization', consent('authorization', toClass))).toEqual([])
    expect(objectionsTo('part2', consent('part2', toClass))).toEqual([])
    expect(objectionsTo('part2', consent('part2', { agencyId: null, recipientClass: null }))).toContain(
      'consent-deficient',
    )
  })

  it('what a Part 2 program holds needs a Part 2 consent', () => {
    const theirs = disclosure({ sender: { part2Program: true, victimServices: false } })
    expect(objectionsTo('authorization', consent('authorization'), theirs)).toContain('mode-too-weak')
    expect(objectionsTo('part2', consent('part2'), theirs)).toEqual([])
  })
})

describe('a consent', () => {
  it('that was spoken has a witness, on paper has the paper, by a representative has the document', () => {
    expect(deficiencies(consent('authorization', { method: 'voice' }))).toEqual(['witness'])
    expect(deficiencies(consent('authorization', { method: 'paper' }))).toEqual(['paper'])
    expect(deficiencies(consent('authorization', { giver: 'representative' }))).toEqual([
      'giverName',
      'authority',
    ])
  })
})
