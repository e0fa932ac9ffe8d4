import { getFormatter, getLocale, getTranslations } from 'next-intl/server'
import { languageName } from '#app/_ui/names.ts'
import { SummaryList } from '#app/_ui/summary-list.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { ClientRecord } from '#refer/clients/model.ts'
import type { PacketContent } from '#refer/referrals/packet.ts'

type Translate = Awaited<ReturnType<typeof getTranslations<'refer'>>>

/** "daughter, 7": one member of a household. */
export function memberWords(t: Translate, { relation, age }: ClientRecord['household'][number]): string {
  return age === undefined ? relation : t('client.member', { relation, age })
}

/** A home as far as it is known: city, state, ZIP code. */
function placeWords(residence: NonNullable<PacketContent['residence']>): string {
  const { city, state, postalCode } = residence
  return [city, state, postalCode].filter(Boolean).join(', ')
}

/** What was disclosed, and nothing beside it. */
export async function PacketSummary({
  content,
  redisclosureNotice,
}: {
  content: PacketContent
  redisclosureNotice: boolean
}) {
  const locale = (await getLocale()) as Locale
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const populations = [
    ...(content.situation ?? []),
    ...(content.sensitiveSituation ?? []),
    ...(content.substanceUse ? ['substance-use'] : []),
  ]
  const safe = content.safeContact
  return (
    <>
      {redisclosureNotice && (
        <p className="mb-3 rounded-md border border-stop bg-stop-tint p-3 text-sm">{t('redisclosure')}</p>
      )}
      <SummaryList
        rows={[
          content.name !== undefined && { term: t('packet.name'), children: <bdi>{content.name}</bdi> },
          content.request !== undefined && {
            term: t('packet.request'),
            children: <span className="whitespace-pre-line">{content.request}</span>,
          },
          content.phone !== undefined && {
            term: t('packet.phone'),
            children: (
              <a href={`tel:${content.phone}`} dir="ltr">
                {content.phone}
              </a>
            ),
          },
          content.email !== undefined && { term: t('packet.email'), children: <bdi>{content.email}</bdi> },
          safe !== undefined && {
            term: t('packet.safeContact'),
            children: (
              <ul>
                {safe.noContact && <li className="font-semibold text-stop">{t('packet.noContact')}</li>}
                {safe.channels.map((channel) => (
                  <li key={channel}>{t(`options.channel.${channel}`)}</li>
                ))}
                {safe.hours && <li>{t('packet.hours', safe.hours)}</li>}
                {safe.noVoicemail && <li className="font-semibold">{t('packet.noVoicemail')}</li>}
                {safe.callerAlias && <li>{t('packet.callerAlias', { alias: safe.callerAlias })}</li>}
                {safe.note && <li className="whitespace-pre-line">{safe.note}</li>}
              </ul>
            ),
          },
          content.languages !== undefined && {
            term: t('packet.languages'),
            children: `${content.languages.map((code) => languageName(code, locale)).join(', ')}${content.interpreter ? ` (${t('packet.interpreter')})` : ''}`,
          },
          content.age !== undefined && { term: t('packet.age'), children: content.age },
          content.address !== undefined && {
            term: t('packet.address'),
            children: <bdi>{content.address}</bdi>,
          },
          content.gender !== undefined && {
            term: t('client.gender'),
            children: t(`client.genders.${content.gender}`),
          },
          content.household?.size !== undefined && {
            term: t('packet.household'),
            children: content.household.size,
          },
          (content.household?.members?.length ?? 0) > 0 && {
            term: t('client.members'),
            children: content.household?.members.map((member) => memberWords(t, member)).join('; '),
          },
          content.residence !== undefined && {
            term: t('packet.residence'),
            children: <bdi>{placeWords(content.residence)}</bdi>,
          },
          content.monthlyIncome !== undefined && {
            term: t('packet.monthlyIncome'),
            children: format.number(content.monthlyIncome, {
              style: 'currency',
              currency: 'USD',
              maximumFractionDigits: 0,
            }),
          },
          content.insurance !== undefined && {
            term: t('packet.insurance'),
            children: content.insurance.map((each) => t(`client.insurances.${each}`)).join(', '),
          },
          content.documents !== undefined && {
            term: t('packet.documents'),
            children: content.documents.map((each) => t(`client.papers.${each}`)).join(', '),
          },
          populations.length > 0 && {
            term: t('packet.situation'),
            children: populations.map((id) => t(`populations.${id}`)).join('; '),
          },
        ]}
      />
    </>
  )
}
