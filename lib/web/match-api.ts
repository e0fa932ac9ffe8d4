import { z } from 'zod'
import type { ApiScope } from '#base/accounts/model.ts'
import { DomainError } from '#base/core/errors.ts'
import type { Ctx } from '#base/db/context.ts'
import { findMatches, understandWithout } from '#find/matching/queries.ts'
import { type MatchRequest, parseMatchRequest } from '#find/matching/request.ts'
import { answer, jsonResponse, localeOf, readJson } from './api.ts'
import { countCaller } from './api-caller.ts'
import { readCtx, visitorRequest } from './context.ts'
import { inTime } from './in-time.ts'

/** `POST /api/v1/match`: the body is a match request. */
export function answerMatch(
  request: Request,
  readWith = readCtx,
  countWith = visitorRequest,
): Promise<Response> {
  const body = readJson(request)
  return matched(request, { scope: 'match', input: body, parse: parseMatchRequest, readWith, countWith })
}

/** `GET /api/v1/search`: the same answer for programs, from an address that says nothing about a person. */
export function answerSearch(
  request: Request,
  readWith = readCtx,
  countWith = visitorRequest,
): Promise<Response> {
  const { searchParams } = new URL(request.url)
  const input = Promise.resolve(Object.fromEntries(searchParams))
  const parse = () => searchRequestOf(searchParams)
  return matched(request, { scope: 'search', input, parse, readWith, countWith })
}

type Matching = {
  scope: ApiScope
  input: Promise<unknown>
  parse: (input: unknown) => MatchRequest
  readWith: () => Promise<Ctx>
  countWith: () => Promise<Ctx>
}

/**
 * Whatever the answer is, a refusal or a failure too, what the text said and whom to call in a crisis stand in it: they come
 * from files alone. A request that cannot be read counts like any other.
 */
function matched(
  request: Request,
  { scope, input, parse, readWith, countWith }: Matching,
): Promise<Response> {
  const locale = localeOf(request)
  const read = input.catch(() => null)
  const find = async () => {
    await countCaller(await countWith(), request, scope)
    return findMatches(await readWith(), parse(await input), locale)
  }
  return answer(
    async () => {
      await read
      return jsonResponse(await inTime(find()), locale)
    },
    async () => ({ understood: understandWithout(textIn(await read), locale, new Date()) }),
  )
}

const textSchema = z.object({ text: z.string(), ignore: z.array(z.string()).optional().catch(undefined) })

/** What can be understood of a request that may be wrong in everything else. */
function textIn(input: unknown): Pick<MatchRequest, 'text' | 'ignore'> {
  return textSchema.safeParse(input).data ?? {}
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
