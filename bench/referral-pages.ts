import { encode } from 'next-auth/jwt'
import type { Actor } from '#base/access/actor.ts'
import { newId } from '#base/core/ids.ts'
import type { Database } from '#base/db/context.ts'
import { paths } from '#web/paths.ts'
import { AUTH_SECRET, startPages } from './web.ts'

type Case = { id: string; coordinator: Actor; agency: Actor }

/** The name of the session's cookie where the site is not on TLS, which is its salt too. */
const COOKIE = 'authjs.session-token'

/**
 * Whole pages as a browser asks for them, by people who are signed in: what is measured beside the queries is everything
 * that draws them. `time` runs so many at once as the rest of the benchmark.
 */
export async function measurePages(
  servers: { owner: Database; databaseUrl: string; dir: string },
  cases: readonly Case[],
  {
    time,
    say,
  }: {
    time: <T>(name: string, items: readonly T[], work: (item: T) => Promise<unknown>) => Promise<void>
    say: (line: string) => void
  },
): Promise<void> {
  const cookies = await signIn(servers.owner, cases)
  const env = { DATABASE_URL: servers.databaseUrl, ENCRYPTION_KEYS: process.env.ENCRYPTION_KEYS ?? '' }
  const web = await startPages(env, servers.dir, say)
  const get = async (path: string, actor: Actor) => {
    const answer = await fetch(`${web.address}${path}`, {
      headers: { cookie: `${COOKIE}=${cookies.get(actor.accountId ?? '')}` },
      redirect: 'manual',
    })
    await answer.arrayBuffer()
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}.`)
  }
  try {
    // The first of each compiles what it needs.
    for (const at of cases.slice(0, 2)) {
      await get(paths.referral('en', at.id), at.coordinator)
      await get(paths.inbox('en'), at.agency)
    }
    await time('page: referral, coordinator', cases, (at) => get(paths.referral('en', at.id), at.coordinator))
    await time('page: referral, agency', cases, (at) => get(paths.referral('en', at.id), at.agency))
    await time('page: list, coordinator', cases, (at) => get(paths.referrals('en'), at.coordinator))
    await time('page: inbox, agency', cases, (at) => get(paths.inbox('en'), at.agency))
  } finally {
    await web.stop()
  }
}

/** A session for each, as a passkey opens it. @returns cookies by account */
async function signIn(owner: Database, cases: readonly Case[]): Promise<Map<string, string>> {
  const accounts = new Set(cases.flatMap((at) => [at.coordinator.accountId, at.agency.accountId]))
  const cookies = new Map<string, string>()
  for (const accountId of accounts) {
    if (!accountId) continue
    const membership = await owner
      .selectFrom('membership')
      .select('id')
      .where('account_id', '=', accountId)
      .executeTakeFirstOrThrow()
    const sessionId = newId()
    await owner
      .insertInto('session')
      .values({
        id: sessionId,
        account_id: accountId,
        membership_id: membership.id,
        method: 'passkey',
        expires_at: new Date(Date.now() + 12 * 3_600_000),
      })
      .execute()
    const token = await encode({ token: { sessionId }, secret: AUTH_SECRET, salt: COOKIE })
    cookies.set(accountId, token)
  }
  return cookies
}
