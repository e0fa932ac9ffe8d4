import type { Metadata } from 'next'
import { getFormatter, getTranslations } from 'next-intl/server'
import { CallScript, TellAgency } from '#app/_referral/call-script.tsx'
import { ConsentStanding } from '#app/_referral/consent-standing.tsx'
import { Files } from '#app/_referral/files.tsx'
import { HeldAnswers } from '#app/_referral/held-answers.tsx'
import { MailboxNotice } from '#app/_referral/mailbox-notice.tsx'
import { Messages } from '#app/_referral/messages.tsx'
import { Moves } from '#app/_referral/moves.tsx'
import { PacketSummary } from '#app/_referral/packet-summary.tsx'
import { ReferOn } from '#app/_referral/refer-on.tsx'
import { Notices, Outcomes, ReferralTimeline, StatusTag } from '#app/_referral/story.tsx'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button, ButtonLink } from '#app/_ui/button.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { SummaryList } from '#app/_ui/summary-list.tsx'
import { Tag } from '#app/_ui/tag.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import { heldAnswers } from '#refer/notifications/answer/held.ts'
import type { Status } from '#refer/referrals/model.ts'
import { type ReferralView, readReferral } from '#refer/referrals/queries/referral.ts'
import { isEnded } from '#refer/referrals/transitions.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole } from '#web/session.ts'
import { act, attach, decideHeld, markRead, referOnward, toNewMailbox, write } from '../actions.ts'
import { Met } from './_parts/met.tsx'
import { Revoke } from './_parts/revoke.tsx'

/** Where an agency's answer is awaited. */
const ASKED: readonly Status[] = ['sent', 'opened', 'info-requested']

type Props = { params: Promise<{ locale: string; referralId: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('referral.title') }
}

export default async function ReferralPage(props: Props) {
  const locale = await localeOf(props.params)
  const { referralId } = await props.params
  const ctx = await requireRole(
    locale,
    ['coordinator', 'supervisor', 'agency-staff', 'agency-admin'],
    paths.referral(locale, referralId),
  )
  const view = await orNotFound(readReferral(ctx, referralId))
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const { referral, agency } = view
  const { timezone } = agency.calendar
  const sending = view.party === 'sender'
  const hidden = { locale, referralId }
  const byHand = referral.channel === 'telephone' || referral.channel === 'fax'
  return (
    <div className="grid gap-8 lg:grid-cols-[2fr_1fr]">
      <div className="space-y-8">
        <PageHeader
          title={sending ? agency.name : view.service.name}
          above={
            sending ? (
              <a href={paths.client(locale, referral.clientId)}>
                <bdi>{view.clientName}</bdi>
              </a>
            ) : (
              <a href={paths.inbox(locale)}>{t('nav.inbox')}</a>
            )
          }
          lead={sending ? view.service.name : needLabel(view.needId, locale)}
          actions={<StatusTag status={referral.status} />}
        />
        {sending && (referral.status === 'draft' || referral.status === 'awaiting-consent') && (
          <ButtonLink href={paths.sendReferral(locale, referral.id)}>{t('send.finish')}</ButtonLink>
        )}
        <SummaryList
          rows={[
            { term: t('client.need'), children: needLabel(view.needId, locale) },
            !sending && view.senderName !== null && { term: t('ask.from'), children: view.senderName },
            sending &&
              view.request !== null && {
                term: t('packet.request'),
                children: <span className="whitespace-pre-line">{view.request}</span>,
              },
            referral.dueAt && {
              term: t(`clock.${referral.dueKind}`),
              children: (
                <>
                  {format.dateTime(referral.dueAt, {
                    dateStyle: 'full',
                    timeStyle: 'short',
                    timeZone: timezone,
                  })}{' '}
                  {referral.dueAt < ctx.now && <Tag tone="stop">{t('late')}</Tag>}
                </>
              ),
            },
            referral.reason !== null && {
              term: t('fields.reason'),
              children: `${t(`options.reason.${referral.reason}`)}${view.reasonWords ? `: ${view.reasonWords}` : ''}`,
            },
            sending && {
              term: t('send.channel'),
              children: t(`send.channels.${referral.channel}`, { phone: agency.phone ?? '' }),
            },
          ]}
        />
        {sending && referral.status === 'scheduled' && (
          <p>
            <a
              href={paths.appointment(locale, referral.id)}
              className="inline-flex min-h-target items-center"
            >
              {t('referral.calendar')}
            </a>
          </p>
        )}
        {sending && <ConsentStanding view={view} locale={locale} />}
        <MailboxNotice agency={agency} follow={toNewMailbox} hidden={hidden} />
        {view.toTell && <TellAgency ctx={ctx} view={view} toTell={view.toTell} locale={locale} />}
        {sending && byHand && ASKED.includes(referral.status) && (
          <CallScript ctx={ctx} view={view} locale={locale} />
        )}
        {sending && referral.sentAt && !isEnded(referral.status) && !view.consent?.over && (
          <p className="flex flex-wrap gap-3">
            <ButtonLink tone="secondary" href={paths.packet(locale, referral.id)}>
              {t('print-packet.title')}
            </ButtonLink>
            <ButtonLink tone="secondary" href={paths.card(locale, referral.id)}>
              {t('card.title')}
            </ButtonLink>
          </p>
        )}
        {!sending && view.packet && (
          <section aria-labelledby="packet">
            <h2 id="packet" className="mb-2 text-xl">
              {t('packet.title')}
            </h2>
            <PacketSummary
              content={view.packet.content}
              redisclosureNotice={view.packet.redisclosureNotice}
            />
          </section>
        )}
        {(sending || referral.selfReferred) && (
          <HeldAnswers
            held={await heldAnswers(ctx, referralId)}
            timezone={timezone}
            phone={agency.phone}
            own={!sending}
            action={decideHeld}
            hidden={hidden}
          />
        )}
        {!sending && view.moves.some(({ action }) => action === 'open') && (
          <ActionForm action={act} problem={t('problem')}>
            <input type="hidden" name="locale" value={locale} />
            <input type="hidden" name="referralId" value={referralId} />
            <input type="hidden" name="action" value="open" />
            <input type="hidden" name="version" value={referral.version} />
            <Button tone="secondary">{t('moves.seen')}</Button>
          </ActionForm>
        )}
        <Moves
          // On a consent that is over nothing is sent again: the way to a new one stands above.
          moves={view.moves.filter(({ action }) => action !== 'reopen' || !view.consent?.over)}
          last={view.timeline.at(-1)}
          version={referral.version}
          calendar={agency.calendar}
          action={act}
          hidden={hidden}
        />
        {view.mayReferOn && <ReferOn action={referOnward} version={referral.version} hidden={hidden} />}
        {sending && (
          <ButtonLink
            tone="secondary"
            href={paths.clientNeed(locale, referral.clientId, referral.clientNeedId, referral.id)}
          >
            {t('onward.title')}
          </ButtonLink>
        )}
        {sending && <Met locale={locale} view={view} />}
        <Messages
          messages={view.messages}
          own={sending ? 'sender' : 'agency'}
          action={write}
          unread={sending && byHand ? t('messages.byPhone', { phone: agency.phone ?? '' }) : undefined}
          markRead={markRead}
          hidden={hidden}
          timezone={timezone}
        />
        <Files
          files={view.files}
          hrefOf={(id) => paths.file(locale, id)}
          notShared={sending && view.packet !== null && !view.packet.fields.includes('attachments')}
          action={attach}
          hidden={hidden}
        />
        {sending && referral.consentId && (
          <p>
            <a
              href={paths.consent(view.consent?.locale ?? locale, referral.consentId)}
              hrefLang={view.consent?.locale ?? locale}
              className="inline-flex min-h-target items-center"
            >
              {t('receipt.open')}
            </a>
          </p>
        )}
        {sending && (
          <p className="text-sm text-soft">
            {t('referral.reference')} <span className="ltr font-mono">{referral.id}</span>
          </p>
        )}
        {sending && referral.consentId && view.consent?.over !== 'revoked' && (
          <Revoke locale={locale} view={view} consentId={referral.consentId} />
        )}
      </div>
      <aside className="space-y-8">
        <Outcomes outcomes={view.outcomes} />
        <Onward locale={locale} lines={view.onward} />
        <section aria-labelledby="story">
          <h2 id="story" className="mb-3 text-xl">
            {t('story.title')}
          </h2>
          <ReferralTimeline entries={view.timeline} timezone={timezone} />
        </section>
        <Notices notices={view.notices} timezone={timezone} />
      </aside>
    </div>
  )
}

/** Where it came on from, and where it went on to. */
async function Onward({ locale, lines }: { locale: Locale; lines: ReferralView['onward'] }) {
  const t = await getTranslations('refer')
  if (lines.length === 0) return null
  return (
    <section aria-labelledby="onward">
      <h2 id="onward" className="mb-2 text-xl">
        {t('onward.list')}
      </h2>
      <ul className="space-y-2">
        {lines.map((line) => (
          <li key={line.id} className="flex flex-wrap items-center gap-2">
            <a href={paths.referral(locale, line.id)} className="inline-flex min-h-target items-center">
              {t(`onward.${line.which}`, { agency: line.agencyName })}
            </a>
            <StatusTag status={line.status} />
          </li>
        ))}
      </ul>
    </section>
  )
}
