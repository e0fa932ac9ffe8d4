import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import createIntlMiddleware from 'next-intl/middleware'
import { DomainError } from '#base/core/errors.ts'
import { DEFAULT_LOCALE, isLocale, LOCALES, type Locale } from '#base/i18n/locales.ts'
import { readConfig } from '#base/runtime/config.ts'
import { visitorRequest } from '#web/context.ts'
import { databaseAnswers } from '#web/database-state.ts'
import { encodeForm, FORM_HEADER, type FormEntries, MAX_FORM_BYTES, PATH_HEADER } from '#web/form-body.ts'
import { isPrivate, readSearch, searchQuery } from '#web/search-params.ts'
import { tooLarge } from '#web/shell/body-limit.ts'
import { pagePolicy } from '#web/shell/headers.ts'
import { hasImpossibleId } from '#web/shell/route-pattern.ts'
import { surroundings } from '#web/shell/surroundings.ts'
import { spendMatch } from '#web/spend.ts'

/** Sends `/` and addresses without a language to the reader's own, by Accept-Language; keeps no cookie. */
const toOwnLanguage = createIntlMiddleware({
  locales: LOCALES,
  defaultLocale: DEFAULT_LOCALE,
  localePrefix: 'always',
  localeCookie: false,
  alternateLinks: false,
})

const METHODS = ['GET', 'HEAD', 'POST']

export async function proxy(request: NextRequest): Promise<Response> {
  const { pathname, search } = request.nextUrl
  const [, locale = '', section] = pathname.split('/')
  if (!METHODS.includes(request.method))
    return new Response(null, { status: 405, headers: { Allow: METHODS.join(', ') } })
  if (tooLarge(request.headers)) return new Response('The form is too large.', { status: 413 })
  if (!isLocale(locale)) return /\.[a-z0-9]+$/.test(pathname) ? NextResponse.next() : toOwnLanguage(request)

  const policy = policyFor(pathname)
  const headers = new Headers(request.headers)
  headers.delete(FORM_HEADER)
  headers.set(PATH_HEADER, `${pathname}${search}`)
  // Next.js reads the nonce for its own scripts out of the request's policy.
  headers.set('Content-Security-Policy', policy)
  const page = { locale, headers, policy }
  if (hasImpossibleId(pathname)) return rewritten(request, page, `/${locale}/nothing/here`)
  const answers = databaseAnswers()
  const wait = section === 'search' && (await answers) ? await secondsToWait() : null
  if (request.method !== 'POST' || section !== 'search')
    return (await answers) && wait === null ? onwards(page) : away(request, page, wait)

  const entries = await formEntries(request)
  if (entries === null) return new Response('The form is too large.', { status: 413 })
  const { search: asked, problems } = readSearch(new URLSearchParams(entries), 'form')
  if (!isPrivate(asked) && problems.length === 0) {
    const address = new URL(`/${locale}/search`, request.url)
    address.search = searchQuery(asked)
    return NextResponse.redirect(address, 303)
  }
  headers.set(FORM_HEADER, encodeForm(entries))
  if (wait !== null) return away(request, page, wait)
  if (!(await answers)) return away(request, page)
  // Back must find this answer again: kept by this browser alone, and never by a cache between.
  return onwards(page, { 'Cache-Control': 'private, no-cache' })
}

type Page = { locale: Locale; headers: Headers; policy: string }

function policyFor(pathname: string): string {
  const config = readConfig()
  return pagePolicy(pathname, randomBytes(16).toString('base64'), surroundings(config), !config.production)
}

function onwards({ headers, policy }: Page, more: Record<string, string> = {}): Response {
  return NextResponse.next({ request: { headers }, headers: { 'Content-Security-Policy': policy, ...more } })
}

/** Seconds until this address may search again; null when it may now. */
async function secondsToWait(): Promise<number | null> {
  try {
    await spendMatch(await visitorRequest())
    return null
  } catch (error) {
    if (error instanceof DomainError) return error.retryAfter ?? 60
    throw error
  }
}

/** Without its database the site still says who answers now, with status 503; to who asks too often, with 429. */
function away(request: NextRequest, page: Page, wait: number | null = null): Response {
  const to = `/${page.locale}/away${wait === null ? '' : `?wait=${wait}`}`
  return rewritten(request, page, to)
}

/** Another page under the same address. */
function rewritten(request: NextRequest, { headers, policy }: Page, to: string): Response {
  return NextResponse.rewrite(new URL(to, request.url), {
    request: { headers },
    headers: { 'Content-Security-Policy': policy },
  })
}

/** The fields of a form, without files; null when there is more than a form can hold. */
async function formEntries(request: NextRequest): Promise<FormEntries | null> {
  const body = await request.text()
  if (body.length > MAX_FORM_BYTES) return null
  return [...new URLSearchParams(body)]
}

export const config = { matcher: ['/((?!api/|_next/).*)'] }
