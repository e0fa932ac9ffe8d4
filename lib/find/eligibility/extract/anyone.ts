/** Phrases by which a listing says that anyone may come. */
const WHO =
  '(?:any ?one|every ?one|every ?body|any ?body|all|all people|all persons|(?:the )?public|the general public|general public|(?:the )?(?:entire |whole |local )?community|any individual|all individuals|all who (?:come|show up|need (?:it|help|food)|are (?:hungry|in need)))'
const IN_NEED =
  '(?: (?:in need(?: of (?:food|help|assistance|services))?|who (?:is|are) (?:in need(?: of (?:food|help|assistance))?|hungry)|who needs? (?:it|food|help|assistance)|needing (?:food|help|assistance)))?'
const END =
  '(?:,? even\\b[^.]*|,? (?:and )?(?:regardless of|no matter|no restrictions|all (?:are )?welcomed?|with no)(?![^.]*\\b(?:with|who|whose|living|having) (?!no\\b))[^.]*)?[.!]?$'
const ANYONE: readonly RegExp[] = [
  new RegExp(
    `^(?:eligibility: ?)?(?:(?:services? (?:are|is) )?(?:open|available|provided|free|offered) )?(?:to |for )?${WHO}${IN_NEED}(?: (?:may|can) (?:come|apply|ask|attend|participate|use[^.]*)| (?:are |is )?welcomed?)?${END}`,
  ),
  new RegExp(
    `\\b(?:open|available|provided|offered|free) (?:to|for) (?:${WHO}|all (?:ages|residents and non-?residents|families))${IN_NEED}(?=[.!,;:)]|$| (?:-|and no|regardless|with no|who (?:is|are) hungry))`,
  ),
  /\bopen to (?:the )?(?:general )?public\b(?! (?:school|housing|library|servants|of|in|from|living|residing|within)\b|,? (?:\d|ages?\b|aged|over\b|under\b|who\b|with\b|living))/,
  /\b(?:all|everyone|any ?one|everybody) (?:are|is) (?:always )?welcomed?\b(?! to (?:apply|call))/,
  /(?:^|[,;] )(?:all|everyone) welcomed?[.!]?$/,
  /^(?:no (?:eligibility|residency|income)?\s*(?:requirements?|restrictions?|criteria|tests?|limits?)|there are no (?:eligibility )?(?:requirements?|restrictions?)[^.]*|no restrictions[^.]*|no income (?:test|limits?|requirements?))[.!]?$/,
  /\bno eligibility (?:requirements?|restrictions?|criteria)\b(?! when)/,
  /\b(?:and|or) (?:to )?(?:the )?(?:general )?public[.!]?$/,
  /\b(?:we )?(?:help|serve|serves|serving|welcome|accepts?|assist|feeds?) (?:any ?one|everyone|everybody|all (?:who (?:come|show up|need)|people|persons|comers))\b(?! (?:with|who (?!come|show|need|is hungry|are hungry)|(?!need|seek)[a-z]+ing\b|harmed|affected|released|aged?|over|under|\d|in (?:the )?[a-z]+ county))/,
  /\b(?:care|help|services?|food|meals?|assistance|groceries|support) (?:is |are )?(?:available |free )?(?:to|for) (?:any ?one|every ?one|all) (?:in need|who needs? (?:it|help|food|assistance))(?=[.!,;]|$| (?:through|regardless|by|at|and|every|on)\b)/,
  /^(?:every ?one|any ?one|all people),? (?:of )?(?:any|all) ages?\W*$|\bbut any ?one may (?:ask|come|apply)\b/,
  /^free [a-z -]{3,30} (?:for|to) (?:any ?one|every ?one|every ?body|all)[.!]?$/,
  /\bserving all who\b|\bno questions(?: asked)?[.!]?$|\bno id,? no questions\b/,
  /^every family[.!]?$|^open to every family[.!]?$/,
  /^(?:abierto (?:a todos|al publico)(?: en general)?|todos son bienvenidos|cualquier persona|publico en general|toda la poblacion|poblacion general)[.!]?$/,
]

/** Each phrase has one of these. */
const OF_ANYONE =
  /\b(?:any|every|all\b|public|communit|individual|no\b|restrictions|questions|todos|cualquier|publico|poblacion)/

/** Whether the clause (lower case, without accents) says that anyone may come. */
export function saysAnyone(text: string): boolean {
  return OF_ANYONE.test(text) && ANYONE.some((pattern) => pattern.test(text))
}
