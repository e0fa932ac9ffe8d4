import { z } from 'zod'
import { DomainError } from '#base/core/errors.ts'
import type { Ctx } from '#base/db/context.ts'
import { isDatabaseGone } from '#base/db/gone.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { findMatches, understandWithout } from '#find/matching/queries.ts'
import { type MatchRequest, parseMatchRequest } from '#find/matching/request.ts'
import { answer, jsonResponse, localeOf, problemResponse, readJson } from './api.ts'
import { countCaller } from './api-caller.ts'
import { readCtx, visitorRequest } from './context.ts'

/** `POST /api/v1/match`: the body is a match request. */
export function answerMatch(
  request: Request,
  readWith = readCtx,
  countWith = visitorRequest,
): Promise<Response> {
  return answer(async () => {
    await countCaller(await countWith(), request, 'match')
    return matched(await readWith(), parseMatchRequest(await readJson(request)), localeOf(request))
  })
}

/** `GET /api/v1/search`: the same answer for programs, from an address that says nothing about a person. */
export function answerSearch(
  request: Request,
  readWith = readCtx,
  countWith = visitorRequest,
): Promise<Response> {
  return answer(async () => {
    await countCaller(await countWith(), request, 'search')
    return matched(await readWith(), searchRequestOf(new URL(request.url).searchParams), localeOf(request))
  })
}

/** Without the database the answer is 503, but what the text said and whom to call in a crisis still stand in it. */
async function matched(ctx: Ctx, request: MatchRequest, locale: Locale): Promise<Response> {
  const away = () =>
    problemResponse(
      new DomainError('unavailable', 'The directory cannot be reached now. Try again in a minute.', {
        retryAfter: 30,
      }),
      { understood: understandWithout(request, locale, ctx.now) },
    )
  try {
    return jsonResponse(await findMatches(ctx, request, locale), locale)
  } catch (error) {
    if (isDatabaseGone(error)) return away()
    throw error
  }
}

const number = (text: string) => (text.trim() === '' ? Number.NaN : Number(text))
const list = z.array(z.string().max(100)).max(20)

/** Every parameter of `GET /api/v1/search`; `need`, `language` and `delivery` may be repeated. */
export const searchParametersSchema = z.strictObject({
  text: z.string().optional(),
  need: list.optional(),
  /** A ZIP code, `latitude,longitude`, or a place in words: `Oakland, CA`. */
  near: z.string().max(200).optional(),
  withinMiles: z.string().transform(number).optional(),
  /** BCP 47, preferred first. */
  language: list.optional(),
  delivery: list.optional(),
  openAt: z.string().optional(),
  sort: z.string().optional(),
  limit: z.string().transform(number).optional(),
  offset: z.string().transform(number).optional(),
})

const REPEATABLE: ReadonlySet<string> = new Set(['need', 'language', 'delivery'])

/** @throws DomainError `malformed` for a parameter that does not exist: above all for a fact about a person */
export function searchRequestOf(parameters: URLSearchParams): MatchRequest {
  const given = Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => [
      name,
      REPEATABLE.has(name) ? parameters.getAll(name) : (parameters.get(name) ?? ''),
    ]),
  )
  const parsed = searchParametersSchema.safeParse(given)
  if (!parsed.success) {
    throw new DomainError('malformed', 'The address has parameters that this search does not take.', {
      errors: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
    })
  }
  const { need, near, language, ...rest } = parsed.data
  return parseMatchRequest({
    ...rest,
    ...(need ? { needs: need } : {}),
    ...(language ? { person: { languages: language } } : {}),
    ...(near ? { near: placeOf(near) } : {}),
  })
}

function placeOf(near: string): object {
  const text = near.trim()
  if (/^\d{5}$/.test(text)) return { postalCode: text }
  const point = /^(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)$/.exec(text)
  return point ? { lat: Number(point[1]), lng: Number(point[2]) } : { text }
}
