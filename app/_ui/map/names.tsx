import type { Point } from '#find/geo/distance.ts'
import { citiesIn, countiesIn, zipsIn } from '#find/geo/shapes.ts'
import { type Frame, HEIGHT, onRing, ringsOf, WIDTH } from './frame.ts'
import { firstFree, type Label, LETTER, placeLabels, type Rect } from './labels.ts'
import { type Mark, rectOf } from './pins.ts'

const LOOK: Record<Label['kind'], string> = {
  city: 'fill-ink font-bold',
  town: 'fill-ink',
  county: 'fill-soft italic',
  zip: 'fill-soft',
}

export function Labels({ labels }: { labels: readonly Label[] }) {
  return (
    <g textAnchor="middle">
      {labels.map((label) => (
        <text
          key={`${label.kind} ${label.text} ${label.x}`}
          x={label.x.toFixed(1)}
          y={label.y.toFixed(1)}
          fontSize={LETTER[label.kind].height}
          className={`halo ${LOOK[label.kind]}`}
        >
          {label.text}
        </text>
      ))}
    </g>
  )
}

/** From this wide on a ZIP code is too small to be named. */
const MOST_MILES_FOR_ZIPS = 14
const LARGE_CITY = 90_000

export type Furniture = { rings: Map<number, Rect>; you: Rect | null; taken: Rect[] }

const RING_LABEL = { width: 36, height: 16 }
const YOU_LABEL = { width: 92, height: 18 }

/** Where rings and "you are here" are named, clear of the pins; and all that towns have to keep clear of. */
export function furnish(frame: Frame, marks: readonly Mark[], you: Point | null): Furniture {
  const taken: Rect[] = marks.map(rectOf)
  if (!you) return { rings: new Map(), you: null, taken }
  const [x, y] = frame.project(you)
  const label = firstFree(
    [
      [x, y + 20],
      [x, y - 20],
      [x + 58, y],
      [x - 58, y],
      [x, y + 40],
      [x, y - 40],
    ],
    YOU_LABEL,
    taken,
  )
  taken.push({ x: x - 10, y: y - 10, width: 20, height: 20 })
  if (label) taken.push(label)
  const rings = new Map<number, Rect>()
  for (const miles of ringsOf(frame.radiusMiles)) {
    const rect = firstFree([onRing(frame, miles, 'above'), onRing(frame, miles, 'below')], RING_LABEL, taken)
    if (!rect) continue
    rings.set(miles, rect)
    taken.push(rect)
  }
  return { rings, you: label, taken }
}

/** Names of towns, counties and ZIP codes, the most useful first, clear of everything else. */
export function labelsOf(frame: Frame, taken: readonly Rect[]): Label[] {
  const at = (point: Point) => {
    const [x, y] = frame.project(point)
    return { x, y }
  }
  const cities = citiesIn(frame.box).map((city): Label => {
    const kind = city.population >= LARGE_CITY ? 'city' : 'town'
    return { text: city.name, kind, ...at(city) }
  })
  const counties = countiesIn(frame.box).map((county): Label => {
    const [x, y] = frame.path.centroid(county)
    return { text: county.properties.name, kind: 'county', x, y }
  })
  const zips = frame.radiusMiles > MOST_MILES_FOR_ZIPS ? [] : zipsIn(frame.box)
  const most = { city: 3, town: 9, county: frame.radiusMiles > 25 ? 12 : 2, zip: 16 }
  const named = zips.map((zip): Label => ({ text: zip.zip, kind: 'zip', ...at(zip) }))
  return placeLabels([...cities, ...counties, ...named], taken, { width: WIDTH, height: HEIGHT }, most)
}
