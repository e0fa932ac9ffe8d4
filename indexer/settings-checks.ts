import { HOW_TO_MAKE_ONE } from '#base/runtime/external-postgres.ts'
import { whyUnbound } from '#base/runtime/web-login.ts'
import { type Check, note, ok, wrong } from './finding.ts'

/** What an operator set, or forgot to set, that the product works with and somebody would miss. */
export const SETTINGS_CHECKS: readonly Check[] = [
  {
    name: 'web login',
    async look({ config, servers: { databaseUrl, readUrl } }) {
      if (config.databaseUrl && !config.databaseWebUrl && !config.authSecret)
        return note(
          'AUTH_SECRET is not set here, so nobody can tell what the web signs in to PostgreSQL as.',
          'Run the doctor with all settings of npm start.',
        )
      const reason = await whyUnbound(databaseUrl)
      if (reason)
        return wrong(`Row policies do not bind the web: its login in PostgreSQL ${reason}.`, HOW_TO_MAKE_ONE)
      const reading = readUrl && (await whyUnbound(readUrl))
      if (reading)
        return wrong(
          `Row policies do not bind the web at DATABASE_READ_URL: its login there ${reading}.`,
          'Name there a login that may become handrail_app and nothing else.',
        )
      return ok('Row policies bind what the web signs in to PostgreSQL as.')
    },
  },
  {
    name: 'identity provider',
    async look({ config: { oidc } }) {
      if (!oidc) return ok('People sign in here, and not with an identity provider.')
      if (oidc.domains.length > 0)
        return ok(`${oidc.name} speaks for the addresses of ${oidc.domains.join(', ')}.`)
      return wrong(
        `Nobody can sign in with ${oidc.name} for the first time: OIDC_DOMAINS does not say whose addresses it speaks for.`,
        'Set OIDC_DOMAINS to the mail domains of the organization whose identity provider it is, and to no other.',
      )
    },
  },
]
