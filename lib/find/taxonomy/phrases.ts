import { COMMA, STOP, tokenize } from './tokens.ts'

/** Where a phrase stands in the tokens: `start` and `end` (exclusive); `literal` is false when it has a gap. */
export type Match<T> = { start: number; end: number; literal: boolean; value: T }

type Node<T> = { next: Map<string, Node<T>>; any: Node<T> | null; values: T[] }

const ANY = '_'
const GAP = '~'
/** Words a gap may skip. More ties together what only stands near. */
const GAP_WORDS = 3
const MOST_FORMS = 1500

/**
 * All the ways to say a phrase: `(a|b c)` one of several, `[x]` may be missing, `~` up to three other words
 * of the same sentence. `food (pantry|bank)` gives two forms.
 */
export function formsOf(phrase: string): string[] {
  const forms = expand(phrase).map((form) => form.replace(/\s+/g, ' ').trim())
  if (forms.length > MOST_FORMS) throw new Error(`"${phrase}" has ${forms.length} forms; write it as several`)
  return [...new Set(forms)].filter((form) => form !== '')
}

function expand(phrase: string): string[] {
  const group = /\(([^()[\]]*)\)|\[([^()[\]]*)\]/.exec(phrase)
  if (group) {
    const choices = (group[1] ?? `${group[2]}|`).split('|')
    const before = phrase.slice(0, group.index)
    const after = phrase.slice(group.index + group[0].length)
    return choices.flatMap((choice) => expand(before + choice + after))
  }
  if (/[()[\]|]/.test(phrase)) throw new Error(`"${phrase}" has a bracket without its pair`)
  const gap = phrase.indexOf(GAP)
  if (gap < 0) return [phrase]
  return Array.from({ length: GAP_WORDS + 1 }, (_, words) => ` ${`${ANY} `.repeat(words)}`).flatMap(
    (filler) => expand(phrase.slice(0, gap) + filler + phrase.slice(gap + 1)),
  )
}

/** Finds all phrases of a list in one pass over the tokens, however many phrases there are. */
export class PhraseBook<T> {
  private readonly root: Node<T> = emptyNode()
  private readonly aliases: ReadonlyMap<string, string>

  constructor(aliases: ReadonlyMap<string, string>) {
    this.aliases = aliases
  }

  add(phrase: string, value: T): void {
    for (const form of formsOf(phrase)) {
      let node = this.root
      const words = form.split(' ').flatMap((word) => (word === ANY ? [ANY] : tokenize(word, this.aliases)))
      for (const word of words) {
        if (word === ANY) node = node.any ??= emptyNode()
        else node = follow(node, word)
      }
      if (node === this.root) throw new Error(`"${phrase}" has no word in it`)
      node.values.push(value)
    }
  }

  find(tokens: readonly string[]): Match<T>[] {
    const found: Match<T>[] = []
    for (let start = 0; start < tokens.length; start++) {
      const first = this.root.next.get(tokens[start] ?? '')
      if (first) walk(first, tokens, start, start + 1, true, found)
    }
    return found
  }
}

function emptyNode<T>(): Node<T> {
  return { next: new Map(), any: null, values: [] }
}

function follow<T>(node: Node<T>, word: string): Node<T> {
  let next = node.next.get(word)
  if (!next) {
    next = emptyNode()
    node.next.set(word, next)
  }
  return next
}

function walk<T>(
  node: Node<T>,
  tokens: readonly string[],
  start: number,
  end: number,
  literal: boolean,
  found: Match<T>[],
): void {
  for (const value of node.values) found.push({ start, end, literal, value })
  const word = tokens[end]
  if (word === undefined || word === STOP) return
  // A comma counts as nothing inside a gap and ends a phrase outside one.
  if (word === COMMA) {
    if (node.any) onward(node, tokens, start, end + 1, false, found)
    return
  }
  onward(node, tokens, start, end, literal, found)
}

function onward<T>(
  node: Node<T>,
  tokens: readonly string[],
  start: number,
  end: number,
  literal: boolean,
  found: Match<T>[],
): void {
  const word = tokens[end]
  if (word === undefined || word === STOP || word === COMMA) return
  const next = node.next.get(word)
  if (next) walk(next, tokens, start, end + 1, literal, found)
  if (node.any) walk(node.any, tokens, start, end + 1, false, found)
}
