import type { Alternative } from './alternatives.ts'
import type { AgeClass } from './people.ts'

/**
 * "Homeless women and children" are both homeless, "men and women over 50" are both over 50: a trait before a word
 * reaches the words after it, and what stands behind the last word reaches the bare words before it.
 */
export function shareNeighbours(found: Alternative[]): Alternative[] {
  for (let i = found.length - 2; i >= 0; i--) {
    const [one, next] = [found[i], found[i + 1]]
    if (one?.bare && next && !next.other && next.head !== 'their' && next.head !== one.head) {
      takeFromBehind(one, next)
    }
  }
  for (let i = 1; i < found.length; i++) {
    const [before, one] = [found[i - 1], found[i]]
    if (before?.leading && one && takesFromBefore(before, one)) {
      one.groups = before.groups
      one.leading = true
    }
  }
  return found
}

function takeFromBehind(one: Alternative, next: Alternative): void {
  if (next.ages.length > 0 && ageClassesAgree(one, next)) one.ages = next.ages
  const shares = one.groups.length === 0 && next.groups.length > 0 && next.head !== ''
  if (shares && !next.noun && !next.leading) one.groups = next.groups
  one.bare = next.bare
}

function takesFromBefore(before: Alternative, one: Alternative): boolean {
  if (one.groups.length > 0 || one.other || one.ageClass === 'senior' || one.head === before.head)
    return false
  // "Pregnant women and children": no child is pregnant; "and mothers with a baby": nor need they be.
  if ((one.ageClass === 'child' || PARENTS.test(one.head)) && before.groups.flat().some(isMotherhood))
    return false
  return before.head !== '' && one.head !== '' && one.head !== 'their'
}

const PARENTS = /^(?:mothers?|moms?|fathers?|dads?|parents?|famil(?:y|ies)|couples?|guardians?|spouses?)$/

function isMotherhood(id: string): boolean {
  return id === 'pregnant' || id === 'postpartum'
}

/** "Children and adults 18 and older": the age is only the adults'. */
function ageClassesAgree(one: Alternative, next: Alternative): boolean {
  const young = (ageClass: AgeClass | undefined) => ageClass === 'child' || ageClass === 'youth'
  const least = Math.min(...next.ages.map(({ min = 0 }) => min))
  return one.head.startsWith('young ') || !(young(one.ageClass) && !young(next.ageClass) && least >= 18)
}
