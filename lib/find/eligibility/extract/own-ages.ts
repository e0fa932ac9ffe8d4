import type { AgeMention } from './ages.ts'

/** The age is that of a child somebody has or brings. */
const CHILD_OF_ADULT =
  /(?:\b(?:with|have|has|having|of|in|identified|and|including|their|an?|or|con|tienen|tengan)\s+|[(,]\s*)(?:(?:at least )?(?:1|one|a|an|their|minor|young|small|dependent|own|accompanying|any|identified|or more|the|male|female|[a-z]+[- ]aged?|preschool|elementary)\s+)*(?:child(?:ren)?|kids?|hij[oa]s?|nin[oa]s?|bebes?|youths?|teens?|teenagers?|adolescents?|minors?|infants?|bab(?:y|ies)|newborns?|sons?|daughters?|boys?|grandchild(?:ren)?|toddlers?|person|member|senior)(?:\s+(?:who are|ages?|aged|between|from|up|birth|living|residing|(?:in|at) (?:the |their |your )?(?:household|home|house|family)))*\s*\(?$/
const GROWN =
  /\b(?:women|woman|famil(?:y|ies)|parents?|mothers?|moms|fathers?|care ?givers?|guardians?|adults?|households?|someone|familias?|padres|madres|mujeres|hogares|personas|individuals?|people|persons|couples)\b/

/** "Caregivers of seniors 60+": the age is of those they care for. */
const RELATIVES_OF =
  /\b(?:care ?givers?|caring|cares?|families|children|relatives|friends) (?:of|for) (?:an? |the )?(?:older |elderly |frail |disabled )*(?:seniors?|adults?|persons?|people|individuals?|loved ones?|elders?|elderly|children|youth)\b[^,.;]*$/
const OWN_CHILD =
  /\bhouseholds? with at least 1 (?:person|member|adult|senior)|\b(?:have|has|having) (?:an? |at least 1 |identified )*(?:child(?:ren)?|infant|baby)/

/** The ages of the people served, without those of their children and of people they care for. */
export function ownAges(text: string, ages: AgeMention[]): AgeMention[] {
  return ages.filter(({ start, end }) => {
    const own = /^(?:infants?|new ?borns?)\b/.exec(text.slice(start, end))
    const before = text.slice(0, start) + (own ? `${own[0]} ` : '')
    if (RELATIVES_OF.test(before)) return false
    return !((GROWN.test(before) || OWN_CHILD.test(before)) && CHILD_OF_ADULT.test(before))
  })
}
