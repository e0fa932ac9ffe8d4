'use client'

import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Field } from '#app/_ui/field.tsx'

/**
 * Narrows the rows of a table to those whose heading holds what is typed, in this browser alone: a name that is looked
 * for stands in no address and no log. Without script the whole list is there.
 */
export function FindByName(props: { label: string; hint: string; nothing: string; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  const [typed, setTyped] = useState('')
  const [found, setFound] = useState<number>()
  useEffect(() => {
    const rows = [...(box.current?.querySelectorAll<HTMLTableRowElement>('tbody tr') ?? [])]
    const wanted = plain(typed)
    for (const row of rows)
      row.hidden = !plain(row.querySelector('th[scope=row]')?.textContent ?? '').includes(wanted)
    setFound(rows.filter((row) => !row.hidden).length)
  }, [typed])
  return (
    <div ref={box} className="space-y-4">
      <Field
        name="find"
        type="search"
        label={props.label}
        hint={props.hint}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        className="max-w-text"
      />
      {found === 0 && <p role="status">{props.nothing}</p>}
      {props.children}
    </div>
  )
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim()
}
