import type { Opening } from '#find/directory/card-hours.ts'
import type { Scored } from './rank.ts'
import type { MatchRequest } from './request.ts'

export type Ordered = Scored & { opening: Opening | null }

/** An order in which the same candidates always come out the same: ties go by score, then by id. */
export function compareBy(sort: MatchRequest['sort']): (a: Ordered, b: Ordered) => number {
  if (sort === 'nearest') return (a, b) => milesFirst(a, b) || byScore(a, b)
  if (sort === 'soonest') return (a, b) => soonness(a) - soonness(b) || wait(a) - wait(b) || byScore(a, b)
  return byScore
}

function byScore(a: Ordered, b: Ordered): number {
  return b.score - a.score || (a.facts.id < b.facts.id ? -1 : a.facts.id > b.facts.id ? 1 : 0)
}

/** Whose distance is not known comes after all that are measured. */
function milesFirst(a: Ordered, b: Ordered): number {
  return (a.meters ?? Number.MAX_SAFE_INTEGER) - (b.meters ?? Number.MAX_SAFE_INTEGER)
}

/** Open now, then the next to open, then by appointment, then unknown hours, then a waiting list. */
function soonness({ opening, facts }: Ordered): number {
  const { intake } = facts.availability
  if (facts.status !== 'active' || intake === 'closed') return 5
  if (intake === 'waitlist') return 4
  switch (opening?.state) {
    case 'open':
      return 0
    case 'closed':
      return opening.opensAt === null ? 3 : 1
    case 'appointment':
      return 2
    default:
      return 3
  }
}

function wait({ opening }: Ordered): number {
  return opening?.opensAt?.getTime() ?? 0
}
