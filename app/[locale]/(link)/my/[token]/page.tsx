import { DateTime } from 'luxon'
import { getFormatter, getTranslations } from 'next-intl/server'
import { StatusTag } from '#app/_referral/story.tsx'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Card } from '#app/_ui/card.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { FormChoices, FormSelect, FormTextArea } from '#app/_ui/form-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { SummaryList } from '#app/_ui/summary-list.tsx'
import { DomainError } from '#base/core/errors.ts'
import type { Ctx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import { timezoneOf } from '#refer/clients/timezone.ts'
import { type ClientPage, clientLinkActor, readClientPage } from '#refer/notifications/answer/client-link.ts'
import { ownLinkState } from '#refer/notifications/answer/own-link.ts'
import type { Status } from '#refer/referrals/model.ts'
import { type ReferralView, readReferral } from '#refer/referrals/queries/referral.ts'
import { isAsked, isQuestionOver } from '#refer/referrals/relation.ts'
import { isEnded } from '#refer/referrals/transitions.ts'
import { visitorRequest } from '#web/context.ts'
import { paths } from '#web/paths.ts'
import { reissue, sayHowItWent, stop, takeBack } from './actions.ts'
import { ConsentAsk } from './consent-ask.tsx'
import { ConsentRenew } from './consent-renew.tsx'
import { OwnAsking } from './own-asking.tsx'
import { OwnSteps } from './own-steps.tsx'

/** Where nobody has said yes yet, so that stopping it needs nobody's word. */
const BEFORE_YES: readonly Status[] = ['awaiting-consent', 'sent', 'opened', 'info-requested']

type Props = { params: Promise<{ locale: string; token: string }> }

/** Where the next step is the person's own, because nobody coordinates for them. */
const OWN_NEXT: readonly Status[] = ['info-requested', 'closed-not-served', 'declined', 'no-response']

async function load(
  token: string,
): Promise<{ page: ClientPage; referrals: ReferralView[]; ctx: Ctx; timeZone: string } | null> {
  const ctx = await visitorRequest()
  try {
    const page = await readClientPage(ctx, token)
    const own = { ...ctx, actor: await clientLinkActor(ctx, token) }
    const referrals = await Promise.all(page.referralIds.map((id) => readReferral(own, id)))
    return { page, referrals, ctx: own, timeZone: (await timezoneOf(own)) ?? 'UTC' }
  } catch (error) {
    if (error instanceof DomainError) return null
    throw error
  }
}

/** The client's own page: what was asked, of whom, what comes next; what was shared, and taking it back. */
export default async function ClientLink(props: Props) {
  const locale = await localeOf(props.params)
  const { token } = await props.params
  const loaded = await load(token)
  const t = await getTranslations('refer')
  if (!loaded) {
    const over = (await ownLinkState(await visitorRequest(), token)) === 'expired'
    return over ? (
      <Expired locale={locale} token={token} />
    ) : (
      <PageHeader title={t('link.gone')} lead={t('my.goneLead')} />
    )
  }
  const { page, referrals } = loaded
  return (
    <div className="space-y-8">
      <PageHeader title={t('my.title')} lead={t('my.lead')} />
      {referrals.length === 0 && <p>{t('my.none')}</p>}
      {referrals.map((view) => (
        <MyReferral
          key={view.referral.id}
          ctx={loaded.ctx}
          view={view}
          locale={locale}
          token={token}
          timeZone={loaded.timeZone}
        />
      ))}
      <Shared page={page} timeZone={loaded.timeZone} locale={locale} token={token} />
      {!loaded.ctx.actor.giver && (
        <section aria-labelledby="history" className="space-y-2">
          <h2 id="history" className="text-xl">
            {t('my.history')}
          </h2>
          <a href={paths.ownHistory(locale, token)} className="inline-flex min-h-target items-center">
            {t('my.historyLead')}
          </a>
        </section>
      )}
    </div>
  )
}

function Hidden(props: { locale: Locale; token: string; more?: Record<string, string | number> }) {
  const values = { locale: props.locale, token: props.token, ...props.more }
  return Object.entries(values).map(([name, value]) => (
    <input key={name} type="hidden" name={name} value={value} />
  ))
}

/** Says nothing of whose page it was, nor where a new link goes: whoever has the old one may be somebody else. */
async function Expired({ locale, token }: { locale: Locale; token: string }) {
  const t = await getTranslations('refer')
  return (
    <>
      <PageHeader title={t('link.expired')} lead={t('my.expiredLead')} />
      <ActionForm action={reissue} problem={t('problem')} doneText={t('my.reissued')}>
        <Hidden locale={locale} token={token} />
        <Button>{t('link.reissue')}</Button>
      </ActionForm>
    </>
  )
}

/** The message that says what comes next. */
function nextOf({ actor, now }: Ctx, referral: ReferralView['referral'], own: boolean) {
  const { status, proposal } = referral
  if (isQuestionOver(referral, now)) return 'my.askOver'
  if (status === 'awaiting-consent' && !isAsked(actor, referral))
    return proposal?.giver === 'representative' ? 'my.askedOf.representative' : 'my.askedOf.guardian'
  return own && OWN_NEXT.includes(status) ? (`my.ownNext.${status}` as const) : (`my.next.${status}` as const)
}

type Shown = { ctx: Ctx; view: ReferralView; locale: Locale; token: string; timeZone: string }

async function MyReferral({ ctx, view, locale, token, timeZone }: Shown) {
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const { referral, arrangement } = view
  const own = referral.selfReferred && !ctx.actor.giver
  const appointment = typeof arrangement?.at === 'string' ? new Date(arrangement.at) : null
  const asked = isAsked(ctx.actor, referral) && !isQuestionOver(referral, ctx.now)
  const accepted = BEFORE_YES.includes(referral.status) ? 'no' : 'yes'
  // Who is asked for a consent says no to the question itself.
  const canStop = !isEnded(referral.status) && referral.status !== 'cancel-asked' && !asked
  const today = DateTime.fromJSDate(ctx.now, { zone: view.agency.calendar.timezone }).toISODate() ?? ''
  const said = view.outcomes.findLast((outcome) => outcome.saidBy === 'client')
  return (
    <Card className="space-y-4" aria-label={view.agency.name}>
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div>
          <h2 className="text-xl">{view.agency.name}</h2>
          <p className="text-soft">{view.service.name}</p>
        </div>
        <StatusTag status={referral.status} />
      </div>
      <p>{t(nextOf(ctx, referral, own))}</p>
      {asked ? (
        <ConsentAsk view={view} locale={locale} token={token} timeZone={timeZone} />
      ) : (
        <SummaryList
          rows={[
            view.needId !== '' && { term: t('link.need'), children: needLabel(view.needId, locale) },
            view.request !== null && {
              term: t('ask.words'),
              children: <bdi className="whitespace-pre-line">{view.request}</bdi>,
            },
          ]}
        />
      )}
      {own && <OwnAsking ctx={ctx} view={view} locale={locale} token={token} />}
      <ConsentRenew ctx={ctx} view={view} locale={locale} token={token} />
      {appointment && referral.status === 'scheduled' && (
        <p className="font-semibold">
          {format.dateTime(appointment, {
            dateStyle: 'full',
            timeStyle: 'short',
            timeZone: view.agency.calendar.timezone,
          })}
          {' · '}
          <a href={`/${locale}/my/${token}/appointment?referral=${referral.id}`}>{t('my.calendar')}</a>
        </p>
      )}
      {referral.status !== 'awaiting-consent' && (
        <Disclosure summary={t('my.howItWent')} open={isEnded(referral.status) && !said}>
          {said && <p className="mb-3">{t('my.said', { outcome: t(`outcome.${said.outcome}`) })}</p>}
          <ActionForm
            action={sayHowItWent}
            problem={t('problem')}
            doneText={t(own ? 'my.thanksOwn' : 'my.thanks')}
          >
            <Hidden locale={locale} token={token} more={{ referralId: referral.id }} />
            <FormSelect
              name="outcome"
              id={`outcome-${referral.id}`}
              label={t('outcome.title')}
              required
              // Nothing is chosen for them: a press of the button alone must not say that they got help.
              options={[
                { value: '', label: t('outcome.choose') },
                ...(['met', 'partly-met', 'not-met'] as const).map((value) => ({
                  value,
                  label: t(`my.outcome.${value}`),
                })),
              ]}
            />
            <FormSelect
              name="reasonCode"
              id={`why-${referral.id}`}
              label={t('optional', { label: t('my.why') })}
              options={['', 'never-called', 'not-eligible', 'no-capacity', 'access-barrier', 'other'].map(
                (value) => ({ value, label: value === '' ? '–' : t(`my.whyNot.${value}`) }),
              )}
            />
            <FormTextArea
              name="note"
              id={`note-${referral.id}`}
              label={t('optional', { label: t('fields.text') })}
            />
            <Button>{t('my.say')}</Button>
          </ActionForm>
        </Disclosure>
      )}
      {!ctx.actor.giver && <OwnSteps view={view} locale={locale} token={token} today={today} />}
      {canStop && (
        <Disclosure summary={t('my.stop')}>
          <p className="mb-3">{t(accepted === 'yes' ? 'my.stopAsks' : 'my.stopNow')}</p>
          <ActionForm action={stop} problem={t('problem')}>
            <Hidden
              locale={locale}
              token={token}
              more={{ referralId: referral.id, version: referral.version, accepted }}
            />
            <Button tone="danger">{t('my.stop')}</Button>
          </ActionForm>
        </Disclosure>
      )}
    </Card>
  )
}

async function Shared(props: { page: ClientPage; timeZone: string; locale: Locale; token: string }) {
  const { page, timeZone, locale, token } = props
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const live = page.consents.filter((consent) => !consent.revokedAt)
  return (
    <section aria-labelledby="shared" className="space-y-4">
      <h2 id="shared" className="text-xl">
        {t('my.shared')}
      </h2>
      {page.disclosures.length === 0 && <p>{t('my.nothingShared')}</p>}
      <ul className="space-y-2">
        {page.disclosures.map((disclosure) => (
          <li key={disclosure.referralId}>
            <bdi className="font-semibold">{disclosure.agencyName}</bdi>,{' '}
            {format.dateTime(disclosure.at, { dateStyle: 'medium', timeZone })}
            {': '}
            {disclosure.fields.map((field) => t(`field.${field}`)).join(', ')}
            {disclosure.withdrawnAt && <em> ({t('my.closedAgain')})</em>}
          </li>
        ))}
      </ul>
      {live.map((consent) => (
        <Card key={consent.id} className="space-y-3">
          <p>
            <strong>{consent.record.recipient ?? consent.recipientClass}</strong>:{' '}
            {consent.fields.map((field) => t(`field.${field}`)).join(', ')}
          </p>
          {consent.expiresAt && (
            <p className="text-soft">
              {t('my.until', {
                date: format.dateTime(consent.expiresAt, { dateStyle: 'long', timeZone: consent.timezone }),
              })}
            </p>
          )}
          <p>
            <a
              href={`/${locale}/my/${token}/consents/${consent.id}`}
              className="inline-flex min-h-target items-center"
            >
              {t('receipt.title')}
            </a>
          </p>
          <Disclosure summary={t('my.takeBack')}>
            <ActionForm action={takeBack} problem={t('problem')}>
              <Hidden locale={locale} token={token} more={{ consentId: consent.id }} />
              <FormChoices
                type="checkbox"
                name="sure"
                id={`sure-${consent.id}`}
                legend={t('my.takeBackMeans')}
                choices={[{ value: 'yes', label: t('my.sure') }]}
              />
              <Button tone="danger">{t('my.takeBack')}</Button>
            </ActionForm>
          </Disclosure>
        </Card>
      ))}
    </section>
  )
}
