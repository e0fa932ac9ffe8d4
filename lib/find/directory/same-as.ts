import type { Listing } from './model.ts'

const LEGAL_FORM = /\b(?:inc|incorporated|llc|corp|corporation|ltd|the|of|and)\b/g

/** Organization and name without case, accents, punctuation and legal form: equal for one service told by two feeds. */
export function sameAs({ organization, name }: Pick<Listing, 'organization' | 'name'>): string {
  return `${folded(organization.name)}|${folded(name)}`
}

function folded(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(LEGAL_FORM, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
