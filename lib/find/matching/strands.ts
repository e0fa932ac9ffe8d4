import type { UnderstoodNeed } from '#find/understanding/model.ts'

/**
 * Which of the things asked for each need is part of, by number from 0. Needs read from the same words are readings of one
 * thing ("free dental clinic": a dentist, or a doctor); needs read from other words are asked for beside it ("out of prison
 * and need a job"). `words`: the words of the text that carry meaning.
 */
export function strandsOf(needs: readonly UnderstoodNeed[], words: readonly string[]): number[] {
  const carried = needs.map(({ phrase }) => {
    const text = phrase.toLowerCase()
    return words.filter((word) => text.includes(word.toLowerCase()))
  })
  const strands: number[] = []
  for (const at of needs.keys()) {
    const same = carried
      .slice(0, at)
      .findIndex((others) => others.some((word) => carried[at]?.includes(word)))
    strands.push(same < 0 ? Math.max(-1, ...strands) + 1 : (strands[same] ?? 0))
  }
  return strands
}
