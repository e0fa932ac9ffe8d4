import { getTranslations } from 'next-intl/server'
import { NeedFields } from '#app/_staff/need-fields.tsx'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button, ButtonLink } from '#app/_ui/button.tsx'
import { Card } from '#app/_ui/card.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { FormSelect, FormTextArea } from '#app/_ui/form-fields.tsx'
import { Tag } from '#app/_ui/tag.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import type { ClientNeed } from '#refer/clients/queries.ts'
import { END_REASONS } from '#refer/referrals/commands/case.ts'
import { OUTCOMES } from '#refer/referrals/model.ts'
import { paths } from '#web/paths.ts'
import { addClientNeed, changeUrgency, end, reopen } from '../../actions.ts'

type Props = { needs: readonly ClientNeed[]; clientId: string; locale: Locale }

/** What the person needs: open ones first, each with the way to a program, and how it ended. */
export async function NeedsSection({ needs, clientId, locale }: Props) {
  const t = await getTranslations('refer')
  const ordered = [...needs].sort((a, b) => Number(a.closedAt !== null) - Number(b.closedAt !== null))
  return (
    <section aria-labelledby="needs" className="space-y-3">
      <h2 id="needs" className="text-xl">
        {t('client.needs')}
      </h2>
      {ordered.map((need) => (
        <Card key={need.id} className="space-y-2">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <p className="font-semibold">
              {needLabel(need.needId, locale)}{' '}
              {need.urgency === 'urgent' && !need.closedAt && <Tag tone="stop">{t('client.urgent')}</Tag>}{' '}
              {need.closedAt && <Tag tone="good">{t('client.ended')}</Tag>}
            </p>
            {!need.closedAt && (
              <ButtonLink href={paths.clientNeed(locale, clientId, need.id)}>
                {t('client.findPrograms')}
              </ButtonLink>
            )}
          </div>
          {need.evidence && <p className="text-soft">{need.evidence}</p>}
          <NeedChange need={need} clientId={clientId} locale={locale} />
        </Card>
      ))}
      <Disclosure summary={t('client.addNeed')} open={needs.length === 0}>
        <ActionForm action={addClientNeed} problem={t('problem')}>
          <input type="hidden" name="locale" value={locale} />
          <input type="hidden" name="clientId" value={clientId} />
          <NeedFields locale={locale} />
          <FormTextArea name="evidence" label={t('optional', { label: t('client.evidence') })} />
          <Button>{t('client.addNeed')}</Button>
        </ActionForm>
      </Disclosure>
    </section>
  )
}

async function NeedChange({
  need,
  clientId,
  locale,
}: {
  need: ClientNeed
  clientId: string
  locale: Locale
}) {
  const t = await getTranslations('refer')
  const about = (
    <>
      <input type="hidden" name="locale" value={locale} />
      <input type="hidden" name="clientId" value={clientId} />
      <input type="hidden" name="clientNeedId" value={need.id} />
    </>
  )
  if (need.closedAt)
    return (
      <ActionForm action={reopen} problem={t('problem')}>
        {about}
        <Button tone="quiet">{t('client.reopenNeed')}</Button>
      </ActionForm>
    )
  return (
    <Disclosure summary={t('client.changeNeed')}>
      <div className="grid gap-6 md:grid-cols-2">
        <ActionForm
          action={changeUrgency}
          problem={t('problem')}
          ids={`change-${need.id}`}
          className="space-y-3"
        >
          {about}
          <FormSelect
            name="urgency"
            label={t('client.urgency')}
            defaultValue={need.urgency}
            options={[
              { value: 'routine', label: t('client.routine') },
              { value: 'urgent', label: t('client.urgent') },
            ]}
          />
          <Button tone="secondary">{t('client.save')}</Button>
        </ActionForm>
        <ActionForm action={end} problem={t('problem')} ids={`end-${need.id}`} className="space-y-3">
          {about}
          <FormSelect
            name="outcome"
            label={t('outcome.title')}
            options={[
              { value: '', label: t('outcome.choose') },
              ...OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) })),
            ]}
          />
          <FormSelect
            name="reason"
            label={t('client.endReason')}
            options={[
              { value: '', label: t('outcome.choose') },
              ...END_REASONS.map((value) => ({ value, label: t(`options.reason.${value}`) })),
            ]}
          />
          <FormTextArea name="note" label={t('optional', { label: t('client.note') })} />
          <Button tone="secondary">{t('client.endNeed')}</Button>
        </ActionForm>
      </div>
    </Disclosure>
  )
}
