import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { Brand } from '#app/_ui/brand.tsx'
import { LanguageSwitcher } from '#app/_ui/language-switcher.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { QuickExit } from '#app/_ui/quick-exit.tsx'
import { NEUTRAL_SITE } from '#web/paths.ts'

/** A private link is nobody's business: no index, no referrer, a title that says nothing. */
export const metadata: Metadata = {
  title: { absolute: 'Handrail' },
  robots: { index: false, follow: false },
  referrer: 'same-origin',
}

/** Pages that a mailed link opens: no navigation, nothing to wander off to. */
export default async function LinkLayout(props: {
  children: ReactNode
  params: Promise<{ locale: string }>
}) {
  const locale = await localeOf(props.params)
  const t = await getTranslations('site')
  return (
    <>
      <header className="bg-rail text-white">
        <div className="mx-auto flex max-w-text flex-wrap items-center justify-between gap-x-4 px-4 py-1.5">
          <span className="inline-flex min-h-target items-center">
            <Brand name={t('name')} />
          </span>
          <LanguageSwitcher locale={locale} label={t('language.label')} />
          <QuickExit href={NEUTRAL_SITE} label={t('exit.label')} hint={t('exit.hint')} />
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-text flex-1 px-4 py-6">
        {props.children}
      </main>
    </>
  )
}
