import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { SendFields } from '#app/_referral/send-fields.tsx'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { draftFor } from '#refer/referrals/queries/draft.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole } from '#web/session.ts'
import { finishAndSend } from './actions.ts'

type Props = { params: Promise<{ locale: string; referralId: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('send.finish') }
}

/** A kept draft, or one that waits for a consent by link, with what was chosen before. */
export default async function FinishDraft(props: Props) {
  const locale = await localeOf(props.params)
  const { referralId } = await props.params
  const back = paths.referral(locale, referralId)
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], back)
  const { referral, request } = await orNotFound(readReferral(ctx, referralId))
  const waiting = referral.status === 'awaiting-consent'
  if (referral.status !== 'draft' && !waiting) notFound()
  const draft = await orNotFound(draftFor(ctx, referral))
  const t = await getTranslations('refer')
  const { urgency, proposal } = referral
  return (
    <div className="max-w-3xl space-y-6">
      <PageHeader
        title={t('send.title', { agency: draft.agency.name })}
        above={<a href={back}>{t('referral.title')}</a>}
        lead={draft.service.name}
      />
      <ActionForm action={finishAndSend} problem={t('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="referralId" value={referral.id} />
        <input type="hidden" name="clientId" value={referral.clientId} />
        <input type="hidden" name="version" value={referral.version} />
        <SendFields draft={draft} locale={locale} kept={{ urgency, request, proposal, waiting }} />
      </ActionForm>
    </div>
  )
}
