import { getFormatter, getTranslations } from 'next-intl/server'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { PrintButton } from '#app/_ui/print-button.tsx'
import { SummaryList } from '#app/_ui/summary-list.tsx'
import type { Consent } from '#refer/consent/model.ts'

/** What was consented to, in the language of its reader: to read, to print, and to hold. */
export async function ConsentReceipt({ consent }: { consent: Consent }) {
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const { record } = consent
  const day = (date: Date) => format.dateTime(date, { dateStyle: 'long', timeZone: consent.timezone })
  const recipient = record.recipient ?? consent.recipientClass ?? ''
  return (
    <article className="space-y-5">
      <PageHeader title={t('receipt.title')} lead={t('receipt.lead')} />
      {consent.revokedAt && (
        <p className="rounded-md border-2 border-stop bg-stop-tint p-3 font-semibold">
          {t('receipt.revoked', { date: day(consent.revokedAt) })}
        </p>
      )}
      <SummaryList
        rows={[
          { term: t('receipt.whose'), children: <bdi>{record.clientName}</bdi> },
          { term: t('ask.from'), children: record.discloser },
          { term: t('ask.to'), children: recipient },
          {
            term: t('ask.what'),
            children: format.list(consent.fields.map((field) => t(`field.${field}`))),
          },
          { term: t('ask.why'), children: t('receipt.purpose') },
          { term: t('send.ground'), children: t(`send.mode.${consent.mode}`) },
          {
            term: t('send.giver'),
            children: (
              <>
                <bdi>{record.giverName ?? record.signature}</bdi> ({t(`send.givers.${consent.giver}`)}
                {record.giverCapacity && `, ${record.giverCapacity}`})
              </>
            ),
          },
          { term: t('send.method'), children: t(`send.methods.${consent.method}`) },
          record.witness !== undefined && { term: t('send.witness'), children: <bdi>{record.witness}</bdi> },
          { term: t('receipt.signed'), children: day(consent.givenAt) },
          {
            term: t('ask.until'),
            children: consent.expiresAt ? day(consent.expiresAt) : consent.expiryEvent,
          },
        ]}
      />
      <ul className="list-disc space-y-1 ps-5">
        <li>{t('receipt.takeBack')}</li>
        <li>{t('ask.passOn', { agency: recipient })}</li>
        <li>{t('receipt.refusing')}</li>
        {consent.mode === 'part2' && (
          <>
            <li>{t('ask.part2')}</li>
            <li>{t('redisclosure')}</li>
          </>
        )}
      </ul>
      <PrintButton label={t('print')} />
    </article>
  )
}
