import type { Ctx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { translator } from '#base/i18n/translate.ts'
import type { StoredCard } from '#find/directory/store/cards.ts'
import { nextQuestion } from '#find/eligibility/next-question.ts'
import { timezoneAt } from '#find/geo/areas.ts'
import { type SearchEngine, searchEngine } from '#find/search/client.ts'
import type { Understood } from '#find/understanding/model.ts'
import { understand } from '#find/understanding/understand.ts'
import type { MatchAnswer, UnderstoodAnswer } from './answer.ts'
import { type Asked, askedOf, findNear } from './asked.ts'
import { facetsOf } from './facets.ts'
import { findRanked } from './found.ts'
import { groundsOf } from './grounds.ts'
import { withoutIgnored } from './ignored.ts'
import type { Ordered } from './order.ts'
import type { Ranked } from './ranked.ts'
import { relax } from './relaxation.ts'
import type { MatchRequest } from './request.ts'
import { placeView, resultView, ruledOutView, type Telling, understoodView } from './view.ts'

/** What does not fit is shown up to here; a coordinator reads it to see why. */
const MOST_RULED_OUT = 50

export type MatchOptions = {
  /** Null: there is none, PostgreSQL answers. Left out: the one that the environment names. */
  engine?: SearchEngine | null
}

/**
 * Services that may help, best first, each with its reasons: understand the text, take candidates from the index, read them
 * from PostgreSQL, judge them by the rules, rank, present.
 *
 * @throws DomainError `invalid` when a place is named that does not exist
 */
export async function findMatches(
  ctx: Ctx,
  request: MatchRequest,
  locale: Locale,
  { engine = searchEngine() }: MatchOptions = {},
): Promise<MatchAnswer> {
  const understood = understandRequest(request, locale, ctx.now)
  const asked = askedOf(request, understood, ctx.now, await groundsOf(ctx.db))
  const { cards, degraded, ...ranked } = await findRanked(ctx, engine, asked, request.offset + request.limit)
  const telling: Telling = { asked, now: ctx.now, locale, t: translator(locale) }
  const page = ranked.possible.slice(request.offset, request.offset + request.limit)
  const look = (other: Asked) => findRanked(ctx, engine, other, 1)
  return {
    understood: understoodView(understood, locale),
    place: placeView(asked.place),
    ...present(cards, ranked, page, telling),
    counts: countsOf(ranked),
    nextQuestion: questionOf(ranked, asked, request, telling),
    relaxation:
      ranked.possible.length > 0
        ? null
        : await relax(asked, ranked, look, { ...telling, request, understood }),
    ...(request.facets ? { facets: facetsOf(ranked.possible, ctx.now) } : {}),
    degraded,
  }
}

/** One question, about the first results whatever page is looked at, so that turning pages does not change it. */
function questionOf(
  { possible }: Ranked,
  { person }: Asked,
  { skip = [] }: MatchRequest,
  { now, t }: Telling,
): MatchAnswer['nextQuestion'] {
  const shown = possible.map(({ facts }) => facts.rules)
  const fact = nextQuestion(shown, person, now, skip)
  return fact && { fact, text: t(`reasons.question.${fact}`) }
}

type Written = Pick<MatchRequest, 'text' | 'ignore' | 'near'>

/** What the text alone says: needs neither the index nor the database, so crisis help stands when both are gone. */
export function understandWithout(request: Written, locale: Locale, now: Date): UnderstoodAnswer {
  return understoodView(understandRequest(request, locale, now), locale)
}

function understandRequest(
  { text, ignore = [], near }: Written,
  locale: Locale,
  now: Date,
): Understood | null {
  if (!text?.trim()) return null
  const timeZone = () => {
    const place = near && findNear(near)
    return place ? timezoneAt(place.lat, place.lng) : SERVER_ZONE
  }
  return withoutIgnored(understand(text, { locale, now, timeZone }), ignore)
}

/** Whoever says nowhere where they are most likely is where the site is run: an operator sets TZ. */
const SERVER_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone

/** Only what is shown gets its reasons: most candidates are ranked and never seen. */
function present(cards: readonly StoredCard[], { ruledOut }: Ranked, page: Ordered[], telling: Telling) {
  const displays = new Map(cards.map(({ facts, display }) => [facts.id, display]))
  const shown = <T>(
    candidates: Ordered[],
    view: (candidate: Ordered, display: StoredCard['display'], telling: Telling) => T,
  ) =>
    candidates.flatMap((candidate) => {
      const display = displays.get(candidate.facts.id)
      return display ? [view(candidate, display, telling)] : []
    })
  return {
    results: shown(page, resultView),
    ruledOut: shown(ruledOut.slice(0, MOST_RULED_OUT), ruledOutView),
  }
}

function countsOf({ possible, ruledOut }: Ranked): MatchAnswer['counts'] {
  const fits = possible.filter(({ fit }) => fit === 'fits').length
  return { fits, askFirst: possible.length - fits, doesNotFit: ruledOut.length }
}
