import { type AreaShapes, countiesIn, stateBorders } from '#find/geo/shapes.ts'
import { type Frame, ringPath } from './frame.ts'
import type { Rect } from './labels.ts'

/** County and state shapes; what a service serves is shaded. */
export function Land({ frame, area }: { frame: Frame; area: AreaShapes | null }) {
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

/** Dashed circles of round distances; `labels` says where each is named. */
export function Rings(props: {
  frame: Frame
  labels: ReadonlyMap<number, Rect>
  words: (miles: number) => string
}) {
  return (
    <g className="text-[11px]">
      {[...props.labels].map(([miles, rect]) => (
        <g key={miles}>
          <path d={ringPath(props.frame, miles)} fill="none" className="stroke-rail" strokeDasharray="3 4" />
          <text
            x={(rect.x + rect.width / 2).toFixed(1)}
            y={(rect.y + rect.height - 4).toFixed(1)}
            textAnchor="middle"
            className="halo fill-rail-deep font-semibold"
          >
            {props.words(miles)}
          </text>
        </g>
      ))}
    </g>
  )
}
