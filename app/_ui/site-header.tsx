import { getTranslations } from 'next-intl/server'
import type { Locale } from '#base/i18n/locales.ts'
import { crisisAnswer } from '#find/understanding/crisis.ts'
import { NEUTRAL_SITE, paths } from '#web/paths.ts'
import { Brand } from './brand.tsx'
import { LanguageSwitcher } from './language-switcher.tsx'
import { QuickExit } from './quick-exit.tsx'

const LINK =
  'inline-flex min-h-target items-center px-2 text-white underline underline-offset-4 hover:text-white'

/** Help right now, in reach of the thumb on every public page, and the way out. It stays while the page scrolls. */
async function UrgentStrip({ locale }: { locale: Locale }) {
  const t = await getTranslations('site')
  const [emergency] = crisisAnswer('medical', locale).contacts
  const [crisis] = crisisAnswer('suicide', locale).contacts
  return (
    <nav aria-label={t('strip.label')} className="no-print sticky top-0 z-10 bg-ink text-white">
      <div className="mx-auto flex max-w-page items-center justify-between gap-2 px-4 py-1">
        <div className="flex flex-wrap gap-x-2 text-sm font-semibold sm:gap-x-5 sm:text-base">
          {emergency?.phone && (
            <a href={`tel:${emergency.phone}`} className={LINK}>
              {t('strip.emergency', { number: emergency.phone })}
            </a>
          )}
          {crisis?.phone && (
            <a href={`tel:${crisis.phone}`} className={LINK}>
              {t('strip.crisis', { number: crisis.phone })}
            </a>
          )}
        </div>
        <QuickExit href={NEUTRAL_SITE} label={t('exit.label')} hint={t('exit.hint')} />
      </div>
    </nav>
  )
}

/** The head of every public page. */
export async function SiteHeader(props: { locale: Locale }) {
  const t = await getTranslations('site')
  const { locale } = props
  return (
    <>
      <UrgentStrip locale={locale} />
      <header className="bg-rail text-white">
        <div className="mx-auto flex max-w-page flex-wrap items-center justify-between gap-x-6 px-4 py-1.5">
          <a
            href={paths.home(locale)}
            className="inline-flex min-h-target items-center text-white no-underline hover:text-white"
          >
            <Brand name={t('name')} />
          </a>
          <div className="flex flex-wrap items-center gap-x-4">
            <nav aria-label={t('nav.label')} className="no-print hidden sm:block">
              <a href={paths.browse(locale)} className={LINK}>
                {t('nav.browse')}
              </a>
            </nav>
            <LanguageSwitcher locale={locale} label={t('language.label')} />
          </div>
        </div>
      </header>
    </>
  )
}
