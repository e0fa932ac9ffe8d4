import { getTranslations } from 'next-intl/server'
import { ExternalLink, webAddress } from '#app/_ui/external-link.tsx'
import { Prose } from '#app/_ui/prose.tsx'
import { SummaryList } from '#app/_ui/summary-list.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { ServicePage } from '#find/directory/queries.ts'
import { Eligibility } from './eligibility.tsx'
import { Papers } from './papers.tsx'
import { Room } from './room.tsx'
import { SpokenLanguages } from './spoken-languages.tsx'

/** Everything one asks before going: who, how, what to bring, what it costs, in which language, for which area. */
export async function ServiceFacts(props: { locale: Locale; service: ServicePage; now: Date }) {
  const { locale, service } = props
  const { listing, spoken } = service
  const t = await getTranslations('find')
  const speaks = Object.keys(spoken.languages).length > 0 || spoken.interpreter
  return (
    <SummaryList
      rows={[
        {
          term: t('service.who'),
          children: (
            <Eligibility locale={locale} rules={service.rules} prose={listing.eligibilityDescription} />
          ),
        },
        { term: t('service.how'), children: <HowTo service={service} /> },
        {
          term: t('service.bring'),
          children: <Papers locale={locale} documents={listing.requiredDocuments} rules={service.rules} />,
        },
        { term: t('service.cost'), children: <CostLine service={service} /> },
        { term: t('service.room'), children: <Room locale={locale} service={service} now={props.now} /> },
        service.delivery.length > 0 && {
          term: t('service.delivery'),
          children: service.delivery.map((way) => t(`filters.deliveries.${way}`)).join(' · '),
        },
        speaks && {
          term: t('service.languages'),
          children: <SpokenLanguages locale={locale} spoken={spoken} />,
        },
        { term: t('service.areas'), children: <Areas names={service.areas.names} /> },
      ]}
    />
  )
}

async function HowTo({ service: { listing } }: { service: ServicePage }) {
  const t = await getTranslations('find.service')
  const website = webAddress(listing.url ?? listing.organization.website)
  return (
    <>
      {listing.applicationProcess ? <Prose text={listing.applicationProcess} /> : <p>{t('howUnknown')}</p>}
      <ul>
        {website && (
          <li>
            <ExternalLink href={website}>{t('website')}</ExternalLink>
          </li>
        )}
        {listing.email && (
          <li>
            {t('email')}:{' '}
            <a
              href={`mailto:${listing.email}`}
              className="ltr inline-flex min-h-target items-center break-all"
            >
              {listing.email}
            </a>
          </li>
        )}
      </ul>
    </>
  )
}

async function CostLine({ service: { cost } }: { service: ServicePage }) {
  const t = await getTranslations('find.service')
  return (
    <>
      {cost.kind && <p className="font-semibold">{t(`costs.${cost.kind}`)}</p>}
      {cost.words && (!cost.kind || saysMore(cost.words)) && <p dir="auto">{cost.words}</p>}
      {!cost.kind && !cost.words && <p>{t('costUnknown')}</p>}
    </>
  )
}

/** "Free" or "No cost" under our own "Free" would only repeat it. */
function saysMore(words: string): boolean {
  return words.split(/\s+/).length > 2
}

async function Areas({ names }: { names: string[] }) {
  const t = await getTranslations('find.service')
  return names.length > 0 ? <p dir="auto">{names.join(' · ')}</p> : <p>{t('areasUnknown')}</p>
}
