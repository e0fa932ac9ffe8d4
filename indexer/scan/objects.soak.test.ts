import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  addressOf,
  type Ids,
  type Name,
  nowhere,
  PEOPLE,
  ROLE_OF,
  routes,
  type ScanTarget,
  startScanTarget,
} from '#testing/scan-target.ts'
import { ROUTES } from '#web/routes.ts'

/** A scan of the running product from outside: every route as everybody, and with the ids of somebody else's record. */
let target: ScanTarget
beforeAll(async () => {
  target = await startScanTarget()
})
afterAll(() => target?.stop())

describe('every route, as everybody', () => {
  it.each(routes)('%s lets in whom the table says', async (route) => {
    const admission = ROUTES[route] ?? 'anyone'
    const address = addressOf(route, target.ids)
    const stranger = await target.visitor().send(address)
    const asked = /\/sign-in(\?|$)/.test(stranger.headers.get('location') ?? '')
    expect(asked, 'a visitor is asked to sign in').toBe(Array.isArray(admission) || admission === 'account')
    if (!Array.isArray(admission)) return
    for (const name of PEOPLE) {
      const { status } = await target.person(name).send(address)
      if (!admission.includes(ROLE_OF[name])) expect(status, name).toBe(404)
      // Who keeps one agency alone is led to its page.
      else if (!/\[\w+Id\]/.test(route)) expect([200, 307], name).toContain(status)
    }
  })
})

const ofRecords = routes.filter(
  (route) => route.startsWith('(refer)') && /\[(clientId|referralId|consentId|fileId)\]/.test(route),
)
/** Pat's agency received the referral; the record behind it is not hers. */
const mayNot = (name: Name, route: string) =>
  name !== 'ana' &&
  name !== 'sam' &&
  !(name === 'pat' && /referrals\/\[referralId\]\/page|\[fileId\]/.test(route))
const cases = PEOPLE.flatMap((name) =>
  ofRecords.filter((route) => mayNot(name, route)).map((route) => ({ name, route })),
)

/** What a reader sees: without scripts, and without the ids and nonces that differ by request. */
const words = (html: string) =>
  html.replace(/<script[\s\S]*?<\/script>|<link[^>]*>|nonce="[^"]*"|[0-9a-f-]{36}/g, '')

describe('objects of others', () => {
  it.each(cases)('$name at $route gets what a thing that does not exist gets', async ({ name, route }) => {
    const theirs = await target.person(name).send(addressOf(route, target.ids))
    const none = await target.person(name).send(addressOf(route, nowhere()))
    expect([theirs.status, none.status]).toEqual([404, 404])
    expect(words(await theirs.text())).toBe(words(await none.text()))
  })

  it.each(ofRecords)('a visitor at %s is asked to sign in, whether or not it exists', async (route) => {
    for (const known of [target.ids, nowhere()]) {
      const answer = await target.visitor().send(addressOf(route, known))
      expect(answer.status).toBe(307)
      expect(answer.headers.get('location')).toMatch(/^\/en\/sign-in/)
    }
  })

  it.each(['ceci', 'hugo'] as const)(
    '%s of another agency learns nothing of an agency’s page',
    async (name) => {
      const seen = async (ids: Ids) => {
        const answer = await target.person(name).send(addressOf('(refer)/agencies/[agencyId]/page.tsx', ids))
        return [answer.status, words(await answer.text())]
      }
      const theirs = await seen(target.ids)
      expect(theirs[0]).toBe(404)
      expect(theirs).toEqual(await seen(nowhere()))
    },
  )

  it('Ana herself opens them: the ids are right', async () => {
    const opened: string[] = []
    for (const route of ofRecords)
      if ((await target.person('ana').send(addressOf(route, target.ids))).status === 200) opened.push(route)
    expect(opened).toEqual(
      expect.arrayContaining(
        ofRecords.filter((route) => !/\/send\/|\/appointment\/|\/consent\//.test(route)),
      ),
    )
  })

  it.each(routes.filter((route) => route.includes('[token]')))(
    '%s takes no id for its secret',
    async (route) => {
      const links = await target.owner.selectFrom('access_link').select('id').execute()
      expect(links.length).toBeGreaterThan(0)
      const tokens = [
        ...links.flatMap(({ id }) => [id, `${id}.x`]),
        target.ids.client,
        target.ids.referral,
        'x',
      ]
      const seen = async (token: string | undefined, known: Ids = target.ids) => {
        const answer = await target.visitor().send(addressOf(route, { ...known, token: token ?? '' }))
        return `${answer.status} ${words(await answer.text()).replace(/<[^>]*>/g, ' ')}`
      }
      const nothing = await seen('nothing.at-all')
      for (const token of tokens) expect(await seen(token)).toBe(nothing)
    },
  )
})

describe('links of others', () => {
  /** What a link’s route answers with this secret and these ids. */
  const seen = async (route: string, token: string, ids: Ids, browser = target.visitor()) => {
    const answer = await browser.send(addressOf(route, { ...ids, token }))
    return { status: answer.status, words: words(await answer.text()) }
  }

  it.each(['otherClient', 'otherAgency', 'agency'] as const)(
    '%s’s opens no consent of the client',
    async (whose) => {
      const route = '(link)/my/[token]/consents/[consentId]/page.tsx'
      expect((await seen(route, target.tokens.client, target.ids)).status).toBe(200)
      const theirs = await seen(route, target.tokens[whose], target.ids)
      expect(theirs.status).toBe(404)
      expect(theirs).toEqual(await seen(route, target.tokens[whose], nowhere()))
    },
  )

  it('opens no file that its packet does not give, before the mailbox is proven or after', async () => {
    const route = '(link)/answer/[token]/files/[fileId]/route.ts'
    const { agency, otherAgency, client } = target.tokens
    const own = await target.proven(agency)
    const nothing = await seen(route, agency, nowhere(), own)
    expect(nothing.status).toBe(404)
    expect(await seen(route, agency, target.ids, own)).toEqual(nothing)
    expect(await seen(route, agency, target.ids)).toEqual(nothing)
    expect(await seen(route, otherAgency, target.ids, await target.proven(otherAgency))).toEqual(nothing)
    expect(await seen(route, otherAgency, target.ids, own)).toEqual(nothing)
    expect(await seen(route, client, target.ids)).toEqual(nothing)
  })
})

describe('GET', () => {
  const TABLES = [
    ...['client', 'client_need', 'consent', 'referral', 'referral_event', 'referral_packet'],
    ...['task', 'agency', 'account', 'membership', 'access_link', 'caseload', 'break_glass'],
  ] as const
  it('changes nothing, however often: what a mail scanner does', async () => {
    // The clocks of the product itself move a referral or a task now and then: rows that GET cannot have touched.
    const state = async () => {
      const rows: Record<string, unknown[]> = {}
      for (const table of TABLES) rows[table] = await target.owner.selectFrom(table).selectAll().execute()
      const mine = (text: string) => Object.values(target.ids).some((id) => text.includes(id))
      return Object.entries(rows).flatMap(([table, all]) =>
        all
          .map((row) => `${table} ${JSON.stringify(row)}`)
          .filter((text) => mine(text) || /^(account|membership|agency) /.test(text))
          .sort(),
      )
    }
    const before = await state()
    for (const route of routes)
      for (const browser of [target.visitor(), target.person('ana'), target.person('pat')])
        for (const method of ['GET', 'HEAD']) await browser.send(addressOf(route, target.ids), { method })
    expect(await state()).toEqual(before)
  })
})
