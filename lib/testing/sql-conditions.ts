/**
 * The conditions of an SQL expression, so that a test can change one at a time. Knows what PostgreSQL writes when it
 * shows a policy, and the plain SQL of our own functions: brackets, strings, `and`, `or`.
 */
export type Mutant = { what: string; text: string }

/** Positions of `word` outside of brackets and strings between `from` and `to`. */
function joints(text: string, from: number, to: number, word: RegExp): { at: number; length: number }[] {
  const found: { at: number; length: number }[] = []
  let depth = 0
  let quoted = false
  for (let at = from; at < to; at++) {
    const char = text[at]
    if (char === "'") quoted = !quoted
    if (quoted) continue
    if (char === '(' || char === '[') depth++
    if (char === ')' || char === ']') depth--
    if (depth > 0 || !/\s/.test(text[at - 1] ?? ' ')) continue
    word.lastIndex = at
    const hit = word.exec(text)
    if (hit) found.push({ at, length: hit[0].length })
  }
  return found
}

type Span = { from: number; to: number }

function trimmed(text: string, { from, to }: Span): Span {
  while (from < to && /\s/.test(text[from] ?? '')) from++
  while (to > from && /\s/.test(text[to - 1] ?? '')) to--
  return { from, to }
}

/** The bracket that closes the one at `open`. */
function closing(text: string, open: number): number {
  let depth = 0
  let quoted = false
  for (let at = open; at < text.length; at++) {
    if (text[at] === "'") quoted = !quoted
    if (quoted) continue
    if (text[at] === '(') depth++
    if (text[at] === ')' && --depth === 0) return at
  }
  return text.length
}

/** All operands of `and` and `or` at any depth, the whole included. */
function operands(text: string, span: Span): Span[] {
  const whole = trimmed(text, span)
  if (text[whole.from] === '(' && closing(text, whole.from) === whole.to - 1) {
    const inner = { from: whole.from + 1, to: whole.to - 1 }
    return /^\s*select\b/i.test(text.slice(inner.from)) ? [whole] : operands(text, inner)
  }
  for (const word of [/or\b/iy, /and\b/iy]) {
    const cuts = joints(text, whole.from, whole.to, word)
    if (cuts.length === 0) continue
    const starts = [whole.from, ...cuts.map(({ at, length }) => at + length)]
    const ends = [...cuts.map(({ at }) => at), whole.to]
    const parts = starts.map((from, index) => ({ from, to: ends[index] ?? whole.to }))
    return [whole, ...parts.flatMap((part) => operands(text, part))]
  }
  return [whole]
}

/** One mutant for each condition that is taken for true, or for false. @param expression what PostgreSQL shows */
export function conditionMutants(expression: string): Mutant[] {
  return operands(expression, { from: 0, to: expression.length }).flatMap(({ from, to }) =>
    ['true', 'false']
      .filter((constant) => expression.slice(from, to) !== constant)
      .map((constant) => ({
        what: `${expression.slice(from, to)} → ${constant}`,
        text: `${expression.slice(0, from)}${constant}${expression.slice(to)}`,
      })),
  )
}

/** One mutant for each role that a list of roles loses, and each that it gains. @param gainable roles to add */
export function roleMutants(expression: string, gainable: readonly string[]): Mutant[] {
  return [...expression.matchAll(/app_is\(VARIADIC ARRAY\[([^\]]*)\]\)/g)].flatMap((list) => {
    const [whole, inner = ''] = list
    const listed = inner.split(', ')
    const put = (names: readonly string[]) =>
      `${expression.slice(0, list.index)}${
        names.length > 0 ? `app_is(VARIADIC ARRAY[${names.join(', ')}])` : 'false'
      }${expression.slice(list.index + whole.length)}`
    const lost = listed.map((name) => ({
      what: `${whole} without ${name}`,
      text: put(listed.filter((each) => each !== name)),
    }))
    const gained = gainable
      .map((role) => `'${role}'::text`)
      .filter((name) => !listed.includes(name))
      .map((name) => ({ what: `${whole} with ${name}`, text: put([...listed, name]) }))
    return [...lost, ...gained]
  })
}

/** One mutant of a function for each condition after an `and`, each alternative after an `or`, and each `when` of a case. */
export function functionMutants(definition: string): Mutant[] {
  const end = /^\s*(and|or|join|left join|when|then|else|end|limit|order)\b/i
  const body = definition.indexOf('$function$')
  const joints = [...definition.matchAll(/\b(and|or)\s+|\bwhen '[a-z', -]+' then\s+(?:return\s+)?/gi)].filter(
    ({ index }) => index > body,
  )
  return joints.flatMap((joint, index) => {
    const from = joint.index + joint[0].length
    let to = from
    let depth = 0
    for (; to < definition.length; to++) {
      const char = definition[to]
      if (char === '(') depth++
      if (char === ')' && --depth < 0) break
      if (depth === 0 && (char === ';' || char === '$')) break
      if (depth === 0 && /\s/.test(char ?? '') && end.test(definition.slice(to, to + 12))) break
    }
    const word = joint[1]?.toLowerCase()
    const operand = definition.slice(from, to).trim()
    const constants =
      word === 'and' ? ['true', 'false'] : word === 'or' ? ['false', 'true'] : ['false', 'true']
    return constants
      .filter((constant) => constant !== operand)
      .map((constant) => ({
        what: `${index + 1} ${joint[0].trim()} ${operand.replace(/\s+/g, ' ')} → ${constant}`,
        text: `${definition.slice(0, from)}${constant} ${definition.slice(to)}`,
      }))
  })
}
