'use client'

import type { ReactNode } from 'react'
import { useField } from '#app/_ui/action-form.tsx'
import { direction, type Locale } from '#base/i18n/locales.ts'

/** The sheet to hand over. It stands here until the page is left, and nothing keeps it. */
export function HandedOver(props: {
  locale: Locale
  once: string
  aloud: string
  print: ReactNode
  words: Record<'title' | 'keep' | 'scan' | 'type' | 'code' | 'picture', string>
}) {
  const { typed: picture } = useField('picture')
  const { typed: spoken } = useField('spoken')
  const { typed: where } = useField('where')
  if (!picture || !spoken || !where) return null
  const { words } = props
  return (
    <div className="space-y-3">
      <p role="status" className="no-print rounded-md border border-rail bg-rail-tint p-3">
        {props.once}
      </p>
      {props.print}
      <section
        lang={props.locale}
        dir={direction(props.locale)}
        aria-labelledby="sheet"
        className="space-y-3 rounded-md border-2 border-ink p-4"
      >
        <h2 id="sheet" className="text-xl">
          {words.title}
        </h2>
        <p>{words.keep}</p>
        <p>{words.scan}</p>
        {/** biome-ignore lint/performance/noImgElement: a picture made here, of data and not of a file */}
        <img src={picture} width={220} height={220} alt={words.picture} />
        <p>
          {words.type}{' '}
          <bdi dir="ltr" className="break-all">
            {where}
          </bdi>
        </p>
        <p>
          {words.code}: <strong className="ltr font-mono text-2xl">{spoken}</strong>
        </p>
      </section>
      <p className="no-print text-soft">{props.aloud}</p>
    </div>
  )
}
