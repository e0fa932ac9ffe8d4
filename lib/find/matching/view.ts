import type { Locale } from '#base/i18n/locales.ts'
import type { Translate } from '#base/i18n/translate.ts'
import type { CardDisplay } from '#find/directory/card.ts'
import { openingAt } from '#find/directory/card-hours.ts'
import type { Reason } from '#find/eligibility/model.ts'
import { reasonText } from '#find/eligibility/reason-text.ts'
import type { Place, UnnamedPlace } from '#find/geo/places.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import { crisisAnswer, writtenLanguage } from '#find/understanding/crisis.ts'
import type { Understood } from '#find/understanding/model.ts'
import type { AnswerReason, MatchAnswer, MatchResult, UnderstoodAnswer } from './answer.ts'
import type { Asked } from './asked.ts'
import type { Ordered } from './order.ts'
import { reasonsAgainst, reasonsOf } from './reasons.ts'

export type Telling = { asked: Asked; now: Date; locale: Locale; t: Translate }

/** What the text said, in the reader's language; of no text, nothing. */
export function understoodView(understood: Understood | null, locale: Locale): UnderstoodAnswer {
  return {
    needs: (understood?.needs ?? []).map(({ id, phrase }) => ({ id, label: needLabel(id, locale), phrase })),
    place: placeView(understood?.place ?? null),
    person: understood?.person ?? {},
    with: understood?.with ?? {},
    access: understood?.access ?? [],
    delivery: understood?.delivery ?? [],
    openAt: understood?.openAt ?? null,
    deadline: understood?.deadline ?? null,
    crisis: understood?.crisis
      ? crisisAnswer(understood.crisis, writtenLanguage(understood.languages, locale))
      : null,
  }
}

export function placeView(place: Place | UnnamedPlace | null): MatchAnswer['place'] {
  if (!place) return null
  const { label, lat, lng } = place
  const county = place.kind === 'point' ? undefined : place.county
  return { label, lat, lng, ...(county ? { county } : {}) }
}

export function resultView(candidate: Ordered, display: CardDisplay, telling: Telling): MatchResult {
  const { facts, meters } = candidate
  const opening = openingAt(facts.hours, telling.now)
  return {
    service: {
      id: display.service.id,
      name: display.service.name,
      organization: display.organization,
      sourceId: display.service.sourceId,
    },
    location: locationView(candidate, display),
    ...(meters === null ? {} : { distanceMeters: meters }),
    fit: candidate.fit === 'fits' ? 'fits' : 'askFirst',
    score: candidate.score,
    reasons: reasonsOf({ judged: candidate, display, ...telling }).map((reason) =>
      reasonView(reason, telling),
    ),
    summary: display.summary,
    phone: display.phone,
    url: display.url,
    delivery: facts.delivery,
    opening: {
      state: opening.state,
      opensAt: opening.opensAt?.toISOString() ?? null,
      closesAt: opening.closesAt?.toISOString() ?? null,
    },
  }
}

function locationView({ facts }: Ordered, { location }: CardDisplay): MatchResult['location'] {
  if (!location) return null
  const { id, name, approximate } = location
  if (facts.hidden) return { id, name }
  const present = Object.entries({
    address: location.address,
    city: location.city,
    state: location.state,
    postalCode: location.postalCode,
  }).filter(([, value]) => value !== null)
  return {
    id,
    name,
    ...(Object.fromEntries(present) as Record<string, string>),
    ...(facts.point ?? {}),
    ...(approximate ? { approximate } : {}),
  }
}

/** What rules a service out, each rule with its source words. */
export function ruledOutView(
  candidate: Ordered,
  display: CardDisplay,
  telling: Telling,
): MatchAnswer['ruledOut'][number] {
  const against = reasonsAgainst({ judged: candidate, display, ...telling })
  const { id, name, sourceId } = display.service
  return { service: { id, name, sourceId }, reasons: against.map((reason) => reasonView(reason, telling)) }
}

function reasonView(reason: Reason, { t, locale }: Telling): AnswerReason {
  const { about, verdict, fact, words } = reason
  return {
    about,
    verdict,
    ...(fact ? { fact } : {}),
    text: reasonText(reason, t, locale),
    ...(words ? { words } : {}),
  }
}
