import { PEOPLE_WORDS } from './people.ts'

/** Words that ask nothing by themselves. */
const FILLER = new RegExp(
  `^(?:${PEOPLE_WORDS}|must|should|be|been|being|are|is|at|least|an?|the|of|in|on|and|or|to|for|with|who|that|which|all|any|only|open|serv(?:es?|ing|ices?)|years?|yrs?|old|older|ages?|aged|younger|over|under|up|between|through|eligib\\w*|resid\\w*|live|lives|living|currently|have|has|having|need\\w*|requir\\w*|proof|bring|provide|show|present|no|not|single|young|their|from|area|county|city|valid|current|individual|program|programs|individuals|group|groups|able|within|limits?|by|also|other|both|we|our|they|them|this|it|as|well|may|can|will|people|available|welcome|welcomed|and\\/or|age|household|income|total|gross|annual|family|less|than|equal|below|exceed|does|do|limited|federal|level|guidelines|earn|earns|earning|making|yearly|monthly|annually|month|restricted|qualify|qualified|apply|applicants?|participate|participation|particip\\w*|per|month|each|one|two|etc|zip|codes?|zipcodes?|accepted|accept|accepts|special|following|from|prior|least|months?|making|application|community|general|members?|de|la|las|los|el|en|que|y|o|a|para|personas?|con|anos|edad|ser|estar)$`,
)

/** Whether something is said in `text`, from which everything that was read has been blanked. */
export function hasLeftover(text: string): boolean {
  return (text.match(/[a-z][a-z'/-]*/g) ?? []).some((word) => word.length > 1 && !FILLER.test(word))
}
