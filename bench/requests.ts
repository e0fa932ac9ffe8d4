import { everyZip } from '#find/geo/tables.ts'
import { type MatchRequest, parseMatchRequest } from '#find/matching/request.ts'
import { NEEDS } from '#find/taxonomy/needs.ts'
import type { Generated } from './generate.ts'
import { Random } from './random.ts'

const TEXTS = [
  'i need food for my kids tonight and i have no car',
  'eviction notice on my door what do i do',
  'counsler for teen no insurence',
  'my mom is 82 and cant leave the house she needs meals',
  'necesito ayuda con la renta',
  'free dentist i have a bad toothache',
  'where can i get diapers and formula',
  'quiero dejar de tomar necesito un grupo',
  'help paying my light bill they will shut it off friday',
  'veteran looking for a job and a place to stay',
]

/** Requests as people make them, where the services are: two in three by need, one in three in words. */
export function requests(count: number, services: readonly Generated[], seed = 7): MatchRequest[] {
  const random = new Random(seed)
  const zips = everyZip().map(({ zip }) => zip)
  return Array.from({ length: count }, () => {
    const postalCode = random.pick(services).place?.postal_code ?? random.pick(zips)
    const asked = random.chance(1 / 3) ? { text: random.pick(TEXTS) } : { needs: [random.pick(NEEDS).id] }
    return parseMatchRequest({
      ...asked,
      near: { postalCode },
      ...(random.chance(0.5)
        ? {
            person: {
              age: random.below(90),
              residence: { postalCode },
              populations: { veteran: random.chance(0.1) },
              ...(random.chance(0.2) ? { languages: ['es'] } : {}),
            },
          }
        : {}),
      ...(random.chance(0.2) ? { withinMiles: 25 } : {}),
      ...(random.chance(0.15) ? { delivery: [random.pick(['in-person', 'phone', 'online'])] } : {}),
      ...(random.chance(0.15) ? { openAt: 'now' } : {}),
    })
  })
}
