/**
 * Where pages may be framed by others: the widget that partners put on their own sites. Everything else refuses, or a
 * stranger's page could lay ours under its own buttons.
 */
const FRAMEABLE = /^\/[a-zA-Z-]{2,10}\/embed(?:\/|$)/

export type Surroundings = {
  /** `APP_URL` is https: browsers are told to come back by nothing else. */
  https: boolean
  /** Origins that pages load maps from, and sign in at, beside our own. */
  mapOrigin: string | null
  identityOrigin: string | null
}

/** Two years, as the preload list of browsers asks for. */
const HSTS = 'max-age=63072000; includeSubDomains'

/** What stands on every answer, page, API or file, whoever made it. */
export function standingHeaders(pathname: string, { https }: Surroundings): Record<string, string> {
  const framed = FRAMEABLE.test(pathname)
  return {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Permissions-Policy':
      'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': framed ? 'cross-origin' : 'same-origin',
    'X-Permitted-Cross-Domain-Policies': 'none',
    ...(!framed && { 'X-Frame-Options': 'DENY' }),
    ...(https && { 'Strict-Transport-Security': HSTS }),
    // A page's own policy, with its nonce, takes the place of this one, which suits data and files.
    'Content-Security-Policy':
      "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  }
}

/**
 * A page's content security policy. Scripts come from our own files or carry this answer's nonce; nothing else runs. Styles
 * come from our own files and never from attributes.
 */
export function pagePolicy(
  pathname: string,
  nonce: string,
  { https, mapOrigin, identityOrigin }: Surroundings,
  development = false,
): string {
  const also = (origin: string | null) => (origin ? ` ${origin}` : '')
  const directives = [
    "default-src 'self'",
    // React rebuilds a server's error in the browser with eval while pages are being developed, and nowhere else.
    `script-src 'self' 'nonce-${nonce}'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self'${development ? " 'unsafe-inline'" : ''}`,
    `img-src 'self' data:${also(mapOrigin)}`,
    `connect-src 'self'${also(mapOrigin)}`,
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    // A form's redirect counts too: signing in at one's organization leaves for its identity provider.
    `form-action 'self'${also(identityOrigin)}`,
    FRAMEABLE.test(pathname) ? 'frame-ancestors *' : "frame-ancestors 'none'",
    ...(https ? ['upgrade-insecure-requests'] : []),
  ]
  return directives.join('; ')
}
