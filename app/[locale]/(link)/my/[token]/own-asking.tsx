import { getTranslations } from 'next-intl/server'
import { Messages } from '#app/_referral/messages.tsx'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FormChoices, FormTextArea } from '#app/_ui/form-fields.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { PhoneLink } from '#app/_ui/phone-link.tsx'
import type { Ctx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { isByHand } from '#refer/referrals/commands/follow-agency.ts'
import type { Status } from '#refer/referrals/model.ts'
import { type NextProgram, nextProgram } from '#refer/referrals/queries/next-program.ts'
import type { ReferralView } from '#refer/referrals/queries/referral.ts'
import { isEnded } from '#refer/referrals/transitions.ts'
import { paths } from '#web/paths.ts'
import { answerQuestion, askAnother, keep, markRead, write } from './actions.ts'

/** Where the agency owes the next step, so that a date that has passed is its lateness. */
const THEIRS: readonly Status[] = ['sent', 'opened', 'accepted', 'contacting', 'missed']
/** Where the person has no help from this program and may look elsewhere. */
const UNHELPED: readonly Status[] = ['declined', 'no-response', 'closed-not-served']

/**
 * What a coordinator would do, for who asked by themselves and has none: the question to answer, what is late and whom
 * to call, messages, and the next program.
 */
export async function OwnAsking(props: { ctx: Ctx; view: ReferralView; locale: Locale; token: string }) {
  const { ctx, view, locale, token } = props
  const { referral, agency } = view
  const t = await getTranslations('refer')
  const hidden = { locale, token, referralId: referral.id }
  const late = referral.dueAt !== null && referral.dueAt <= ctx.now && THEIRS.includes(referral.status)
  const unreached = agency.unreached && (referral.status === 'sent' || referral.status === 'opened')
  const said = view.outcomes.findLast(({ saidBy }) => saidBy === 'client')?.outcome
  const elsewhere =
    late ||
    unreached ||
    UNHELPED.includes(referral.status) ||
    (isEnded(referral.status) && (said === 'not-met' || said === 'partly-met'))
  const next = elsewhere ? await nextProgram(ctx, referral.id, locale) : null
  return (
    <>
      {(late || unreached) && (
        <Notice tone="ask" title={t(unreached ? 'my.unreached' : 'my.late')}>
          {agency.phone && <PhoneLink phone={{ number: agency.phone, e164: null, extension: null }} />}
        </Notice>
      )}
      {referral.status === 'info-requested' && <Question view={view} hidden={hidden} />}
      {referral.status === 'cancel-asked' && (
        <ActionForm action={keep} problem={t('problem')}>
          <HiddenFields values={{ ...hidden, version: referral.version }} />
          <Button tone="secondary">{t('actions.keep')}</Button>
        </ActionForm>
      )}
      {next && <Next next={next} hidden={hidden} locale={locale} />}
      {elsewhere && !next && (
        <p>
          {t('my.noNext')}{' '}
          <a href={paths.browse(locale)} className="inline-flex min-h-target items-center">
            {t('my.browse')}
          </a>
        </p>
      )}
      {(view.messages.length > 0 || !isEnded(referral.status)) && (
        <Messages
          messages={view.messages}
          own="client"
          timezone={agency.calendar.timezone}
          action={write}
          markRead={markRead}
          unread={
            isByHand(referral.channel) ? t('messages.byPhone', { phone: agency.phone ?? '' }) : undefined
          }
          hidden={hidden}
          id={referral.id}
          level={3}
        />
      )}
    </>
  )
}

function HiddenFields({ values }: { values: Record<string, string | number> }) {
  return Object.entries(values).map(([name, value]) => (
    <input key={name} type="hidden" name={name} value={value} />
  ))
}

async function Question({ view, hidden }: { view: ReferralView; hidden: Record<string, string> }) {
  const t = await getTranslations('refer')
  const asked = view.timeline.findLast(({ action }) => action === 'ask')?.words.question
  return (
    <section
      aria-labelledby={`question-${view.referral.id}`}
      className="space-y-3 rounded-md border-2 border-rail p-4"
    >
      <h3 id={`question-${view.referral.id}`} className="text-lg">
        {t('my.question')}
      </h3>
      <p className="whitespace-pre-line">
        <bdi>{typeof asked === 'string' ? asked : ''}</bdi>
      </p>
      <ActionForm action={answerQuestion} problem={t('problem')}>
        <HiddenFields values={{ ...hidden, version: view.referral.version }} />
        <FormTextArea
          name="answer"
          id={`answer-${view.referral.id}`}
          label={t('fields.answer')}
          hint={t('my.answerHint')}
          required
        />
        <Button>{t('my.answerSend')}</Button>
      </ActionForm>
    </section>
  )
}

/** The best program that was not asked yet: one press and a yes of its own asks it with what was written the first time. */
async function Next(props: { next: NextProgram; hidden: Record<string, string>; locale: Locale }) {
  const { next, hidden, locale } = props
  const { service, phone, byMail } = next
  const t = await getTranslations('refer')
  const id = `next-${hidden.referralId}`
  return (
    <section aria-labelledby={id} className="space-y-3 rounded-md border border-rail bg-rail-tint p-4">
      <h3 id={id} className="text-lg">
        {t('my.nextProgram')}
      </h3>
      <p>
        <a href={paths.service(locale, service.id)} className="inline-flex min-h-target items-center">
          <bdi>{service.name}</bdi>
        </a>{' '}
        <bdi className="text-soft">{service.organization.name}</bdi>
      </p>
      {phone && <PhoneLink phone={phone} />}
      {byMail ? (
        <ActionForm action={askAnother} problem={t('problem')}>
          <HiddenFields values={{ ...hidden, serviceId: service.id }} />
          <FormTextArea
            name="request"
            id={`request-${id}`}
            label={t('optional', { label: t('selfRefer.request') })}
          />
          <FormChoices
            type="checkbox"
            name="consent"
            id={`consent-${id}`}
            legend={t('selfRefer.consent')}
            choices={[{ value: 'yes', label: t('my.nextConsent', { agency: service.organization.name }) }]}
          />
          <Button>{t('my.nextAsk')}</Button>
        </ActionForm>
      ) : (
        <p>{t('selfRefer.byPhone')}</p>
      )}
    </section>
  )
}
