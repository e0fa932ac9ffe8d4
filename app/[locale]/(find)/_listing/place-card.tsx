import { getTranslations } from 'next-intl/server'
import { Card } from '#app/_ui/card.tsx'
import { Icon } from '#app/_ui/icon.tsx'
import { PhoneLink } from '#app/_ui/phone-link.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { Accessibility, Address, Phone } from '#find/directory/model.ts'
import type { PlaceView } from '#find/directory/queries.ts'
import { Hours } from './hours.tsx'

/** One place of a service: where it is, when it is open, how to call it, how to get in. */
export async function PlaceCard(props: {
  locale: Locale
  place: PlaceView
  number: number | null
  now: Date
}) {
  const { place, number } = props
  const { location } = place
  const t = await getTranslations('find')
  const name = location.name ?? location.addresses[0]?.city ?? t('service.where')
  return (
    <Card as="li" id={place.id} className="scroll-mt-16 space-y-3">
      <h3 className="text-lg" dir="auto">
        {number !== null && (
          <span className="me-2 inline-flex size-7 items-center justify-center rounded-full bg-rail text-sm text-white">
            <span className="sr-only">{t('card.number', { number })}</span>
            <span aria-hidden="true">{number}</span>
          </span>
        )}
        {name}
      </h3>
      {location.hidden ? (
        <p className="flex gap-2">
          <Icon name="safety" className="mt-1 size-5 shrink-0 text-rail" />
          {t('card.hidden')}
        </p>
      ) : (
        <AddressLines addresses={location.addresses} />
      )}
      {place.description && <p dir="auto">{place.description}</p>}
      <PhoneList phones={place.telephones} />
      <Hours
        locale={props.locale}
        schedules={place.hours}
        zone={location.timezone}
        place={name}
        now={props.now}
      />
      {location.transportation && (
        <p dir="auto">
          <strong>{t('service.transit')}: </strong>
          {location.transportation}
        </p>
      )}
      <AccessList accessibility={location.accessibility} />
    </Card>
  )
}

function AddressLines({ addresses }: { addresses: Address[] }) {
  const visited = addresses.filter((address) => address.addressType === 'physical')
  const shown = visited.length > 0 ? visited : addresses
  return shown.map((address) => (
    <address key={address.id} dir="auto" className="flex gap-2 not-italic">
      <Icon name="pin" className="mt-1 size-5 shrink-0 text-rail" />
      <span>
        {[address.attention, address.address1, address.address2].filter(Boolean).map((line) => (
          <span key={line} className="block">
            {line}
          </span>
        ))}
        {[[address.city, address.stateProvince].filter(Boolean).join(', '), address.postalCode]
          .filter(Boolean)
          .join(' ')}
      </span>
    </address>
  ))
}

export async function PhoneList({ phones }: { phones: Phone[] }) {
  const t = await getTranslations('find.service')
  if (phones.length === 0) return <p className="text-soft">{t('noPhone')}</p>
  return (
    <ul>
      {phones.map((phone) => (
        <li key={phone.id} className="flex flex-wrap items-center gap-x-2">
          <Icon name="phone" className="size-5 shrink-0 text-rail" />
          <PhoneLink
            phone={phone}
            extensionText={phone.extension ? t('extension', { extension: phone.extension }) : ''}
          />
          <span dir="auto" className="text-soft">
            {phone.description ?? (phone.type && !/^voice$/i.test(phone.type) ? phone.type : '')}
          </span>
        </li>
      ))}
    </ul>
  )
}

async function AccessList({ accessibility }: { accessibility: Accessibility[] }) {
  const t = await getTranslations('find.service')
  const kinds = [...new Set(accessibility.flatMap((one) => one.kinds))]
  const known = kinds.filter((kind) => t.has(`accesses.${kind}`))
  const words = accessibility.flatMap((one) =>
    one.kinds.length === 0 && one.description ? [one.description] : [],
  )
  const details = accessibility.flatMap((one) => (one.details ? [one.details] : []))
  if (known.length + words.length + details.length === 0) return null
  return (
    <p className="flex gap-2">
      <Icon name="disability" className="mt-1 size-5 shrink-0 text-rail" />
      <span dir="auto">
        <strong>{t('access')}: </strong>
        {[...known.map((kind) => t(`accesses.${kind}`)), ...words, ...details].join(' · ')}
      </span>
    </p>
  )
}
