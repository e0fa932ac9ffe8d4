import { expect, it } from 'vitest'
import { gradesOf } from '#find/matching/judged.ts'
import { parseMatchRequest } from '#find/matching/request.ts'
import { readJudgments, readProfiles } from './judged.ts'

it('every judged profile is a request, and has its judgments, none twice', () => {
  const { profiles, feeds } = readProfiles()
  const judgments = readJudgments()
  expect(Object.keys(judgments).sort()).toEqual(profiles.map(({ id }) => id).sort())
  const known = new Set(feeds.map(({ key }) => key))
  for (const { id, request } of profiles) {
    parseMatchRequest(request)
    const services = [...gradesOf(judgments, id).keys()]
    expect(services.length, id).toBeGreaterThan(0)
    expect(services.filter((service) => !known.has(service.split('/')[0] ?? ''))).toEqual([])
  }
})
