import type { ReactNode } from 'react'

export type Column<Row> = {
  key: string
  head: ReactNode
  cell: (row: Row) => ReactNode
  /** The cell that names its row. */
  rowHeader?: boolean
  numeric?: boolean
}

/** Rows and columns. Where it is too wide for the screen it scrolls by itself, by keyboard too. */
export function DataTable<Row>(props: {
  caption: ReactNode
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  hideCaption?: boolean
}) {
  return (
    <section
      className="overflow-x-auto"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable without a mouse
      tabIndex={0}
      aria-label={typeof props.caption === 'string' ? props.caption : undefined}
    >
      <table className="w-full border-collapse text-start">
        <caption className={props.hideCaption ? 'sr-only' : 'pb-2 text-start font-semibold'}>
          {props.caption}
        </caption>
        <thead>
          <tr className="border-b-2 border-line text-sm text-soft">
            {props.columns.map((column) => (
              <th key={column.key} scope="col" className={`px-2 py-2 font-semibold ${align(column.numeric)}`}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={props.rowKey(row)} className="border-b border-line align-top">
              {props.columns.map((column) =>
                column.rowHeader ? (
                  <th key={column.key} scope="row" className="px-2 py-3 text-start font-semibold">
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} className={`px-2 py-3 ${align(column.numeric)}`}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function align(numeric = false): string {
  return numeric ? 'text-end tabular-nums' : 'text-start'
}
