import { getFormatter, getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { memberWords } from '#app/_referral/packet-summary.tsx'
import { Card } from '#app/_ui/card.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { languageName } from '#app/_ui/names.ts'
import { PhoneLink } from '#app/_ui/phone-link.tsx'
import { SummaryList } from '#app/_ui/summary-list.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { SENSITIVE_POPULATIONS } from '#find/eligibility/sensitive.ts'
import type { ClientRecord, FACT_SOURCES } from '#refer/clients/model.ts'

/** How this person may be reached: read before every call, so it stands first and never folded. */
export async function SafeContactCard({ record }: { record: ClientRecord }) {
  const t = await getTranslations('refer')
  const { safeContact: safe } = record
  return (
    <Card className={safe.noContact ? 'border-2 border-stop bg-stop-tint' : ''} aria-labelledby="reach">
      <h2 id="reach" className="text-lg">
        {t('packet.safeContact')}
      </h2>
      {safe.noContact ? (
        <p className="font-semibold">{t('packet.noContact')}</p>
      ) : (
        <>
          <p>
            {safe.channels.length > 0
              ? safe.channels.map((channel) => t(`options.channel.${channel}`)).join(', ')
              : t('client.noChannel')}
            {safe.hours && `. ${t('packet.hours', safe.hours)}`}
          </p>
          <ul className="space-y-1">
            {safe.noVoicemail && <li className="font-semibold">{t('packet.noVoicemail')}</li>}
            {safe.callerAlias && <li>{t('packet.callerAlias', { alias: safe.callerAlias })}</li>}
            {safe.note && <li className="whitespace-pre-line">{safe.note}</li>}
          </ul>
          {record.phone && <PhoneLink phone={{ number: record.phone, e164: null, extension: null }} />}
          {record.email && (
            <p className="break-all">
              <a href={`mailto:${record.email}`}>{record.email}</a>
            </p>
          )}
        </>
      )}
    </Card>
  )
}

/** What is known of the client, each with who said so; the sensitive part is opened on purpose. */
export async function KnownFacts({ record, locale }: { record: ClientRecord; locale: Locale }) {
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const { facts } = record
  const said = (fact: { from: (typeof FACT_SOURCES)[number]; at: string } | undefined, value: ReactNode) =>
    fact && (
      <>
        {value}{' '}
        <span className="block text-sm text-soft">
          {t('client.saidBy', {
            source: t(`client.source.${fact.from}`),
            when: format.dateTime(new Date(fact.at), { dateStyle: 'medium', timeZone: 'UTC' }),
          })}
        </span>
      </>
    )
  const row = (term: string, value: ReactNode) => (value ? { term, children: value } : null)
  const populations = Object.entries(record.populations)
  const groups = (sensitive: boolean) =>
    populations
      .filter(([id]) => SENSITIVE_POPULATIONS.has(id) === sensitive)
      .map(([id, fact]) =>
        row(t(`populations.${id}`), said(fact, fact.value ? t('client.yes') : t('client.no'))),
      )
  const rows = [
    record.languages.length > 0 &&
      row(
        t('packet.languages'),
        `${record.languages.map((code) => languageName(code, locale)).join(', ')}${record.interpreter ? `; ${t('packet.interpreter')}` : ''}`,
      ),
    row(t('packet.age'), said(facts.age, facts.age?.value)),
    row(
      t('client.postalCode'),
      said(facts.residence, facts.residence?.value.postalCode ?? facts.residence?.value.city),
    ),
    row(t('packet.household'), said(facts.householdSize, facts.householdSize?.value)),
    row(
      t('packet.monthlyIncome'),
      said(
        facts.monthlyIncome,
        facts.monthlyIncome &&
          format.number(facts.monthlyIncome.value, {
            style: 'currency',
            currency: 'USD',
            maximumFractionDigits: 0,
          }),
      ),
    ),
    row(
      t('packet.insurance'),
      said(facts.insurance, facts.insurance?.value.map((each) => t(`client.insurances.${each}`)).join(', ')),
    ),
    row(
      t('packet.documents'),
      said(facts.documents, facts.documents?.value.map((each) => t(`client.papers.${each}`)).join(', ')),
    ),
    ...groups(false),
    record.household.length > 0 &&
      row(t('client.members'), record.household.map((member) => memberWords(t, member)).join('; ')),
    row(t('packet.address'), record.address),
    row(t('fields.note'), record.note),
  ]
  const sensitive = [
    row(t('client.gender'), said(facts.gender, facts.gender && t(`client.genders.${facts.gender.value}`))),
    ...groups(true),
  ].filter(Boolean)
  return (
    <section aria-labelledby="known" className="space-y-3">
      <h2 id="known" className="text-xl">
        {t('client.facts')}
      </h2>
      {rows.some(Boolean) ? (
        <SummaryList rows={rows} />
      ) : (
        <p className="text-soft">{t('client.nothingKnown')}</p>
      )}
      {sensitive.length > 0 && (
        <Disclosure summary={t('client.sensitive')}>
          <SummaryList rows={sensitive} />
        </Disclosure>
      )}
    </section>
  )
}
