import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Icon, isIcon } from '#app/_ui/icon.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import { DOMAINS } from '#find/taxonomy/needs.ts'
import { paths } from '#web/paths.ts'
import { SearchForm } from './_search/search-form.tsx'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: await localeOf(params), namespace: 'site' })
  return { title: { absolute: `${t('name')} – ${t('tagline')}` }, description: t('home.lead') }
}

export default async function HomePage({ params }: Props) {
  const locale = await localeOf(params)
  const t = await getTranslations('site.home')
  return (
    <div className="space-y-10">
      <section className="space-y-5">
        <div className="handrail">
          <h1 className="text-3xl sm:text-4xl">{t('heading')}</h1>
          <p className="mt-2 max-w-text text-lg text-soft">{t('lead')}</p>
        </div>
        <div className="rounded-lg border border-line bg-white p-4 shadow-card sm:p-6">
          <SearchForm locale={locale} />
        </div>
      </section>
      <Browse locale={locale} />
      <HowItWorks />
      <section id="about" className="handrail max-w-text scroll-mt-16 space-y-3">
        <h2 className="text-2xl">{t('about.title')}</h2>
        <p>{t('about.text')}</p>
        <p>{t('about.privacy')}</p>
      </section>
    </div>
  )
}

/** The kinds of help, for those who would rather choose than write. */
async function Browse(props: { locale: Locale }) {
  const t = await getTranslations('site.home')

  return (
    <section aria-labelledby="browse" className="space-y-4">
      <h2 id="browse" className="text-2xl">
        {t('browse')}
      </h2>
      <ul className="grid grid-cols-2 gap-2 sm:grid-cols-3 sm:gap-3 lg:grid-cols-4 xl:grid-cols-5">
        {DOMAINS.map((id) => (
          <li key={id}>
            <a
              href={paths.browse(props.locale, id)}
              className="flex h-full min-h-14 items-center gap-3 rounded-md border border-line bg-white px-3 py-2 font-semibold text-ink no-underline hover:border-rail hover:bg-rail-tint"
            >
              {isIcon(id) && <Icon name={id} className="size-6 shrink-0 text-rail" />}
              <span className="min-w-0 leading-snug">{needLabel(id, props.locale)}</span>
            </a>
          </li>
        ))}
      </ul>
      <p>
        <a href={paths.browse(props.locale)} className="inline-flex min-h-target items-center font-semibold">
          {t('browseAll')}
        </a>
      </p>
    </section>
  )
}

async function HowItWorks() {
  const t = await getTranslations('site.home.how')
  const steps = [
    { title: t('say'), text: t('sayText') },
    { title: t('see'), text: t('seeText') },
    { title: t('go'), text: t('goText') },
  ]
  return (
    <section aria-labelledby="how" className="space-y-4">
      <h2 id="how" className="text-2xl">
        {t('title')}
      </h2>
      <ol className="grid gap-4 sm:grid-cols-3 sm:gap-6">
        {steps.map((step, index) => (
          <li key={step.title} className="border-t-4 border-rail pt-3">
            <h3 className="text-lg">
              <span className="text-rail">{index + 1}. </span>
              {step.title}
            </h3>
            <p className="mt-1">{step.text}</p>
          </li>
        ))}
      </ol>
    </section>
  )
}
