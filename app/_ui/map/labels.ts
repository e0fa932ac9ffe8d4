/** A rectangle of the drawing. */
export type Rect = { x: number; y: number; width: number; height: number }

export type Label = {
  text: string
  /** Where it stands: the middle of the text, on its base line. */
  x: number
  y: number
  kind: 'city' | 'town' | 'county' | 'zip'
}

/** Size of a letter in units of the drawing, by kind: near enough to keep words apart in any common typeface. */
export const LETTER: Record<Label['kind'], { width: number; height: number }> = {
  city: { width: 8, height: 14 },
  town: { width: 6.3, height: 11 },
  county: { width: 7.6, height: 11 },
  zip: { width: 6, height: 10 },
}

function rectOf(label: Label): Rect {
  const { width, height } = LETTER[label.kind]
  const wide = label.text.length * width
  return { x: label.x - wide / 2, y: label.y - height, width: wide, height: height + 3 }
}

export function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/** Where a name may stand: on its point, else under or over what covers it. */
const SHIFTS = [0, 27, -17, 46, -36]

/**
 * Takes labels in the order given, each only where it covers neither an earlier one nor `taken`, and lies wholly on a
 * drawing of that size, moved a little where that helps. `most` bounds each kind.
 */
export function placeLabels(
  candidates: readonly Label[],
  taken: readonly Rect[],
  size: { width: number; height: number },
  most: Record<Label['kind'], number>,
): Label[] {
  const rects = [...taken]
  const counts = new Map<Label['kind'], number>()
  return candidates.flatMap((label) => {
    const count = counts.get(label.kind) ?? 0
    if (count >= most[label.kind]) return []
    for (const shift of SHIFTS) {
      const moved = { ...label, y: label.y + shift }
      const rect = rectOf(moved)
      if (!isInside(rect, size) || rects.some((other) => overlap(rect, other))) continue
      rects.push(rect)
      counts.set(label.kind, count + 1)
      return [moved]
    }
    return []
  })
}

function isInside(rect: Rect, { width, height }: { width: number; height: number }): boolean {
  return rect.x >= 0 && rect.y >= 0 && rect.x + rect.width <= width && rect.y + rect.height <= height
}

/** The first of some places for a thing of that size where it covers nothing; the first of all when each does. */
export function firstFree(
  places: readonly (readonly [x: number, y: number])[],
  size: { width: number; height: number },
  taken: readonly Rect[],
): Rect | null {
  const rects = places.map(([x, y]) => ({ x: x - size.width / 2, y: y - size.height / 2, ...size }))
  return rects.find((rect) => !taken.some((other) => overlap(rect, other))) ?? rects[0] ?? null
}
