import { createHmac } from 'node:crypto'
import { cookies } from 'next/headers'
import NextAuth, { type NextAuthConfig } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { signInWithProvider } from '#base/accounts/commands/identity-provider.ts'
import { ABSOLUTE_HOURS } from '#base/accounts/session-rules.ts'
import { DomainError } from '#base/core/errors.ts'
import { same } from '#base/core/link-token.ts'
import { DEFAULT_LOCALE, isLocale, type Locale } from '#base/i18n/locales.ts'
import { aboutError } from '#base/runtime/about-error.ts'
import { readConfig } from '#base/runtime/config.ts'
import { log } from '#base/runtime/log.ts'
import { visitorRequest } from './context.ts'
import { originOf } from './origin.ts'
import { paths } from './paths.ts'

/**
 * next-auth carries the cookie, its encryption and rotation, and the dance with an identity provider. Who somebody is
 * and for how long is ours: the cookie holds the id of a session row, and each request asks that row.
 */
declare module 'next-auth' {
  interface User {
    sessionId?: string
  }
  interface Session {
    sessionId?: string
  }
}

/** A ticket is good for the few seconds between our own proof and next-auth's cookie. */
const TICKET_SECONDS = 60

function secret(): string {
  const { authSecret } = readConfig()
  if (!authSecret)
    throw new Error('AUTH_SECRET is not set. npm start makes it when the database is embedded.')
  return authSecret
}

function sign(text: string): string {
  return createHmac('sha256', secret()).update(`ticket ${text}`).digest('base64url')
}

/** Made by our own commands once somebody has proven who they are; nobody else can make one. */
export function makeTicket(sessionId: string, now = Date.now()): string {
  const body = `${sessionId}.${Math.floor(now / 1000)}`
  return `${body}.${sign(body)}`
}

function sessionOfTicket(ticket: string, now = Date.now()): string | null {
  const [sessionId = '', at = '', signature = ''] = ticket.split('.')
  if (!same(sign(`${sessionId}.${at}`), signature)) return null
  return now / 1000 - Number(at) <= TICKET_SECONDS ? sessionId : null
}

const ticketProvider = Credentials({
  id: 'ticket',
  credentials: { ticket: {} },
  authorize: (given) => {
    const sessionId = typeof given.ticket === 'string' ? sessionOfTicket(given.ticket) : null
    return sessionId ? { id: sessionId, sessionId } : null
  },
})

/** An organization's own identity provider, when OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are set. */
function oidcProviders(): NextAuthConfig['providers'] {
  const { oidc } = readConfig()
  if (!oidc) return []
  return [
    {
      id: 'oidc',
      name: oidc.name,
      type: 'oidc',
      issuer: oidc.issuer,
      clientId: oidc.clientId,
      clientSecret: oidc.clientSecret,
      checks: ['pkce', 'state', 'nonce'],
    },
  ]
}

/** The language of the page that sent its reader to the provider: next-auth keeps where to come back to in a cookie. */
async function askedLocale(): Promise<Locale> {
  const kept = (await cookies()).getAll().find(({ name }) => name.endsWith('authjs.callback-url'))?.value
  const { appUrl } = readConfig()
  const path = kept && URL.canParse(kept, appUrl) ? new URL(kept, appUrl).pathname : ''
  const [, place = ''] = path.split('/')
  return isLocale(place) ? place : DEFAULT_LOCALE
}

export const { handlers, auth, signIn, signOut } = NextAuth(() => ({
  secret: secret(),
  trustHost: true,
  // By the address that people know, not by how a proxy happens to reach us.
  useSecureCookies: readConfig().appUrl.startsWith('https:'),
  session: { strategy: 'jwt', maxAge: ABSOLUTE_HOURS * 3600 },
  pages: { signIn: paths.signIn(DEFAULT_LOCALE), error: paths.signIn(DEFAULT_LOCALE) },
  logger: {
    error: (error) => log.warn('sign-in.failed', aboutError(error)),
    warn: () => {},
    debug: () => {},
  },
  providers: [ticketProvider, ...oidcProviders()],
  callbacks: {
    async signIn({ user, account, profile }) {
      if (account?.provider !== 'oidc') return true
      const { oidc } = readConfig()
      if (!oidc) return false
      try {
        const signedIn = await signInWithProvider(await visitorRequest(), {
          claims: {
            issuer: oidc.issuer,
            subject: account.providerAccountId,
            email: profile?.email ?? undefined,
            emailVerified:
              profile?.email_verified === true || (oidc.vouches && profile?.email_verified !== false),
          },
          domains: oidc.domains,
          origin: await originOf(),
        })
        user.sessionId = signedIn.sessionId
        return true
      } catch (error) {
        if (error instanceof DomainError) return paths.providerRefused(await askedLocale())
        throw error
      }
    },
    jwt({ token, user }) {
      return user?.sessionId ? { sessionId: user.sessionId } : token
    },
    session({ session, token }) {
      return {
        expires: session.expires,
        ...(typeof token.sessionId === 'string' && { sessionId: token.sessionId }),
      } as typeof session
    },
  },
}))
