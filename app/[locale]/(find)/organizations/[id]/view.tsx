import { getTranslations } from 'next-intl/server'
import { ExternalLink, webAddress } from '#app/_ui/external-link.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { Prose } from '#app/_ui/prose.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { OrganizationPage } from '#find/directory/queries.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import { paths } from '#web/paths.ts'
import { PhoneList } from '../../_listing/place-card.tsx'

export async function OrganizationView(props: { locale: Locale; page: OrganizationPage }) {
  const { locale, page } = props
  const { organization, phones, services } = page
  const t = await getTranslations('find')
  const website = webAddress(organization.website)
  return (
    <article>
      <PageHeader
        title={<span dir="auto">{organization.name}</span>}
        lead={organization.alternateName && t('organization.alsoKnown', { name: organization.alternateName })}
      />
      <div className="grid gap-8 lg:grid-cols-[3fr_2fr]">
        <section className="min-w-0">
          <h2 className="mb-3 text-xl">{t('organization.services', { count: services.length })}</h2>
          <ul className="divide-y divide-line border-y border-line">
            {services.map((service) => (
              <li key={service.id} className="py-2">
                <a
                  dir="auto"
                  href={paths.service(locale, service.id)}
                  className="inline-flex min-h-target items-center font-semibold"
                >
                  {service.name}
                </a>
                <p className="text-sm text-soft">
                  {[...service.needs.slice(0, 3).map((id) => needLabel(id, locale)), service.city]
                    .filter(Boolean)
                    .join(' · ')}
                </p>
              </li>
            ))}
          </ul>
        </section>
        <div className="min-w-0 space-y-6">
          <section>
            <h2 className="mb-2 text-xl">{t('organization.contact')}</h2>
            <PhoneList phones={phones} />
            {website && (
              <p>
                <ExternalLink href={website}>{t('service.website')}</ExternalLink>
              </p>
            )}
            {organization.email && (
              <a
                href={`mailto:${organization.email}`}
                className="ltr inline-flex min-h-target items-center break-all"
              >
                {organization.email}
              </a>
            )}
          </section>
          {organization.description && (
            <section>
              <h2 className="mb-2 text-xl">{t('organization.about')}</h2>
              <Prose text={organization.description} />
            </section>
          )}
        </div>
      </div>
    </article>
  )
}
