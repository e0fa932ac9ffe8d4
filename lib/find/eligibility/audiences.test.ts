import { describe, expect, it } from 'vitest'
import data from '#data/eligibility/audiences.json' with { type: 'json' }
import { findNeed } from '#find/taxonomy/needs.ts'
import { audiencesFor, audiencesOf, audiencesSchema } from './audiences.ts'

const now = new Date('2026-11-24T12:00:00Z')
const nobody = { person: {}, now, needs: [], text: '', children: false }

describe('audiences of listings', () => {
  it.each([
    ["Women's Sober Housing", ['women']],
    ['Meals for the elderly and for veterans', ['older-people', 'veterans']],
    ['Job placement for ex-offenders', ['people-who-were-in-prison']],
    ['A pantry in Germantown. Open to the community on Menlo Street', []],
    ['Comida para todos', []],
  ])('%s', (text, expected) => expect(audiencesOf(text)).toEqual(expected))

  it('tells who is meant, who is not, and what is not known', () => {
    const man = audiencesFor({ ...nobody, person: { gender: 'man', age: 41 } })
    expect([man.get('men'), man.get('women'), man.get('older-people'), man.get('veterans')]).toEqual([
      'yes',
      'no',
      'no',
      'unknown',
    ])
  })

  it('takes as meant whom the text names, who comes along, and who asks for what is theirs', () => {
    expect(audiencesFor({ ...nobody, text: 'help for deaf people' }).get('deaf-people')).toBe('yes')
    expect(audiencesFor({ ...nobody, children: true }).get('children')).toBe('yes')
    expect(audiencesFor({ ...nobody, needs: ['aging.center'] }).get('older-people')).toBe('yes')
    expect(audiencesFor(nobody).get('older-people')).toBe('unknown')
  })

  it('names needs and domains that there are', () => {
    const ids = Object.values(audiencesSchema.parse(data).audiences).flatMap(({ needs }) => needs)
    const domains = new Set(['aging', 'family', 'disability', 'safety'])
    expect(ids.filter((id) => !findNeed(id) && !domains.has(id))).toEqual([])
  })
})
