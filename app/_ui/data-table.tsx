import type { ReactNode } from 'react'

export type Column<Row> = {
  key: string
  head: ReactNode
  cell: (row: Row) => ReactNode
  /** The cell that names its row. */
  rowHeader?: boolean
  numeric?: boolean
}

type Props<Row> = {
  caption: ReactNode
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  hideCaption?: boolean
  /** On a phone each row stands as a block with its headings beside, instead of scrolling sideways. */
  stack?: boolean
}

/** Said although they are implied: a table whose parts are drawn as blocks is none any more to some browsers. */
const ROLE = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  rowheader: { role: 'rowheader' },
  cell: { role: 'cell' },
} as const

/** Rows and columns. Where it is too wide for the screen it scrolls by itself, by keyboard too. */
export function DataTable<Row>(props: Props<Row>) {
  const narrow = (classes: string) => (props.stack ? classes : '')
  return (
    <section
      className="overflow-x-auto"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable without a mouse
      tabIndex={0}
      aria-label={typeof props.caption === 'string' ? props.caption : undefined}
    >
      <table {...ROLE.table} className={`w-full border-collapse text-start ${narrow('max-sm:block')}`}>
        <caption
          className={
            props.hideCaption ? 'sr-only' : `pb-2 text-start font-semibold ${narrow('max-sm:block')}`
          }
        >
          {props.caption}
        </caption>
        <thead {...ROLE.rowgroup} className={narrow('max-sm:sr-only')}>
          <tr {...ROLE.row} className="border-b-2 border-line text-sm text-soft">
            {props.columns.map((column) => (
              <th
                key={column.key}
                {...ROLE.columnheader}
                scope="col"
                className={`px-2 py-2 font-semibold ${align(column.numeric)}`}
              >
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...ROLE.rowgroup} className={narrow('max-sm:block')}>
          {props.rows.map((row) => (
            <tr
              key={props.rowKey(row)}
              {...ROLE.row}
              className={`border-b border-line align-top ${narrow('max-sm:block max-sm:py-3')}`}
            >
              {props.columns.map((column) => (
                <Cell key={column.key} column={column} row={row} stack={props.stack ?? false} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Cell<Row>({ column, row, stack }: { column: Column<Row>; row: Row; stack: boolean }) {
  const narrow = stack ? 'max-sm:block max-sm:py-1' : ''
  if (column.rowHeader)
    return (
      <th {...ROLE.rowheader} scope="row" className={`px-2 py-3 text-start font-semibold ${narrow}`}>
        {column.cell(row)}
      </th>
    )
  return (
    <td {...ROLE.cell} className={`px-2 py-3 ${align(column.numeric)} ${narrow}`}>
      {stack && (
        <span aria-hidden="true" className="me-2 text-sm text-soft sm:hidden">
          {column.head}
        </span>
      )}
      {column.cell(row)}
    </td>
  )
}

function align(numeric = false): string {
  return numeric ? 'text-end tabular-nums' : 'text-start'
}
