import type { Point } from '#find/geo/distance.ts'
import type { Frame } from './frame.ts'
import type { Rect } from './labels.ts'
import { MARK_HEIGHT, type Mark, markText, rectOf } from './pins.ts'

/** Where the search is made from. It is drawn last, so that no result hides it. */
export function You(props: { frame: Frame; you: Point; label: string; labelAt: Rect }) {
  const [x, y] = props.frame.project(props.you)
  const { labelAt } = props
  return (
    <g>
      <circle
        cx={x.toFixed(1)}
        cy={y.toFixed(1)}
        r={7}
        className="fill-marigold stroke-ink"
        strokeWidth={3}
      />
      <text
        x={(labelAt.x + labelAt.width / 2).toFixed(1)}
        y={(labelAt.y + labelAt.height - 5).toFixed(1)}
        textAnchor="middle"
        fontSize={12}
        className="halo fill-ink font-bold"
      >
        {props.label}
      </text>
    </g>
  )
}

export function MarkShape({ mark }: { mark: Mark }) {
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
