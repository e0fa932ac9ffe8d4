import { cookies } from 'next/headers'
import { getFormatter, getTranslations } from 'next-intl/server'
import { Files } from '#app/_referral/files.tsx'
import { HeldAnswers } from '#app/_referral/held-answers.tsx'
import { Messages } from '#app/_referral/messages.tsx'
import { Moves } from '#app/_referral/moves.tsx'
import { PacketSummary } from '#app/_referral/packet-summary.tsx'
import { ReferOn } from '#app/_referral/refer-on.tsx'
import { Outcomes, ReferralTimeline, StatusTag } from '#app/_referral/story.tsx'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FormField } from '#app/_ui/form-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { SummaryList } from '#app/_ui/summary-list.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import { stampShown } from '#refer/notifications/answer/agency-answer.ts'
import { type LinkPage, readAgencyLink } from '#refer/notifications/answer/agency-link.ts'
import { heldAnswers } from '#refer/notifications/answer/held.ts'
import { linkActor } from '#refer/notifications/answer/link-actor.ts'
import { linkPath } from '#refer/notifications/links.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { visitorRequest } from '#web/context.ts'
import {
  answer,
  attachByLink,
  decideHeldByLink,
  markReadByLink,
  prove,
  referOnByLink,
  reissue,
  sendCode,
  writeByLink,
} from './actions.ts'
import { CardAnswer } from './card-answer.tsx'
import { proofCookie } from './proof.ts'

type Props = { params: Promise<{ locale: string; token: string }> }

/** One referral for one agency, without an account. Drawing it changes nothing. */
export default async function AgencyAnswer(props: Props) {
  const locale = await localeOf(props.params)
  const { token } = await props.params
  const proof = (await cookies()).get(proofCookie(token))?.value
  const page = await readAgencyLink(await visitorRequest(), token, proof)
  const t = await getTranslations('refer')
  switch (page.state) {
    case 'gone':
      return <PageHeader title={t('link.gone')} lead={t('link.goneLead')} />
    case 'card':
      return <CardAnswer locale={locale} token={token} />
    case 'expired':
      return <Expired page={page} locale={locale} token={token} />
    case 'prove':
      return <Prove page={page} locale={locale} token={token} />
    case 'proven':
      return <Answer locale={locale} token={token} proof={proof} />
  }
}

function Hidden({ locale, token }: { locale: Locale; token: string }) {
  return (
    <>
      <input type="hidden" name="locale" value={locale} />
      <input type="hidden" name="token" value={token} />
    </>
  )
}

/** For whom none of this was meant. It leads to a page that shows nothing of the referral. */
async function WrongAddress({ locale, token }: { locale: Locale; token: string }) {
  const t = await getTranslations('refer')
  return (
    <p>
      <a href={linkPath.wrongAddress(locale, token)} className="inline-flex min-h-target items-center">
        {t('wrongAddress.link')}
      </a>
    </p>
  )
}

async function Expired({
  page,
  locale,
  token,
}: {
  page: Extract<LinkPage, { state: 'expired' }>
  locale: Locale
  token: string
}) {
  const t = await getTranslations('refer')
  return (
    <>
      <PageHeader
        title={t('link.expired')}
        lead={page.mailbox ? t('link.expiredLead', { mailbox: page.mailbox }) : t('link.byPhone')}
      />
      {page.mailbox && (
        <ActionForm action={reissue} problem={t('problem')} doneText={t('link.reissued')}>
          <Hidden locale={locale} token={token} />
          <Button>{t('link.reissue')}</Button>
        </ActionForm>
      )}
      <WrongAddress locale={locale} token={token} />
    </>
  )
}

async function Prove({
  page,
  locale,
  token,
}: {
  page: Extract<LinkPage, { state: 'prove' }>
  locale: Locale
  token: string
}) {
  const t = await getTranslations('refer')
  const sensitive = page.preview.needId === 'sensitive'
  return (
    <>
      <PageHeader title={t('link.title', { agency: page.agencyName })} lead={t('link.lead')} />
      <SummaryList
        rows={[
          { term: t('link.person'), children: page.preview.initials },
          {
            term: t('link.need'),
            children: sensitive ? t('link.sensitiveNeed') : needLabel(page.preview.needId, locale),
          },
        ]}
      />
      <div className="mt-6 space-y-6">
        {page.codeSent && (
          <ActionForm action={prove} problem={t('problem')}>
            <Hidden locale={locale} token={token} />
            <FormField
              name="code"
              label={t('link.code')}
              hint={t('link.codeHint', { mailbox: page.mailbox })}
              autoComplete="one-time-code"
              inputMode="numeric"
              required
            />
            <Button>{t('link.prove')}</Button>
          </ActionForm>
        )}
        <ActionForm
          action={sendCode}
          problem={t('problem')}
          doneText={t('link.codeSent', { mailbox: page.mailbox })}
        >
          <Hidden locale={locale} token={token} />
          <Button tone={page.codeSent ? 'secondary' : 'primary'}>
            {t(page.codeSent ? 'link.sendAgain' : 'link.sendCode', { mailbox: page.mailbox })}
          </Button>
        </ActionForm>
        <WrongAddress locale={locale} token={token} />
      </div>
    </>
  )
}

async function Answer({
  locale,
  token,
  proof,
}: {
  locale: Locale
  token: string
  proof: string | undefined
}) {
  const t = await getTranslations('refer')
  const visitor = await visitorRequest()
  const actor = await linkActor(visitor, token, proof)
  const ctx = { ...visitor, actor }
  const view = await readReferral(ctx, actor.referralId as string)
  const { timezone } = view.agency.calendar
  const format = await getFormatter()
  return (
    <div className="space-y-8">
      <PageHeader
        title={t('link.title', { agency: view.agency.name })}
        lead={view.service.name}
        actions={<StatusTag status={view.referral.status} />}
      />
      <SummaryList
        rows={[
          view.senderName !== null && { term: t('ask.from'), children: view.senderName },
          view.referral.dueAt && {
            term: t(`clock.${view.referral.dueKind}`),
            children: format.dateTime(view.referral.dueAt, {
              dateStyle: 'full',
              timeStyle: 'short',
              timeZone: timezone,
            }),
          },
        ]}
      />
      {view.packet && (
        <section aria-labelledby="packet">
          <h2 id="packet" className="mb-2 text-xl">
            {t('packet.title')}
          </h2>
          <p className="mb-3">
            <strong>{needLabel(view.needId, locale)}</strong>
            {view.referral.urgency === 'urgent' && ` – ${t('urgent')}`}
          </p>
          <PacketSummary content={view.packet.content} redisclosureNotice={view.packet.redisclosureNotice} />
        </section>
      )}
      {view.referral.selfReferred && view.packet && (
        <HeldAnswers
          held={await heldAnswers(ctx, view.referral.id)}
          timezone={timezone}
          phone={null}
          own
          action={decideHeldByLink}
          hidden={{ locale, token, shown: stampShown(ctx.now) }}
        />
      )}
      <Moves
        moves={view.moves}
        last={view.timeline.at(-1)}
        version={view.referral.version}
        calendar={view.agency.calendar}
        action={answer}
        hidden={{ locale, token, shown: stampShown(ctx.now) }}
        held={t(view.referral.selfReferred ? 'link.heldOwn' : 'link.held')}
      />
      {view.mayReferOn && (
        <ReferOn action={referOnByLink} version={view.referral.version} hidden={{ locale, token }} />
      )}
      <Messages
        messages={view.messages}
        own="agency"
        action={writeByLink}
        markRead={markReadByLink}
        hidden={{ locale, token }}
        timezone={timezone}
      />
      <Files
        files={view.files}
        hrefOf={(id) => `/${locale}/answer/${token}/files/${id}`}
        notShared={false}
        action={attachByLink}
        hidden={{ locale, token }}
      />
      <Outcomes outcomes={view.outcomes} />
      <section aria-labelledby="story">
        <h2 id="story" className="mb-3 text-xl">
          {t('story.title')}
        </h2>
        <ReferralTimeline entries={view.timeline} timezone={timezone} />
      </section>
      <WrongAddress locale={locale} token={token} />
    </div>
  )
}
