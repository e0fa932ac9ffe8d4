import type { Metadata } from 'next'
import { getFormatter, getTranslations } from 'next-intl/server'
import { StatusTag } from '#app/_referral/story.tsx'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button, ButtonLink } from '#app/_ui/button.tsx'
import { Card } from '#app/_ui/card.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { Tag } from '#app/_ui/tag.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { careTeamOf } from '#refer/clients/care-team.ts'
import { displayName } from '#refer/clients/model.ts'
import { type PossibleDuplicate, possibleDuplicates, readClient } from '#refer/clients/queries.ts'
import { listReferrals } from '#refer/referrals/queries/list.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole, timezone } from '#web/session.ts'
import { link, setClientCase, unlink } from '../actions.ts'
import { KnownFacts, SafeContactCard } from './_parts/about.tsx'
import { CareTeamSection } from './_parts/care-team.tsx'
import { ContactPreview } from './_parts/contact-preview.tsx'
import { EmergencyRecord } from './_parts/emergency.tsx'
import { NeedsSection } from './_parts/needs.tsx'

type Props = { params: Promise<{ locale: string; clientId: string }> }

/** Never the client's name: a title stands in histories and on shared screens. */
export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('client.title') }
}

export default async function ClientPage(props: Props) {
  const locale = await localeOf(props.params)
  const { clientId } = await props.params
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], paths.client(locale, clientId))
  const client = await orNotFound(readClient(ctx, clientId))
  if (client.emergency)
    return (
      <EmergencyRecord
        client={client}
        endsAt={client.emergency.endsAt}
        team={await careTeamOf(ctx, clientId)}
        locale={locale}
      />
    )
  const [referrals, duplicates, team] = await Promise.all([
    listReferrals(ctx, { clientId }),
    possibleDuplicates(ctx, clientId),
    careTeamOf(ctx, clientId),
  ])
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const timeZone = await timezone()
  const { record } = client
  return (
    <div className="space-y-8">
      <PageHeader
        title={<bdi>{displayName(record)}</bdi>}
        above={<a href={paths.clients(locale)}>{t('nav.clients')}</a>}
        actions={
          <ButtonLink tone="secondary" href={`${paths.client(locale, clientId)}/edit`}>
            {t('client.edit')}
          </ButtonLink>
        }
      />
      {client.status === 'closed' && (
        <p className="rounded-md border border-line bg-sunken p-3 font-semibold">
          {t('client.closedBanner')}
        </p>
      )}
      <SafeContactCard record={record} />
      <NeedsSection needs={client.needs} clientId={clientId} locale={locale} />
      <section aria-labelledby="referrals" className="space-y-3">
        <h2 id="referrals" className="text-xl">
          {t('nav.referrals')}
        </h2>
        {referrals.length === 0 && <p>{t('client.noReferrals')}</p>}
        <ul className="divide-y divide-line">
          {referrals.map((referral) => (
            <li key={referral.id} className="flex flex-wrap items-center justify-between gap-2 py-2">
              <a href={paths.referral(locale, referral.id)} className="inline-flex min-h-target items-center">
                {referral.agencyName ?? t('sensitiveAgency')}
              </a>
              <span className="flex items-center gap-3 text-sm text-soft">
                {referral.dueAt &&
                  t('due', {
                    date: format.dateTime(referral.dueAt, {
                      dateStyle: 'medium',
                      timeZone,
                    }),
                  })}
                {referral.dueAt && referral.dueAt < ctx.now && <Tag tone="stop">{t('late')}</Tag>}
                <StatusTag status={referral.status} />
              </span>
            </li>
          ))}
        </ul>
      </section>
      <KnownFacts record={record} locale={locale} />
      <CareTeamSection team={team} clientId={clientId} locale={locale} />
      <p>
        <a href={paths.disclosures(locale, clientId)} className="inline-flex min-h-target items-center">
          {t('disclosures.title')}
        </a>
      </p>
      <p>
        <a href={paths.giveOwnPage(locale, clientId)} className="inline-flex min-h-target items-center">
          {t('ownPage.title')}
        </a>
      </p>
      <ContactPreview ctx={ctx} clientId={clientId} />
      <Duplicates duplicates={duplicates} clientId={clientId} locale={locale} />
      <CaseStatus status={client.status} clientId={clientId} locale={locale} />
    </div>
  )
}

/** Closing the record, and opening it again: nothing is lost by either. */
async function CaseStatus(props: { status: 'active' | 'closed'; clientId: string; locale: Locale }) {
  const t = await getTranslations('refer')
  const closed = props.status === 'closed'
  const form = (
    <ActionForm action={setClientCase} problem={t('problem')} className="space-y-3">
      <input type="hidden" name="locale" value={props.locale} />
      <input type="hidden" name="clientId" value={props.clientId} />
      <input type="hidden" name="status" value={closed ? 'active' : 'closed'} />
      {!closed && <p>{t('client.closeLead')}</p>}
      <Button tone="secondary">{t(closed ? 'client.reopenCase' : 'client.closeCase')}</Button>
    </ActionForm>
  )
  return closed ? form : <Disclosure summary={t('client.closeCase')}>{form}</Disclosure>
}

async function Duplicates(props: {
  duplicates: readonly PossibleDuplicate[]
  clientId: string
  locale: Locale
}) {
  const t = await getTranslations('refer')
  if (props.duplicates.length === 0) return null
  return (
    <section aria-labelledby="duplicates" className="space-y-3">
      <h2 id="duplicates" className="text-xl">
        {t('duplicates.title')}
      </h2>
      <p className="text-soft">{t('duplicates.lead')}</p>
      {props.duplicates.map((other) => (
        <Card key={other.id} className="flex flex-wrap items-center justify-between gap-3">
          <a href={paths.client(props.locale, other.id)}>
            <bdi>{other.name}</bdi>
          </a>
          {other.linkId ? (
            <ActionForm action={unlink} problem={t('problem')} className="flex items-center gap-3">
              <input type="hidden" name="locale" value={props.locale} />
              <input type="hidden" name="clientId" value={props.clientId} />
              <input type="hidden" name="linkId" value={other.linkId} />
              <span>{t(`duplicates.${other.decision ?? 'same-person'}`)}</span>
              <Button tone="quiet">{t('duplicates.undo')}</Button>
            </ActionForm>
          ) : (
            <ActionForm action={link} problem={t('problem')} className="flex flex-wrap gap-3">
              <input type="hidden" name="locale" value={props.locale} />
              <input type="hidden" name="clientId" value={props.clientId} />
              <input type="hidden" name="otherId" value={other.id} />
              <Button tone="secondary" name="decision" value="same-person">
                {t('duplicates.same')}
              </Button>
              <Button tone="quiet" name="decision" value="different-people">
                {t('duplicates.different')}
              </Button>
            </ActionForm>
          )}
        </Card>
      ))}
    </section>
  )
}
