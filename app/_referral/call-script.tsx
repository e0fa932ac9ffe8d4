import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { FormField, FormSelect } from '#app/_ui/form-fields.tsx'
import { languageName } from '#app/_ui/names.ts'
import { SummaryList } from '#app/_ui/summary-list.tsx'
import { Hours } from '#app/[locale]/(find)/_listing/hours.tsx'
import { finishTold, logCall } from '#app/[locale]/(refer)/referrals/actions.ts'
import type { Ctx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { servicePage } from '#find/directory/queries.ts'
import { type DayHours, nextOpenMoment } from '#refer/agencies/calendar.ts'
import type { PacketContent } from '#refer/referrals/packet.ts'
import type { ReferralView } from '#refer/referrals/queries/referral.ts'
import { PacketSummary } from './packet-summary.tsx'

/** The agency's number, whom to ask for, and when somebody picks up. */
async function Telephone({ ctx, view, locale }: { ctx: Ctx; view: ReferralView; locale: Locale }) {
  const t = await getTranslations('refer')
  const page = await servicePage(ctx, view.service.id)
  const place = page?.places.find((each) => each.hours.length > 0)
  const hours = place?.hours ?? page?.hours ?? []
  return (
    <>
      {view.agency.phone && (
        <p className="text-lg">
          <a
            href={`tel:${view.agency.phone.replaceAll(/[^\d+]/g, '')}`}
            className="inline-flex min-h-target items-center font-semibold"
          >
            <span className="ltr">{view.agency.phone}</span>
          </a>
        </p>
      )}
      {view.agency.contactName && (
        <p>
          {t('call.askFor')} <bdi className="font-semibold">{view.agency.contactName}</bdi>
        </p>
      )}
      {view.agency.callHours && <PicksUp agency={view.agency} hours={view.agency.callHours} now={ctx.now} />}
      {view.agency.phoneHours && <p>{view.agency.phoneHours}</p>}
      {!view.agency.callHours && !view.agency.phoneHours && (
        <Hours
          locale={locale}
          schedules={hours}
          zone={view.agency.calendar.timezone}
          place={view.service.name}
          now={ctx.now}
        />
      )}
    </>
  )
}

/** What ended or changed, to be told to an agency that nothing is mailed to. */
export async function TellAgency(props: {
  ctx: Ctx
  view: ReferralView
  toTell: NonNullable<ReferralView['toTell']>
  locale: Locale
}) {
  const { ctx, view, toTell, locale } = props
  const t = await getTranslations('refer')
  return (
    <section aria-labelledby="tell" className="space-y-3 rounded-md border border-rail bg-rail-tint p-4">
      <h2 id="tell" className="text-xl">
        {t('call.tell.title')}
      </h2>
      <Telephone ctx={ctx} view={view} locale={locale} />
      <p>{t(`call.tell.${toTell.action}`)}</p>
      <ActionForm action={finishTold} problem={t('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="referralId" value={view.referral.id} />
        <input type="hidden" name="taskId" value={toTell.taskId} />
        <Button tone="secondary">{t('call.tell.done')}</Button>
      </ActionForm>
    </section>
  )
}

/** An agency without a mailbox is called: the number, when it is answered, and what to say. */
export async function CallScript({ ctx, view, locale }: { ctx: Ctx; view: ReferralView; locale: Locale }) {
  const t = await getTranslations('refer')
  return (
    <section aria-labelledby="call" className="space-y-3 rounded-md border border-rail bg-rail-tint p-4">
      <h2 id="call" className="text-xl">
        {t('call.title')}
      </h2>
      <Telephone ctx={ctx} view={view} locale={locale} />
      <p className="whitespace-pre-line">{t('call.script', { service: view.service.name })}</p>
      {view.packet && view.disclosed ? (
        <ToTell view={view} content={view.packet.content} locale={locale} />
      ) : (
        <p className="font-semibold">{t('print-packet.none')}</p>
      )}
      {['sent', 'opened'].includes(view.referral.status) && (
        <Disclosure summary={t('call.log')}>
          <ActionForm action={logCall} problem={t('problem')} doneText={t('call.logged')}>
            <input type="hidden" name="locale" value={locale} />
            <input type="hidden" name="referralId" value={view.referral.id} />
            <input type="hidden" name="version" value={view.referral.version} />
            <FormSelect
              name="result"
              id="call-result"
              label={t('fields.result')}
              options={(['no-answer', 'left-message', 'wrong-number', 'reached'] as const).map((value) => ({
                value,
                label: t(`options.result.${value}`),
              }))}
            />
            <FormField name="note" id="call-note" label={t('optional', { label: t('fields.note') })} />
            <Button tone="secondary">{t('call.log')}</Button>
          </ActionForm>
        </Disclosure>
      )}
    </section>
  )
}

/** What may be said before anybody knows who it is, and behind one more step what is told once they say yes. */
async function ToTell(props: { view: ReferralView; content: PacketContent; locale: Locale }) {
  const { view, content, locale } = props
  const t = await getTranslations('refer')
  return (
    <>
      <p className="font-semibold">{t('call.first')}</p>
      <SummaryList
        rows={[
          { term: t('client.urgency'), children: t(`client.${view.referral.urgency}`) },
          content.languages !== undefined && {
            term: t('packet.languages'),
            children: content.languages.map((code) => languageName(code, locale)).join(', '),
          },
          content.interpreter !== undefined && {
            term: t('client.interpreter'),
            children: t(content.interpreter ? 'client.yes' : 'client.no'),
          },
        ]}
      />
      <Disclosure summary={t('call.then')}>
        <PacketSummary content={content} redisclosureNotice={view.packet?.redisclosureNotice ?? false} />
      </Disclosure>
    </>
  )
}

/** Whether somebody picks up now, and when next: in the agency's own days and hours. */
async function PicksUp(props: { agency: ReferralView['agency']; hours: DayHours; now: Date }) {
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const { calendar } = props.agency
  const next = nextOpenMoment(props.now, props.hours, calendar)
  const open = next.getTime() === props.now.getTime()
  return (
    <p>
      {t('call.hours', props.hours)}{' '}
      <strong>
        {open
          ? t('call.now')
          : t('call.next', {
              when: format.dateTime(next, {
                weekday: 'long',
                day: 'numeric',
                month: 'long',
                hour: 'numeric',
                minute: '2-digit',
                timeZone: calendar.timezone,
              }),
            })}
      </strong>
    </p>
  )
}
