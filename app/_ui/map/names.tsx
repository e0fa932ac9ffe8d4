import type { Point } from '#find/geo/distance.ts'
import { citiesIn, countiesIn, zipsIn } from '#find/geo/shapes.ts'
import { type Frame, HEIGHT, ringsOf, WIDTH } from './frame.ts'
import { type Label, LETTER, placeLabels, type Rect } from './labels.ts'
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

/** Names of towns, counties and ZIP codes, the most useful first, clear of the pins. */
export function labelsOf(frame: Frame, marks: readonly Mark[], you: Point | null): Label[] {
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
  const taken: Rect[] = marks.map(rectOf)
  if (you) {
    const { x, y } = at(you)
    taken.push({ x: x - 48, y: y - 10, width: 96, height: 38 })
  }
  for (const miles of you ? ringsOf(frame.radiusMiles) : []) {
    const { x, y } = at({ lat: frame.center.lat + miles / 69.09, lng: frame.center.lng })
    taken.push({ x: x - 18, y: y - 8, width: 36, height: 16 })
  }
  const most = { city: 3, town: 9, county: frame.radiusMiles > 25 ? 12 : 2, zip: 16 }
  const named = zips.map((zip): Label => ({ text: zip.zip, kind: 'zip', ...at(zip) }))
  return placeLabels([...cities, ...counties, ...named], taken, { width: WIDTH, height: HEIGHT }, most)
}
