import { type Alternative, alternativesOf } from './alternatives.ts'
import type { Marked } from './pieces.ts'
import type { Span } from './spans.ts'

const TRIGGER =
  /\b(?:for|to|serv(?:es?|ing)|help(?:s|ing)?|assist(?:s|ing)?|support(?:s|ing)?|giv(?:es|ing)(?: the)?|provid(?:es|ing)|offer(?:s|ing)|accepts?|target(?:s|ing)?|houses|works? with|health of|lives of|needs of|available to|open to|a las?|a los|para(?: las?| los)?|(?:atencion|apoyo|ayuda|asistencia|servicios?|alojamiento|orientacion) a|dirigid[oa]s? a(?: las?| los)?|atiende a(?: las?| los)?)\s+(?=[a-z0-9])/g
const BOUNDARY =
  /\s-\s|[.;:!?]|\s(?:by|through|so|via|using|during|when|while|where|because|regarding|about|which|in order|until|whose)\s|\sto\s|\sand\s(?=(?:an?|other|support|referrals?|provid\w*|offer\w*|help\w*|assist\w*|services?|case|food|housing|job|educat\w*|counsel\w*|includ\w*|advoca\w*|work\w*|connect\w*|improv\w*|promot\w*)\b)|\swith\s(?=(?:services|support|an?|the|food|case|access|their|free|assistance|basic|job|housing|information|resources|opportunit\w*|groceries|shelter|help|all|any)\b)|\sin\s(?=(?:an?|our|their|obtaining|finding|crisis)\b)/

/** "… for women and girls 13 and older": the people that running prose says a service is for. */
export function audiencesOf(marked: Marked): Alternative[][] {
  const found: Alternative[][] = []
  let readTo = 0
  for (const match of marked.text.matchAll(TRIGGER)) {
    const start = match.index + match[0].length
    if (start < readTo) continue
    const stop = BOUNDARY.exec(marked.text.slice(start))
    const end = stop ? start + stop.index : marked.text.length
    const part = slice(marked, start, end)
    const alternatives = alternativesOf(part).filter(
      ({ head, groups, ages, other }) => head !== '' || groups.length + ages.length > 0 || other,
    )
    const [first] = alternatives
    if (!first || (first.head === '' && !part.groups.some(({ start: at, noun }) => noun && at < 12))) continue
    if (
      alternatives.every(
        (one) =>
          one.groups.length === 0 &&
          one.ages.length === 0 &&
          !one.gender &&
          one.ageClass !== 'adult' &&
          !one.other,
      )
    )
      continue
    if (alternatives.every(({ groups }) => groups.flat().includes('parent-of-minor'))) continue
    found.push(alternatives)
    readTo = end
  }
  return found
}

function slice({ text, ages, groups, others }: Marked, start: number, end: number): Marked {
  const inside = <T extends Span>(spans: T[]): T[] =>
    spans
      .filter((span) => span.start >= start && span.end <= end)
      .map((span) => ({ ...span, start: span.start - start, end: span.end - start }))
  return { text: text.slice(start, end), ages: inside(ages), groups: inside(groups), others: inside(others) }
}
