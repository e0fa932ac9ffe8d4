import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FormField, FormFile } from '#app/_ui/form-fields.tsx'
import { SummaryList } from '#app/_ui/summary-list.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import type { ReferralView } from '#refer/referrals/queries/referral.ts'
import { decideConsent } from './actions.ts'

/** Everything that a consent must say, before the name that signs it: what, from whom, to whom, why, until when, and the rights. */
export async function ConsentAsk(props: {
  view: ReferralView
  locale: Locale
  token: string
  timeZone: string
}) {
  const { view, locale, token, timeZone } = props
  const { proposal } = view.referral
  if (!proposal) return null
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const agency = view.agency.name
  return (
    <section
      aria-labelledby={`ask-${view.referral.id}`}
      className="space-y-4 rounded-md border-2 border-rail p-4"
    >
      <h3 id={`ask-${view.referral.id}`} className="text-lg">
        {t('ask.title')}
      </h3>
      <SummaryList
        rows={[
          { term: t('ask.from'), children: view.senderName ?? '' },
          { term: t('ask.to'), children: agency },
          { term: t('ask.what'), children: proposal.fields.map((field) => t(`field.${field}`)).join(', ') },
          { term: t('ask.why'), children: needLabel(view.needId, locale) },
          proposal.fields.includes('request') &&
            view.request !== null && {
              term: t('ask.words'),
              children: <bdi className="whitespace-pre-line">{view.request}</bdi>,
            },
          proposal.expiresOn !== undefined && {
            term: t('ask.until'),
            children: format.dateTime(new Date(proposal.expiresOn), { dateStyle: 'long', timeZone: 'UTC' }),
          },
          view.referral.dueAt !== null && {
            term: t('ask.by'),
            children: format.dateTime(view.referral.dueAt, { dateStyle: 'long', timeZone }),
          },
        ]}
      />
      <ul className="list-disc space-y-1 ps-5">
        <li>{t('ask.takeBack')}</li>
        <li>{t('ask.passOn', { agency })}</li>
        <li>{t('ask.refusing')}</li>
        {proposal.mode === 'part2' && <li>{t('ask.part2')}</li>}
      </ul>
      <ActionForm action={decideConsent} problem={t('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="referralId" value={view.referral.id} />
        <input type="hidden" name="version" value={view.referral.version} />
        <FormField
          name="signature"
          id={`signature-${view.referral.id}`}
          label={t('ask.name')}
          hint={t('ask.nameHint')}
          autoComplete="name"
        />
        {proposal.giver === 'representative' && (
          <FormFile
            name="authority"
            idName="authorityId"
            id={`authority-${view.referral.id}`}
            keptText={t('send.fileKept')}
            label={t('ask.authority')}
            hint={t('ask.authorityHint', { agency })}
          />
        )}
        <div className="flex flex-wrap gap-3">
          <Button name="answer" value="yes">
            {t('ask.yes')}
          </Button>
          <Button name="answer" value="no" tone="secondary">
            {t('ask.no')}
          </Button>
        </div>
      </ActionForm>
    </section>
  )
}
