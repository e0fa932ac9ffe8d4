import { type NextRequest, NextResponse } from 'next/server'
import createIntlMiddleware from 'next-intl/middleware'
import { DEFAULT_LOCALE, isLocale, LOCALES, type Locale } from '#base/i18n/locales.ts'
import { databaseAnswers } from '#web/database-state.ts'
import { encodeForm, FORM_HEADER, type FormEntries, MAX_FORM_BYTES, PATH_HEADER } from '#web/form-body.ts'
import { isPrivate, readSearch, searchQuery } from '#web/search-params.ts'

/** Sends `/` and addresses without a language to the reader's own, by Accept-Language; keeps no cookie. */
const toOwnLanguage = createIntlMiddleware({
  locales: LOCALES,
  defaultLocale: DEFAULT_LOCALE,
  localePrefix: 'always',
  localeCookie: false,
  alternateLinks: false,
})

export async function proxy(request: NextRequest): Promise<Response> {
  const { pathname, search } = request.nextUrl
  const [, locale = '', section] = pathname.split('/')
  if (!isLocale(locale)) return toOwnLanguage(request)

  const headers = new Headers(request.headers)
  headers.delete(FORM_HEADER)
  headers.set(PATH_HEADER, `${pathname}${search}`)
  const answers = databaseAnswers()
  if (request.method !== 'POST' || section !== 'search')
    return (await answers) ? NextResponse.next({ request: { headers } }) : away(request, locale, headers)

  const entries = await formEntries(request)
  if (entries === null) return new Response('The form is too large.', { status: 413 })
  const { search: asked, problems } = readSearch(new URLSearchParams(entries), 'form')
  if (!isPrivate(asked) && problems.length === 0) {
    const address = new URL(`/${locale}/search`, request.url)
    address.search = searchQuery(asked)
    return NextResponse.redirect(address, 303)
  }
  headers.set(FORM_HEADER, encodeForm(entries))
  if (!(await answers)) return away(request, locale, headers)
  // Back must find this answer again: kept by this browser alone, and never by a cache between.
  return NextResponse.next({ request: { headers }, headers: { 'Cache-Control': 'private, no-cache' } })
}

/** Without its database the site still says who answers now, with status 503. */
function away(request: NextRequest, locale: Locale, headers: Headers): Response {
  return NextResponse.rewrite(new URL(`/${locale}/away`, request.url), { request: { headers } })
}

/** The fields of a form, without files; null when there is more than a form can hold. */
async function formEntries(request: NextRequest): Promise<FormEntries | null> {
  const body = await request.text()
  if (body.length > MAX_FORM_BYTES) return null
  return [...new URLSearchParams(body)]
}

export const config = { matcher: ['/((?!api/|_next/|.*\\.[a-z0-9]+$).*)'] }
