import type { Rect } from './labels.ts'

/** A numbered place on the drawing. */
export type Pin = { number: number; x: number; y: number; approximate: boolean }

/** Pins that would hide each other share one mark, which lists their numbers. */
export type Mark = { numbers: number[]; x: number; y: number; approximate: boolean; width: number }

export const MARK_HEIGHT = 24
const DIGIT = 8
/** More numbers than this on one mark would hide the map. */
const MOST_NUMBERS = 3

export function markText({ numbers }: Pick<Mark, 'numbers'>): string {
  const shown = numbers.slice(0, MOST_NUMBERS).join(' · ')
  return numbers.length > MOST_NUMBERS ? `${shown} +${numbers.length - MOST_NUMBERS}` : shown
}

function widthOf(numbers: number[]): number {
  return Math.max(MARK_HEIGHT, markText({ numbers }).length * DIGIT * 0.86 + 12)
}

function touches(a: Mark, b: { x: number; y: number }): boolean {
  return Math.abs(a.x - b.x) < a.width / 2 + MARK_HEIGHT / 2 && Math.abs(a.y - b.y) < MARK_HEIGHT
}

/** Gathers pins in the order of the list: a mark stands where its best result is. */
export function marksOf(pins: readonly Pin[]): Mark[] {
  const marks: Mark[] = []
  for (const pin of pins) {
    const near = marks.find((mark) => touches(mark, pin))
    if (!near) {
      marks.push({
        numbers: [pin.number],
        x: pin.x,
        y: pin.y,
        approximate: pin.approximate,
        width: MARK_HEIGHT,
      })
      continue
    }
    near.numbers.push(pin.number)
    near.width = widthOf(near.numbers)
    near.approximate &&= pin.approximate
  }
  return marks
}

export function rectOf(mark: Mark): Rect {
  return { x: mark.x - mark.width / 2, y: mark.y - MARK_HEIGHT / 2, width: mark.width, height: MARK_HEIGHT }
}

const DOT = 11

/** Marks that would hide the place looked from step up a little; nobody is sent astray by a few hundred yards of it. */
export function besideYou(marks: readonly Mark[], you: readonly [x: number, y: number]): Mark[] {
  const [x, y] = you
  return marks.map((mark) => {
    const hides = Math.abs(mark.x - x) < mark.width / 2 + DOT && Math.abs(mark.y - y) < MARK_HEIGHT / 2 + DOT
    return hides ? { ...mark, y: y - MARK_HEIGHT / 2 - DOT } : mark
  })
}
