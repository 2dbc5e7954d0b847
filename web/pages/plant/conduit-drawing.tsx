import { useId } from 'react'
import { useWords } from '../../words.ts'
import look from './conduit-drawing.module.css'
import { box, placed, type Way, type ZoneBox } from './conduit-layout.ts'

/** Letters of a name that fit into a box. */
const mostLetters = 21

/** Zones in the rows of their levels with the conduits between them; the table beside it says the same in words. */
export function ConduitDrawing({ zones, ways }: { zones: readonly ZoneBox[]; ways: readonly Way[] }) {
  const { plant } = useWords()
  const arrow = useId()
  const { width, height, rows, boxes, ways: lines } = placed(zones, ways, 1040)
  return (
    <div className={look['scroll']}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        className={look['drawing']}
        style={{ minWidth: width > 1040 ? width : undefined }}
        role="img"
        aria-label={plant.conduitDrawing}
      >
        <defs>
          <marker
            id={arrow}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            orient="auto-start-reverse"
          >
            <path d="M0 0 8 4 0 8Z" className={look['head']} />
          </marker>
        </defs>
        {rows.map(({ level, y }) => (
          <text key={String(level)} x={0} y={y + 28} className={look['level']}>
            {level ?? '?'}
          </text>
        ))}
        {lines.map(({ from, to, path }) => (
          <path key={`${from} ${to}`} d={path} className={look['way']} markerEnd={`url(#${arrow})`} />
        ))}
        {boxes.map(({ id, name, x, y }) => (
          <g key={id}>
            <title>{name}</title>
            <rect {...box} x={x} y={y} rx={3} className={look['box']} />
            <text x={x + box.width / 2} y={y + box.height / 2 + 4} className={look['name']}>
              {name.length > mostLetters ? `${name.slice(0, mostLetters - 1)}…` : name}
            </text>
          </g>
        ))}
        {lines.map(({ from, to, said, label }) => (
          <text key={`${from} ${to}`} x={label.x} y={label.y} className={look['said']}>
            {said.slice(0, 3).map((one, at) => (
              <tspan key={at} x={label.x} dy={at === 0 ? 0 : 12}>
                {one.slice(0, 24)}
              </tspan>
            ))}
          </text>
        ))}
      </svg>
    </div>
  )
}
