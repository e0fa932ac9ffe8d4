import { formatDay, formatList, formatNumber, languageName } from '#base/i18n/format.ts'
import type { Locale } from '#base/i18n/locales.ts'
import type { CardDisplay } from '#find/directory/card.ts'
import type { OpeningState } from '#find/directory/card-hours.ts'
import type { Reason, Verdict } from '#find/eligibility/model.ts'
import { metersToMiles } from '#find/geo/distance.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import type { Asked } from './asked.ts'
import type { Judged } from './judge.ts'

const DAY = 86_400_000
/** A listing that somebody vouched for within a year speaks for itself; one older than two years speaks against it. */
const FRESH_DAYS = 365
const OLD_DAYS = 730

type Told = { judged: Judged; display: CardDisplay; asked: Asked; now: Date; locale: Locale }

/** Everything worth saying of one candidate, for and against, in the order in which a reader would ask. */
export function reasonsOf(told: Told): Reason[] {
  return [
    ...needReasons(told),
    ...audienceReasons(told),
    ...told.judged.assessment.reasons,
    ...areaReasons(told),
    ...distanceReasons(told),
    ...languageReasons(told),
    ...deliveryReasons(told),
    ...hoursReasons(told),
    ...accessReasons(told),
    ...capacityReasons(told),
    ...costReasons(told),
    ...freshnessReasons(told),
    ...responseReasons(told),
  ]
}

/** What rules a service out: the rules that are broken for certain, and where the person lives. */
export function reasonsAgainst(told: Told): Reason[] {
  return [...told.judged.assessment.reasons, ...areaReasons(told)].filter(
    ({ about, verdict }) => verdict === 'no' && (about === 'eligibility' || about === 'area'),
  )
}

function needReasons({ judged: { need }, asked, locale }: Told): Reason[] {
  if (need === 'words') return asked.words ? [{ about: 'need', verdict: 'unknown', key: 'need.words' }] : []
  const names = { need: needLabel(need.id, locale), asked: needLabel(need.asked, locale) }
  return [
    {
      about: 'need',
      verdict: need.closeness === 'broader' ? 'unknown' : 'yes',
      key: `need.${need.closeness}`,
      values: names,
    },
  ]
}

/** Whom it speaks of, where that may not be the person: no rule of the listing says so, so it is a thing to ask. */
function audienceReasons({ judged: { audience, facts } }: Told): Reason[] {
  if (audience === null || audience === 'yes') return []
  const anyOfWho = (facts.audiences ?? []).map((id) => ({ key: `audience.who.${id}` }))
  return [{ about: 'eligibility', verdict: 'unknown', key: 'audience.others', values: { anyOfWho } }]
}

function areaReasons({ judged: { area, areaBy }, display, asked, locale }: Told): Reason[] {
  const areas = formatList(display.areaNames.slice(0, 5), locale)
  const say = (verdict: Verdict, key: string): Reason[] => [
    {
      about: 'area',
      verdict,
      fact: 'residence',
      key,
      values: { areas, place: asked.place?.label ?? '' },
      words: display.areaNames.join('; '),
    },
  ]
  switch (area) {
    case 'yes':
      return say('yes', 'area.yes')
    case 'no':
      return areaBy === 'residence' ? say('no', 'area.no') : say('unknown', 'area.outside')
    case 'unresolved':
      return say('unknown', 'area.unresolved')
    case 'elsewhere':
      return say('unknown', 'area.elsewhere')
    case 'unknown':
    case 'placeless':
      return areas ? say('unknown', 'area.unknown') : []
    case 'none':
      return []
  }
}

function distanceReasons({ judged: { meters, facts }, display, asked, locale }: Told): Reason[] {
  if (meters === null || !asked.reach) {
    return facts.hidden ? [{ about: 'distance', verdict: 'unknown', key: 'distance.hidden' }] : []
  }
  const miles = formatNumber(metersToMiles(meters), locale, meters < 16_000 ? 1 : 0)
  const key = display.location?.approximate ? 'distance.about' : 'distance.away'
  return [
    { about: 'distance', verdict: meters <= 2 * asked.reach.meters ? 'yes' : 'no', key, values: { miles } },
  ]
}

function languageReasons({ judged: { language: match }, locale }: Told): Reason[] {
  // Nobody lists English where everybody speaks it.
  if (!match || (match.language === 'en' && match.by !== 'staff')) return []
  const language = languageName(match.language, locale)
  const verdict: Verdict = match.by === 'nobody' || match.by === 'written' ? 'unknown' : 'yes'
  return [
    { about: 'language', verdict, fact: 'languages', key: `language.${match.by}`, values: { language } },
  ]
}

function deliveryReasons({ judged: { delivery, facts }, asked }: Told): Reason[] {
  if (delivery === 'unknown') {
    return asked.delivery.length > 0
      ? [{ about: 'delivery', verdict: 'unknown', key: 'delivery.unknown' }]
      : []
  }
  const shown = facts.delivery.filter((way) => asked.delivery.length === 0 || asked.delivery.includes(way))
  return shown
    .filter((way) => way !== 'in-person' || asked.delivery.length > 0)
    .map((way) => ({ about: 'delivery', verdict: 'yes', key: `delivery.${way}` }))
}

const OPEN: Record<OpeningState, Verdict> = {
  open: 'yes',
  closed: 'no',
  appointment: 'unknown',
  unknown: 'unknown',
}

function hoursReasons({ judged: { hours }, asked, now }: Told): Reason[] {
  if (hours === null || asked.openAt === null) return []
  const { openAt } = asked
  const time = openAt instanceof Date ? (openAt.getTime() === now.getTime() ? 'now' : 'then') : openAt
  return [
    {
      about: 'hours',
      verdict: OPEN[hours],
      key: hours === 'open' || hours === 'closed' ? `hours.${time}.${hours}` : `hours.${hours}`,
    },
  ]
}

function accessReasons({ judged: { access, company } }: Told): Reason[] {
  return [
    ...access.map(
      ([kind, verdict]): Reason => ({ about: 'access', verdict, key: `access.${kind}.${verdict}` }),
    ),
    ...company.map(
      ([who, verdict]): Reason => ({ about: 'other', verdict, key: `company.${who}.${verdict}` }),
    ),
  ]
}

function capacityReasons({ judged: { facts }, locale }: Told): Reason[] {
  const { intake, words, available, updated, saidFullOn } = facts.availability
  const reasons: Reason[] = []
  if (facts.status !== 'active')
    reasons.push({ about: 'capacity', verdict: 'no', key: 'capacity.serviceClosed' })
  if (saidFullOn)
    reasons.push({
      about: 'capacity',
      verdict: 'no',
      key: 'capacity.saidFull',
      values: { date: formatDay(saidFullOn, locale) },
    })
  else if (intake) {
    reasons.push({
      about: 'capacity',
      verdict: intake === 'open' ? 'yes' : 'no',
      key: `capacity.${intake}`,
      ...(words ? { words } : {}),
    })
  }
  if (available !== null && updated) {
    reasons.push({
      about: 'capacity',
      verdict: available > 0 ? 'yes' : 'no',
      key: available > 0 ? 'capacity.places' : 'capacity.noPlaces',
      values: { count: available, date: formatDay(updated, locale) },
    })
  }
  return reasons
}

function costReasons({ display: { cost } }: Told): Reason[] {
  if (!cost.kind) return []
  const verdict: Verdict = cost.kind === 'free' || cost.kind === 'donation' ? 'yes' : 'unknown'
  return [{ about: 'cost', verdict, key: `cost.${cost.kind}`, ...(cost.words ? { words: cost.words } : {}) }]
}

function freshnessReasons({ judged: { facts }, now, locale }: Told): Reason[] {
  if (!facts.confirmedOn) return [{ about: 'freshness', verdict: 'unknown', key: 'freshness.undated' }]
  const age = (now.getTime() - Date.parse(facts.confirmedOn)) / DAY
  const verdict: Verdict = age <= FRESH_DAYS ? 'yes' : age > OLD_DAYS ? 'no' : 'unknown'
  return [
    {
      about: 'freshness',
      verdict,
      key: verdict === 'no' ? 'freshness.old' : 'freshness.confirmed',
      values: { date: formatDay(facts.confirmedOn, locale) },
    },
  ]
}

/** Fewer referrals than this say nothing that a reader should rely on. */
const ENOUGH_REFERRALS = 5

function responseReasons({ judged: { facts } }: Told): Reason[] {
  const { response } = facts
  if (!response || response.referrals < ENOUGH_REFERRALS) return []
  const share = Math.round((response.answered / response.referrals) * 10)
  return [
    {
      about: 'response',
      verdict: share >= 7 ? 'yes' : share <= 4 ? 'no' : 'unknown',
      key: 'response.answered',
      values: { share },
    },
  ]
}
