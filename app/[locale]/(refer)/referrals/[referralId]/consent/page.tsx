import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { ConsentFields } from '#app/_referral/consent-fields.tsx'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FormTextArea } from '#app/_ui/form-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { SummaryList } from '#app/_ui/summary-list.tsx'
import { draftFor } from '#refer/referrals/queries/draft.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { decide, isEnded } from '#refer/referrals/transitions.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole } from '#web/session.ts'
import { renew } from './actions.ts'

type Props = { params: Promise<{ locale: string; referralId: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('renew.title') }
}

/** A new consent to what a referral has sent: for one that runs, and for one that is to be sent again. */
export default async function RenewConsent(props: Props) {
  const locale = await localeOf(props.params)
  const { referralId } = await props.params
  const back = paths.referral(locale, referralId)
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], back)
  const { referral, packet, consent } = await orNotFound(readReferral(ctx, referralId))
  const again = isEnded(referral.status)
  if (!referral.sentAt || !consent || (again && !decide(referral, 'reopen', 'sender').ok)) notFound()
  const draft = await orNotFound(draftFor(ctx, referral))
  const t = await getTranslations('refer')
  const { giver } = consent
  return (
    <div className="max-w-3xl space-y-6">
      <PageHeader
        title={t('renew.title')}
        above={<a href={back}>{t('referral.title')}</a>}
        lead={t(again ? 'renew.againLead' : 'renew.lead')}
      />
      <SummaryList
        rows={[
          { term: t('ask.to'), children: draft.agency.name },
          packet !== null && {
            term: t('ask.what'),
            children: packet.fields.map((field) => t(`field.${field}`)).join(', '),
          },
          { term: t('send.ground'), children: t(`send.mode.${referral.mode}`) },
        ]}
      />
      <ActionForm action={renew} problem={t('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="referralId" value={referral.id} />
        <input type="hidden" name="clientId" value={referral.clientId} />
        <input type="hidden" name="version" value={referral.version} />
        {again && <FormTextArea name="text" label={t('renew.why')} required />}
        <ConsentFields
          draft={draft}
          locale={locale}
          proposal={{ giver, method: 'screen', locale: draft.clientLocale }}
        />
        <Button>{t(again ? 'renew.again' : 'renew.button')}</Button>
      </ActionForm>
    </div>
  )
}
