import { match } from '@formatjs/intl-localematcher'
import { DomainError, ERROR_STATUS, type ErrorCode, type FieldError } from '#base/core/errors.ts'
import { DEFAULT_LOCALE, LOCALES, type Locale } from '#base/i18n/locales.ts'
import { logError } from '#base/runtime/structured-output.ts'

/** More than any honest request: the longest text is 20,000 characters of up to six bytes. */
const MAX_BODY_BYTES = 128 * 1024

const TITLES: Record<ErrorCode, string> = {
  malformed: 'The request could not be read',
  'sign-in-required': 'Sign in first',
  'not-found': 'Not found',
  conflict: 'Somebody else changed this first',
  'too-large': 'The request is too large',
  invalid: 'The request is not possible',
  'rate-limited': 'Too many requests',
  unavailable: 'Not available now',
}

/** RFC 9457 problem details, with the contract's `code` and `errors`. */
export type Problem = {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail: string
  errors: readonly FieldError[]
}

export function problemOf({ code, message, errors }: DomainError): Problem {
  return {
    type: `urn:handrail:problem:${code}`,
    title: TITLES[code],
    status: ERROR_STATUS[code],
    code,
    detail: message,
    errors,
  }
}

/** @param more members beside the standard ones, which RFC 9457 allows */
export function problemResponse(error: DomainError, more: object = {}): Response {
  const headers: Record<string, string> = {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
  }
  if (error.retryAfter !== undefined) headers['Retry-After'] = String(Math.ceil(error.retryAfter))
  return new Response(JSON.stringify({ ...problemOf(error), ...more }), { status: error.status, headers })
}

/** An answer to one person: no cache between keeps it. */
export function jsonResponse(body: unknown, locale: Locale): Response {
  return Response.json(body, {
    headers: { 'Cache-Control': 'no-store', 'Content-Language': locale, Vary: 'Accept-Language' },
  })
}

/**
 * Expected refusals become problem details; the rest is a bug, logged once without the request's content.
 * @param more members of a problem beside the standard ones, whatever the problem is
 */
export async function answer(
  work: () => Promise<Response>,
  more: () => object | Promise<object> = () => ({}),
): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DomainError) return problemResponse(error, await more())
    logError('api.failed', error)
    const body = {
      ...(await more()),
      type: 'urn:handrail:problem:internal',
      title: 'Something went wrong here',
      status: 500,
      code: 'internal',
      detail: 'The request was fine. Try again; if it goes on, tell whoever runs this site.',
      errors: [],
    }
    return new Response(JSON.stringify(body), {
      status: 500,
      headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' },
    })
  }
}

/** @throws DomainError `too-large` beyond 128 kB, `malformed` when it is not JSON */
export async function readJson(request: Request): Promise<unknown> {
  const text = await readText(request)
  try {
    return JSON.parse(text)
  } catch {
    throw new DomainError('malformed', 'The body is not JSON.')
  }
}

/** Counts while it reads: a length that a header claims proves nothing. @throws DomainError `too-large` beyond 128 kB */
export async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MAX_BODY_BYTES) {
      throw new DomainError('too-large', `The body may hold ${MAX_BODY_BYTES / 1024} kB.`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The reader's language: the first of Accept-Language that we speak. */
export function localeOf(request: Request): Locale {
  const wanted = (request.headers.get('accept-language') ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';')
      const q = parameters.find((parameter) => parameter.trim().startsWith('q='))
      return { tag: tag.trim(), quality: q ? Number(q.trim().slice(2)) : 1 }
    })
    .filter(({ tag, quality }) => /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/.test(tag) && quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag)
  return match(wanted, LOCALES, DEFAULT_LOCALE, { algorithm: 'lookup' }) as Locale
}
