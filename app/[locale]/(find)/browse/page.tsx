import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Icon, isIcon } from '#app/_ui/icon.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { needLabel } from '#find/taxonomy/labels.ts'
import { DOMAINS, NEEDS } from '#find/taxonomy/needs.ts'
import { paths } from '#web/paths.ts'
import { searchQuery } from '#web/search-params.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: await localeOf(params), namespace: 'site.browse' })
  return { title: t('title') }
}

export default async function BrowsePage({ params }: Props) {
  const locale = await localeOf(params)
  const t = await getTranslations('site.browse')
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <div className="gap-x-8 md:columns-2 lg:columns-3">
        {DOMAINS.map((domain) => (
          <section
            key={domain}
            id={domain}
            aria-labelledby={`${domain}-name`}
            className="mb-8 scroll-mt-16 break-inside-avoid target:handrail"
          >
            <h2 id={`${domain}-name`} className="mb-1 flex items-center gap-2 text-xl">
              {isIcon(domain) && <Icon name={domain} className="size-6 shrink-0 text-rail" />}
              {needLabel(domain, locale)}
            </h2>
            <ul>
              {NEEDS.filter((need) => need.domain === domain).map((need) => (
                <li key={need.id}>
                  <a
                    href={paths.search(locale, searchQuery({ need: [need.id] }))}
                    className="inline-flex min-h-target items-center"
                  >
                    {needLabel(need.id, locale)}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  )
}
