import { getTranslations } from 'next-intl/server'
import type { Point } from '#find/geo/distance.ts'
import { type AreaShapes, boxAround, citiesIn, countiesIn, stateBorders, zipsIn } from '#find/geo/shapes.ts'
import { type Frame, frameAround, frameOfBox, HEIGHT, ringPath, ringsOf, WIDTH } from './frame.ts'
import { type Label, LETTER, placeLabels, type Rect } from './labels.ts'
import { MARK_HEIGHT, type Mark, marksOf, markText, rectOf } from './pins.ts'

export type MapPlace = Point & {
  number: number
  /** Only the ZIP code's middle is known. */
  approximate: boolean
}

type Props = {
  title: string
  places: readonly MapPlace[]
  /** Where the search is made from. */
  you?: Point | null
  /** What a service serves, shaded. */
  area?: AreaShapes | null
  id: string
}

/**
 * A map drawn on the server from open shapes: it needs no tiles and no script, and prints. It says nothing that the
 * list beside it does not say in words, so it is one image to a screen reader.
 */
export async function PlaceMap({ title, places, you = null, area = null, id }: Props) {
  const t = await getTranslations('find.map')
  const frame = frameFor(places, you, area)
  if (!frame) return null
  const shown = places.filter(frame.shows)
  const marks = marksOf(
    shown.map((place) => {
      const [x, y] = frame.project(place)
      return { number: place.number, approximate: place.approximate, x, y }
    }),
  )
  const beyond = places.length - shown.length
  return (
    <figure className="space-y-2">
      <svg
        role="img"
        aria-labelledby={`${id}-title ${id}-text`}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="h-auto w-full rounded-md border border-line bg-sunken font-sans"
        direction="ltr"
      >
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-text`}>{t('describe', { count: shown.length })}</desc>
        <Land frame={frame} area={area} />
        {you && <Rings frame={frame} words={(miles) => t('ring', { miles })} />}
        <Labels labels={labelsOf(frame, marks, you)} />
        {you && <You frame={frame} you={you} label={t('you')} />}
        {marks.map((mark) => (
          <MarkShape key={mark.numbers.join()} mark={mark} />
        ))}
      </svg>
      <figcaption className="text-xs text-soft">
        {places.length > 1 && `${t('numbers')} `}
        {beyond > 0 && `${t('beyond', { count: beyond })} `}
        {shown.some((place) => place.approximate) && `${t('approximate')} `}
        {area && `${t('area')} `}
        {t('credit')}
      </figcaption>
    </figure>
  )
}

/** An area wider than this says less of where a place is than the places themselves. */
const WIDEST_AREA_MILES = 80

function frameFor(places: readonly MapPlace[], you: Point | null, area: AreaShapes | null): Frame | null {
  const box = area && boxAround({ counties: area.counties, points: [...area.points, ...places] })
  const whole = box && !you ? frameOfBox(box) : null
  if (whole && (places.length === 0 || whole.radiusMiles <= WIDEST_AREA_MILES)) return whole
  return frameAround(places, you)
}

/** County and state shapes; what a service serves is shaded. */
function Land({ frame, area }: { frame: Frame; area: AreaShapes | null }) {
  const served = new Set(area?.counties.map((county) => county.id))
  return (
    <g strokeLinejoin="round">
      {countiesIn(frame.box).map((county) => (
        <path
          key={county.id}
          d={frame.path(county) ?? ''}
          className={
            area?.nation || served.has(county.id) ? 'fill-rail-tint stroke-rail' : 'fill-white stroke-line'
          }
          strokeWidth={1}
        />
      ))}
      <path d={frame.path(stateBorders()) ?? ''} fill="none" className="stroke-edge" strokeWidth={2} />
      {area?.points.filter(frame.shows).map((point) => {
        const [x, y] = frame.project(point)
        return (
          <circle
            key={`${x} ${y}`}
            cx={x}
            cy={y}
            r={14}
            className="fill-rail-tint stroke-rail"
            strokeWidth={1}
          />
        )
      })}
    </g>
  )
}

function Rings({ frame, words }: { frame: Frame; words: (miles: number) => string }) {
  return (
    <g className="text-[11px]">
      {ringsOf(frame.radiusMiles).map((miles) => {
        const [x, y] = frame.project({ lat: frame.center.lat + miles / 69.09, lng: frame.center.lng })
        return (
          <g key={miles}>
            <path d={ringPath(frame, miles)} fill="none" className="stroke-rail" strokeDasharray="3 4" />
            <text
              x={x}
              y={Math.max(12, y + 4)}
              textAnchor="middle"
              className="halo fill-rail-deep font-semibold"
            >
              {words(miles)}
            </text>
          </g>
        )
      })}
    </g>
  )
}

const LOOK: Record<Label['kind'], string> = {
  city: 'fill-ink font-bold',
  town: 'fill-ink',
  county: 'fill-soft italic',
  zip: 'fill-soft',
}

function Labels({ labels }: { labels: readonly Label[] }) {
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

function You({ frame, you, label }: { frame: Frame; you: Point; label: string }) {
  const [x, y] = frame.project(you)
  return (
    <g>
      <circle cx={x} cy={y} r={8} className="fill-marigold stroke-ink" strokeWidth={3} />
      <text x={x} y={y + 23} textAnchor="middle" fontSize={12} className="halo fill-ink font-bold">
        {label}
      </text>
    </g>
  )
}

function MarkShape({ mark }: { mark: Mark }) {
  const rect = rectOf(mark)
  return (
    <g>
      <rect
        {...rect}
        rx={MARK_HEIGHT / 2}
        className={mark.approximate ? 'fill-white stroke-rail' : 'fill-rail stroke-white'}
        strokeWidth={2}
        strokeDasharray={mark.approximate ? '4 3' : undefined}
      />
      <text
        x={mark.x}
        y={mark.y + 4.5}
        textAnchor="middle"
        fontSize={13}
        className={`font-bold ${mark.approximate ? 'fill-rail-deep' : 'fill-white'}`}
      >
        {markText(mark)}
      </text>
    </g>
  )
}

/** From this wide on a ZIP code is too small to be named. */
const MOST_MILES_FOR_ZIPS = 14
const LARGE_CITY = 90_000

/** Names of towns, counties and ZIP codes, the most useful first, clear of the pins. */
function labelsOf(frame: Frame, marks: readonly Mark[], you: Point | null): Label[] {
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
