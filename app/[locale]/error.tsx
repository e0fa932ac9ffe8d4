'use client'

import { useParams } from 'next/navigation'
import { DEFAULT_LOCALE, isLocale, type Locale } from '#base/i18n/locales.ts'
import { BROKEN } from './broken-words.ts'

/** A page broke while it was made. It says so plainly, keeps help in reach, and says nothing of what broke. */
export default function Broken() {
  const asked = useParams<{ locale: string }>()?.locale
  const locale: Locale = asked && isLocale(asked) ? asked : DEFAULT_LOCALE
  const words = BROKEN[locale]
  return (
    <main id="main" tabIndex={-1} className="mx-auto w-full max-w-page space-y-4 px-4 py-8">
      <h1 className="text-3xl">{words.title}</h1>
      <p className="text-lg text-soft">{words.lead}</p>
      <p className="flex flex-wrap gap-4 font-semibold">
        <a href="tel:911" className="inline-flex min-h-target items-center">
          {words.emergency}
        </a>
        <a href="tel:988" className="inline-flex min-h-target items-center">
          {words.crisis}
        </a>
        <a href={`/${locale}`} className="inline-flex min-h-target items-center">
          {words.home}
        </a>
      </p>
    </main>
  )
}
