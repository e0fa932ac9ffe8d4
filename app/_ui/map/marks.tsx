import type { Point } from '#find/geo/distance.ts'
import type { Frame } from './frame.ts'
import { MARK_HEIGHT, type Mark, markText, rectOf } from './pins.ts'

export function You({ frame, you, label }: { frame: Frame; you: Point; label: string }) {
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
