import { tokenPlaceholder } from '#base/core/link-token.ts'
import type { Ctx, Tx } from '#base/db/context.ts'
import { DEFAULT_LOCALE, type Locale } from '#base/i18n/locales.ts'
import { queueMail } from '#base/mail/store.ts'
import { readConfig } from '#base/runtime/config.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { type DayHours, nextOpenMoment } from '#refer/agencies/calendar.ts'
import { mailboxFor } from '#refer/agencies/held-mailbox.ts'
import type { Agency } from '#refer/agencies/model.ts'
import { findAgency } from '#refer/agencies/store.ts'
import { linkGiverOf, localeOfClient, reachOfGiver } from '#refer/clients/reach.ts'
import { findClient } from '#refer/clients/store.ts'
import type { Referral } from '#refer/referrals/model.ts'
import { findReferral, isDisclosed } from '#refer/referrals/store.ts'
import { agencyLinks, linkPath } from './links.ts'
import { type Audience, type News, templateOf } from './recipients.ts'
import {
  arrangersOf,
  coordinatorsOf,
  deliveryOf,
  linkFor,
  noteNotification,
  type Person,
  staffOf,
  supervisorsOf,
} from './store.ts'

export type Telling = {
  referral: Referral
  agency: Agency
  sequence: number | string
  news: News
  appUrl: string
}

export async function load(
  tx: Tx,
  referralId: string,
): Promise<{ referral: Referral; agency: Agency } | undefined> {
  const referral = await findReferral(tx, referralId)
  const agency = referral && (await findAgency(tx, referral.agencyId))
  return referral && agency && { referral, agency }
}

export async function tell(tx: Tx, ctx: Ctx, audience: Audience, telling: Telling): Promise<void> {
  switch (audience) {
    case 'agency':
      return tellAgency(tx, ctx, telling)
    case 'client':
      return tellClient(tx, ctx, telling)
    case 'sender':
      if (telling.referral.selfReferred) return tellClient(tx, ctx, telling)
      return tellPeople(tx, ctx, telling, await coordinatorsOf(tx, telling.referral.clientId))
    case 'supervisor':
      return tellSupervisors(tx, ctx, telling)
  }
}

const keyOf = ({ referral, sequence, news }: Telling, recipient: string) =>
  `${referral.id}:${sequence}:${news}:${recipient}`

/** When a text may come to an agency that named no hours. */
const TEXT_HOURS: DayHours = { from: '08:00', to: '18:00' }

/** News after which the agency has nothing left to open. */
const WITHOUT_LINK: readonly News[] = ['withdrawn', 'corrected', 'consent-ended']

export async function tellAgency(tx: Tx, ctx: Ctx, telling: Telling): Promise<void> {
  const { referral, agency, news, appUrl } = telling
  const closed = WITHOUT_LINK.includes(news)
  // A job that comes late must not tell of what was taken back meanwhile, nor make a link to it.
  if (!closed && !(await isDisclosed(tx, referral.id, ctx.now))) return
  if (agency.careOrganizationId)
    await tellPeople(tx, ctx, telling, await staffOf(tx, agency.careOrganizationId, referral.assignedTo))
  const mailbox = await mailboxFor(tx, agency, referral.id)
  if (!mailbox) return
  const key = keyOf(telling, `agency:${agency.id}`)
  if (
    !(await noteNotification(tx, ctx.now, {
      key,
      topic: news,
      channel: 'mail',
      referralId: referral.id,
      agencyId: agency.id,
    }))
  )
    return
  const linkId = closed
    ? undefined
    : await linkFor(tx, ctx.now, {
        kind: 'agency',
        clientId: referral.clientId,
        referralId: referral.id,
        agencyId: agency.id,
      })
  const locale = agency.locale ?? DEFAULT_LOCALE
  await queueMail(tx, {
    key,
    to: mailbox,
    template: `agency.${news}`,
    locale,
    values: { agency: agency.name },
    referralId: referral.id,
    ...(linkId && agencyLinks(appUrl, locale, tokenPlaceholder(keyring(), linkId))),
  })
  const texts = news === 'referral-sent' || (agency.preferredChannel === 'text' && !closed)
  if (texts && agency.textNumber && agency.textConfirmedAt && readConfig().sms)
    await queueMail(tx, {
      notBefore: nextOpenMoment(ctx.now, agency.callHours ?? TEXT_HOURS, agency.calendar),
      key: `${key}:text`,
      to: agency.textNumber,
      channel: 'text',
      template: 'agency.referral-sent',
      locale,
      referralId: referral.id,
    })
}

/** The client's rules for being reached bind: where they forbid, a dropped row says that nothing was sent and why. */
export async function tellClient(tx: Tx, ctx: Ctx, telling: Telling): Promise<void> {
  const { referral, agency, news, appUrl } = telling
  const client = await findClient(tx, referral.clientId)
  if (!client) return
  // Whoever is asked to consent is asked under their own address, and sees what they are asked and no more.
  const giver = news === 'consent-asked' ? linkGiverOf(referral.proposal?.giver) : 'client'
  const reach = await reachOfGiver(tx, ctx.now, client, giver, agency.calendar.timezone)
  const key = keyOf(telling, `${giver}:${client.id}`)
  const channel = reach.channel ?? 'mail'
  const note = { key, topic: news, channel, referralId: referral.id, clientId: client.id }
  if (reach.channel === null) {
    await noteNotification(tx, ctx.now, { ...note, dueAt: ctx.now, droppedWhy: reach.why })
    return
  }
  const { notBefore, to } = reach
  if (!(await noteNotification(tx, ctx.now, { ...note, dueAt: notBefore }))) return
  const locale = localeOfClient(client.record)
  const linkId = await linkFor(tx, ctx.now, { kind: 'client', clientId: client.id, giver })
  await queueMail(tx, {
    key,
    to,
    channel,
    template: templateOf(news),
    locale,
    referralId: referral.id,
    clientId: client.id,
    notBefore,
    link: appUrl + linkPath.client(locale, tokenPlaceholder(keyring(), linkId)),
  })
}

/** Where nobody supervises the coordinator, whoever can change that hears that nobody does, and nothing of the referral. */
async function tellSupervisors(tx: Tx, ctx: Ctx, telling: Telling): Promise<void> {
  const { clientId } = telling.referral
  const supervisors = await supervisorsOf(tx, clientId)
  if (supervisors.length > 0) return tellPeople(tx, ctx, telling, supervisors)
  return tellPeople(tx, ctx, { ...telling, news: 'unsupervised' }, await arrangersOf(tx, clientId))
}

async function tellPeople(tx: Tx, ctx: Ctx, telling: Telling, people: readonly Person[]): Promise<void> {
  const { referral, news, appUrl } = telling
  for (const person of people) {
    const key = keyOf(telling, `account:${person.accountId}`)
    const note = { topic: news, referralId: referral.id, accountId: person.accountId }
    await noteNotification(tx, ctx.now, { ...note, key, channel: 'screen' })
    const delivery = await deliveryOf(tx, person.accountId, news)
    if (delivery === 'digest')
      await noteNotification(tx, ctx.now, { ...note, key: `${key}:digest`, channel: 'mail' })
    if (delivery !== 'at-once') continue
    if (!(await noteNotification(tx, ctx.now, { ...note, key: `${key}:mail`, channel: 'mail' }))) continue
    const locale: Locale = person.locale
    await queueMail(tx, {
      key: `${key}:mail`,
      to: person.email,
      template: `staff.${news}`,
      locale,
      referralId: referral.id,
      link: appUrl + (news === 'unsupervised' ? `/${locale}/people` : `/${locale}/referrals/${referral.id}`),
    })
  }
}
