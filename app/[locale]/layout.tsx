import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { getTranslations, setRequestLocale } from 'next-intl/server'
import type { ReactNode } from 'react'
import { SkipLink } from '#app/_ui/skip-link.tsx'
import { DEFAULT_LOCALE, direction, isLocale } from '#base/i18n/locales.ts'
import { FORM_HEADER } from '#web/form-body.ts'
import '../globals.css'

type Props = { children: ReactNode; params: Promise<{ locale: string }> }

export const viewport: Viewport = { themeColor: '#0c5a54', colorScheme: 'light' }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale } = await params
  const t = await getTranslations({ locale: isLocale(locale) ? locale : DEFAULT_LOCALE, namespace: 'site' })
  return {
    title: { default: t('name'), template: `%s – ${t('name')}` },
    description: t('home.lead'),
    // A phone number in a listing is a link of ours already; Safari need not guess others.
    formatDetection: { telephone: false, address: false, email: false },
    referrer: 'same-origin',
  }
}

export default async function LocaleLayout({ children, params }: Props) {
  const { locale } = await params
  if (!isLocale(locale)) notFound()
  setRequestLocale(locale)
  const t = await getTranslations('site')
  const answersForm = (await headers()).has(FORM_HEADER)
  return (
    <html lang={locale} dir={direction(locale)} data-posted={answersForm ? '' : undefined}>
      <body>
        <SkipLink>{t('skip')}</SkipLink>
        {children}
      </body>
    </html>
  )
}
