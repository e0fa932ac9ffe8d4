import { getFormatter, getTranslations } from 'next-intl/server'
import { ButtonLink } from '#app/_ui/button.tsx'
import { Icon } from '#app/_ui/icon.tsx'
import { type MapPlace, PlaceMap } from '#app/_ui/map/place-map.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { dialled, isolated, phoneText } from '#app/_ui/phone-link.tsx'
import { Prose } from '#app/_ui/prose.tsx'
import { Tag } from '#app/_ui/tag.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { ServicePage } from '#find/directory/queries.ts'
import { shapesOf } from '#find/geo/shapes.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import { paths } from '#web/paths.ts'
import { searchQuery } from '#web/search-params.ts'
import { Freshness, isStale } from '../../_listing/freshness.tsx'
import { PhoneList, PlaceCard } from '../../_listing/place-card.tsx'
import { ServiceFacts } from '../../_listing/service-facts.tsx'

type Props = { locale: Locale; service: ServicePage; now: Date }

export async function ServiceView(props: Props) {
  const { locale, service } = props
  const { listing } = service
  const t = await getTranslations('find.service')
  return (
    <article>
      <PageHeader
        title={<span dir="auto">{listing.name}</span>}
        lead={
          <a
            dir="auto"
            href={paths.organization(locale, listing.organization.id)}
            className="inline-flex min-h-target items-center"
          >
            {listing.organization.name}
          </a>
        }
        actions={
          <>
            <CallButton service={service} />
            <AskButton locale={locale} service={service} />
          </>
        }
      />
      <div className="mb-6 flex flex-wrap items-center gap-2">
        <Freshness days={service.checkedDaysAgo} />
        {listing.needs.map(({ needId }) => (
          <a
            key={needId}
            href={paths.search(locale, searchQuery({ need: [needId] }))}
            className="inline-flex min-h-target items-center sm:min-h-8"
          >
            <Tag tone="rail">{needLabel(needId, locale)}</Tag>
          </a>
        ))}
      </div>
      <News service={service} />
      <div className="grid gap-x-8 gap-y-6 lg:grid-cols-[3fr_2fr] lg:grid-rows-[auto_1fr]">
        {listing.description && (
          <section className="min-w-0">
            <h2 className="mb-2 text-xl">{t('what')}</h2>
            <Prose text={listing.description} />
          </section>
        )}
        <div className="min-w-0 lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <Places {...props} />
        </div>
        <div className="min-w-0">
          <ServiceFacts locale={locale} service={service} now={props.now} />
        </div>
      </div>
      <Others locale={locale} service={service} />
    </article>
  )
}

async function CallButton({ service }: { service: ServicePage }) {
  const t = await getTranslations('find.card')
  const phone = service.places[0]?.telephones[0] ?? service.telephones[0]
  if (!phone) return null
  return (
    <ButtonLink href={dialled(phone)} className="text-lg">
      <Icon name="phone" />
      {t('call', { number: isolated(phoneText(phone)) })}
    </ButtonLink>
  )
}

/** For those who would rather write than call; only where somebody reads the answer. */
async function AskButton({ locale, service: { listing } }: { locale: Locale; service: ServicePage }) {
  const t = await getTranslations('refer')
  const writes = listing.email ?? listing.organization.email
  if (!writes || listing.status !== 'active' || listing.needs.length === 0) return null
  return (
    <ButtonLink tone="secondary" href={paths.ask(locale, listing.id)}>
      {t('selfRefer.button')}
    </ButtonLink>
  )
}

/** What changes today's plan comes before everything else. */
async function News({ service }: { service: ServicePage }) {
  const t = await getTranslations('find.service')
  const format = await getFormatter()
  const { listing, checkedDaysAgo, availability } = service
  const gone = listing.status === 'inactive' || listing.status === 'defunct'
  return (
    <div className="mb-6 space-y-3 empty:hidden">
      {gone && <Notice tone="stop" title={t('closedDown')} />}
      {listing.status === 'temporarily closed' && <Notice tone="ask" title={t('pausedNow')} />}
      {listing.alert && (
        <Notice tone="ask" title={t('news')}>
          <p dir="auto">{listing.alert}</p>
        </Notice>
      )}
      {!gone && availability.saidFullOn && (
        <Notice tone="ask" title={t('intake.closed')}>
          <p>
            {t('saidFull', {
              when: format.dateTime(new Date(availability.saidFullOn), {
                dateStyle: 'medium',
                timeZone: 'UTC',
              }),
            })}
          </p>
        </Notice>
      )}
      {!gone && isStale(checkedDaysAgo) && <Notice tone="ask" title={t('callFirst')} />}
    </div>
  )
}

async function Places({ locale, service, now }: Props) {
  const t = await getTranslations('find')
  const numbered = numberPlaces(service)
  const area = shapesOf(service.areas.codes)
  const hasArea = area.counties.length > 0 || area.points.length > 0
  return (
    <section aria-labelledby="places" className="space-y-4">
      <h2 id="places" className="text-xl">
        {t('service.contact')}
      </h2>
      {service.places.length === 0 && <PhoneList phones={service.telephones} />}
      <ul className="space-y-4">
        {service.places.map((place) => (
          <PlaceCard
            key={place.id}
            locale={locale}
            place={place}
            number={numbered.get(place.id) ?? null}
            now={now}
          />
        ))}
      </ul>
      <PlaceMap
        id="map"
        title={t('map.titlePlace')}
        area={hasArea ? area : null}
        places={mapPlaces(service, numbered)}
      />
    </section>
  )
}

function mapPlaces({ listing, places }: ServicePage, numbered: ReadonlyMap<string, number>): MapPlace[] {
  return places.flatMap(({ id, location }) => {
    const { latitude: lat, longitude: lng, coordinatesOrigin } = location
    if (lat === null || lng === null) return []
    const approximate = coordinatesOrigin === 'zip-centroid'
    return [
      {
        lat,
        lng,
        approximate,
        number: numbered.get(id) ?? 1,
        name: location.name ?? listing.name,
        href: `#${id}`,
      },
    ]
  })
}

/** Places that the map shows are numbered where there are several. */
function numberPlaces({ places }: ServicePage): Map<string, number> {
  const shown = places.filter(({ location }) => location.latitude !== null)
  return new Map(shown.length > 1 ? shown.map((place, index) => [place.id, index + 1]) : [])
}

async function Others({ locale, service }: Omit<Props, 'now'>) {
  const t = await getTranslations('find.service')
  return (
    <footer className="mt-10 space-y-6 border-t border-line pt-6">
      {service.others.length > 0 && (
        <section>
          <h2 className="mb-2 text-xl">{t('others', { organization: service.listing.organization.name })}</h2>
          <ul className="gap-x-8 sm:columns-2">
            {service.others.map((other) => (
              <li key={other.id}>
                <a
                  dir="auto"
                  href={paths.service(locale, other.id)}
                  className="inline-flex min-h-target items-center"
                >
                  {other.name}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="max-w-text text-soft">
        <h2 className="text-lg text-ink">{t('problem')}</h2>
        <p>{t('problemHint')}</p>
        {service.sourceName && <p dir="auto">{t('source', { source: service.sourceName })}</p>}
        {locale !== 'en' && <p>{t('listingLanguage')}</p>}
      </section>
      <p className="no-print">
        <ButtonLink tone="secondary" href={paths.home(locale)}>
          {t('find')}
        </ButtonLink>
      </p>
    </footer>
  )
}
