import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { readConfig } from '#base/runtime/config.ts'
import type { Point } from '#find/geo/distance.ts'
import { type AreaShapes, boxAround } from '#find/geo/shapes.ts'
import { type Frame, frameAround, frameOfBox, HEIGHT, ringsOf, WIDTH } from './frame.ts'
import { Land, Rings } from './ground.tsx'
import { MarkShape, You } from './marks.tsx'
import { MovableMap } from './movable-map.tsx'
import { furnish, Labels, labelsOf } from './names.tsx'
import { besideYou, marksOf } from './pins.ts'

export type MapPlace = Point & {
  number: number
  name: string
  /** Where a tap on it leads once the map moves: the place in the list. */
  href: string
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
  const pinned = marksOf(
    shown.map((place) => {
      const [x, y] = frame.project(place)
      return { number: place.number, approximate: place.approximate, x, y }
    }),
  )
  const marks = you ? besideYou(pinned, frame.project(you)) : pinned
  const furniture = furnish(frame, marks, you)
  const beyond = places.length - shown.length
  return (
    <figure className="space-y-2">
      <Movable frame={frame} places={places} you={you}>
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
          <Rings frame={frame} labels={furniture.rings} words={(miles) => t('ring', { miles })} />
          <Labels labels={labelsOf(frame, furniture.taken)} />
          {marks.map((mark) => (
            <MarkShape key={mark.numbers.join()} mark={mark} />
          ))}
          {you && furniture.you && <You frame={frame} you={you} label={t('you')} labelAt={furniture.you} />}
        </svg>
      </Movable>
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

/** The drawing, and the way to one that moves over the same shapes, or over an operator's tiles. */
async function Movable(props: {
  frame: Frame
  places: readonly MapPlace[]
  you: Point | null
  children: ReactNode
}) {
  const t = await getTranslations('find.map')
  const { frame, you } = props
  const { mapStyleUrl } = readConfig()
  return (
    <MovableMap
      words={{ move: t('move'), loading: t('loading'), failed: t('failed') }}
      data={{
        pins: props.places.map(({ number, name, lat, lng, href }) => ({ number, name, lat, lng, href })),
        you: you && { lat: you.lat, lng: you.lng, label: t('you') },
        box: frame.box,
        ringMiles: you ? ringsOf(frame.radiusMiles) : [],
        tiles: mapStyleUrl ?? null,
        credit: t('credit'),
      }}
    >
      {props.children}
    </MovableMap>
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
