import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { SendFields } from '#app/_referral/send-fields.tsx'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { Notice } from '#app/_ui/notice.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { SummaryList } from '#app/_ui/summary-list.tsx'
import { needLabel } from '#find/taxonomy/labels.ts'
import { draftFor } from '#refer/referrals/queries/draft.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole } from '#web/session.ts'
import { refer } from './actions.ts'

type Props = {
  params: Promise<{ locale: string; clientId: string; clientNeedId: string; serviceId: string }>
  searchParams: Promise<{ onwardOf?: string | string[] }>
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('match.refer') }
}

/** One page from program to sent: what goes, on what ground, with whose consent. */
export default async function NewReferral(props: Props) {
  const locale = await localeOf(props.params)
  const { clientId, clientNeedId, serviceId } = await props.params
  const onwardOf = z.uuid().safeParse((await props.searchParams).onwardOf).data
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], paths.client(locale, clientId))
  const draft = await orNotFound(draftFor(ctx, { clientId, clientNeedId, serviceId }))
  const t = await getTranslations('refer')
  return (
    <div className="max-w-3xl space-y-6">
      <PageHeader
        title={t('send.title', { agency: draft.agency.name })}
        above={<a href={paths.clientNeed(locale, clientId, clientNeedId)}>{t('send.back')}</a>}
        lead={draft.service.name}
      />
      <SummaryList
        rows={[
          { term: t('packet.name'), children: <bdi>{draft.clientName}</bdi> },
          { term: t('client.need'), children: needLabel(draft.needId, locale) },
          {
            term: t('send.channel'),
            children: t(`send.channels.${draft.channel}`, { phone: draft.agency.phone ?? '' }),
          },
        ]}
      />
      {draft.agency.victimServices && <Notice tone="ask">{t('send.victimServices')}</Notice>}
      <ActionForm action={refer} problem={t('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="clientId" value={clientId} />
        <input type="hidden" name="clientNeedId" value={clientNeedId} />
        <input type="hidden" name="serviceId" value={serviceId} />
        {onwardOf && <input type="hidden" name="onwardOf" value={onwardOf} />}
        <SendFields draft={draft} locale={locale} />
      </ActionForm>
    </div>
  )
}
