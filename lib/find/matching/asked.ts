import { DomainError } from '#base/core/errors.ts'
import type { Delivery } from '#find/directory/model.ts'
import { audiencesFor } from '#find/eligibility/audiences.ts'
import type { Person } from '#find/eligibility/facts.ts'
import type { Verdict } from '#find/eligibility/model.ts'
import { type Whereabouts, whereaboutsOf, whereaboutsOfHome } from '#find/geo/coverage.ts'
import { milesToMeters } from '#find/geo/distance.ts'
import {
  findCounty,
  findPlaceNamed,
  findPostalCode,
  type Place,
  placeAt,
  type UnnamedPlace,
} from '#find/geo/places.ts'
import { type Closeness, candidateIds, closenessOf } from '#find/taxonomy/tree.ts'
import type { Understood, UnderstoodNeed } from '#find/understanding/model.ts'
import type { Grounds } from './grounds.ts'
import { type Reach, reachAround } from './reach.ts'
import type { MatchRequest } from './request.ts'
import { type SoughtWord, soughtWords } from './sought.ts'
import { strandsOf } from './strands.ts'

/** How a need that a service carries answers what was asked for; `strand`: which of the things asked for it is part of. */
export type Wanted = { asked: string; closeness: Closeness; weight: number; strand: number }

/** What is asked for, text and request taken together: a request field wins over the text. Everything is resolved. */
export type Asked = {
  needs: UnderstoodNeed[]
  /** Ids that make a service a candidate, with what they are worth; empty when words decide. */
  wanted: ReadonlyMap<string, Wanted>
  /** How sure each of the several things asked for is, 0 to 1: needs read from the same words are one. */
  strands: readonly number[]
  /** What a listing would speak of that is about this. */
  sought: readonly SoughtWord[]
  /** Of whom listings speak (data/eligibility/audiences.json), whether the person is meant. */
  audiences: ReadonlyMap<string, Verdict>
  /** Words to search when no need is known. */
  words: string
  /** Where help is looked for. */
  place: Place | UnnamedPlace | null
  reach: Reach | null
  /** What service areas are judged on, and whether it is where the person lives or only where they look. */
  where: Whereabouts | null
  whereBy: 'residence' | 'near'
  person: Person
  /** BCP 47 primary languages, preferred first; empty when none is named. */
  languages: string[]
  with: { children?: number | undefined; pets?: boolean | undefined }
  access: string[]
  delivery: Delivery[]
  openAt: 'evenings' | 'weekends' | Date | null
  withinMeters: number | null
  sort: MatchRequest['sort']
  /** Where the feeds have their places: for listings that do not say where they help. */
  grounds: Grounds
}

/** @throws DomainError `invalid` when a place is named that does not exist */
export function askedOf(
  request: MatchRequest,
  understood: Understood | null,
  now: Date,
  grounds: Grounds = new Map(),
): Asked {
  const needs = needsOf(request, understood)
  const person = personOf(request, understood)
  const home = person.residence ? whereaboutsOfHome(person.residence) : null
  const place = placeOf(request, understood) ?? homeOf(person)
  const openAt = request.openAt ?? understood?.openAt ?? null
  const strands = strandsOf(needs, understood?.words ?? [])
  const along = request.with ?? understood?.with ?? {}
  return {
    needs,
    wanted: wantedOf(needs, strands),
    strands: weightsOf(needs, strands),
    sought: soughtWords(needs, understood?.words ?? []),
    audiences: audiencesFor({
      person,
      now,
      needs: needs.map(({ id }) => id),
      text: request.text ?? '',
      children: (along.children ?? 0) > 0,
    }),
    words: needs.length > 0 ? '' : wordsOf(request, understood),
    place,
    reach: place && reachAround(place),
    where: home ?? (place && whereaboutsOf(place)),
    whereBy: home ? 'residence' : 'near',
    person,
    languages: (person.languages ?? []).map((tag) => tag.split('-')[0]?.toLowerCase() ?? tag),
    with: along,
    access: request.access ?? understood?.access ?? [],
    delivery: request.delivery ?? understood?.delivery ?? [],
    openAt:
      openAt === null || openAt === 'evenings' || openAt === 'weekends'
        ? openAt
        : openAt === 'now'
          ? now
          : new Date(openAt),
    withinMeters: request.withinMiles === undefined ? null : milesToMeters(request.withinMiles),
    sort: request.sort,
    grounds,
  }
}

function needsOf(request: MatchRequest, understood: Understood | null): Asked['needs'] {
  if (request.needs?.length) return [...new Set(request.needs)].map((id) => ({ id, phrase: id, weight: 1 }))
  return understood?.needs ?? []
}

/** Each id with the asked need it answers best. A domain asked for wants its needs, a need its domain's own listings. */
function wantedOf(needs: Asked['needs'], strands: readonly number[]): ReadonlyMap<string, Wanted> {
  const wanted = new Map<string, Wanted>()
  for (const id of candidateIds(needs.map((need) => need.id)).keys()) {
    for (const [at, need] of needs.entries()) {
      const closeness = closenessOf(id, need.id)
      if (!closeness) continue
      const known = wanted.get(id)
      if (!known || worth(closeness) * need.weight > worth(known.closeness) * known.weight) {
        wanted.set(id, { asked: need.id, closeness, weight: need.weight, strand: strands[at] ?? 0 })
      }
    }
  }
  return wanted
}

function weightsOf(needs: Asked['needs'], strands: readonly number[]): number[] {
  const weights: number[] = []
  for (const [at, { weight }] of needs.entries()) {
    const strand = strands[at] ?? 0
    weights[strand] = Math.max(weights[strand] ?? 0, weight)
  }
  return weights
}

function worth(closeness: Closeness): number {
  return closeness === 'broader' ? 0.5 : 1
}

/** Words that say something, or all of the text when nothing of it was read. */
function wordsOf(request: MatchRequest, understood: Understood | null): string {
  return (understood?.words.join(' ') || request.text || '').trim()
}

/** A fact of the request wins over the same fact of the text. */
function personOf({ person: stated = {} }: MatchRequest, understood: Understood | null): Person {
  const read = understood?.person ?? {}
  const populations = { ...read.populations, ...stated.populations }
  const person: Person = { ...read, ...stated }
  if (Object.keys(populations).length > 0) person.populations = populations
  return person
}

function homeOf({ residence }: Person): Place | null {
  if (residence?.postalCode) return findPostalCode(residence.postalCode) ?? null
  if (residence?.city && residence.state)
    return findPlaceNamed(`${residence.city}, ${residence.state}`) ?? null
  return residence?.county ? (findCounty(residence.county) ?? null) : null
}

/** The place that the request names; undefined when nobody knows it. */
export function findNear(near: NonNullable<MatchRequest['near']>): Place | UnnamedPlace | undefined {
  if ('lat' in near) return placeAt(near.lat, near.lng)
  if ('postalCode' in near) return findPostalCode(near.postalCode)
  return 'county' in near ? findCounty(near.county) : findPlaceNamed(near.text)
}

function placeOf({ near }: MatchRequest, understood: Understood | null): Asked['place'] {
  if (!near) return understood?.place ?? null
  const place = findNear(near)
  if (place) return place
  const [path = ''] = Object.keys(near)
  throw new DomainError('invalid', 'We do not know this place.', {
    errors: [
      {
        path: `near.${path}`,
        message: 'We do not know this place. Try a ZIP code, or a city with its state.',
      },
    ],
  })
}
