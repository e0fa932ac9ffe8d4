import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { VISITOR } from '#base/access/actor.ts'
import { acceptInvitation, invite } from '#base/accounts/commands/people.ts'
import { requestSignInLink, signInWithLink } from '#base/accounts/commands/sign-in.ts'
import { linkToken } from '#base/core/link-token.ts'
import { type Ctx, systemCtx, transact } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { answerByLink, decideByLink, openByLink } from '#refer/notifications/answer/agency-answer.ts'
import { reissueLink } from '#refer/notifications/answer/agency-link.ts'
import { answerByCard, makeCard } from '#refer/notifications/answer/card.ts'
import { clientLinkActor } from '#refer/notifications/answer/client-link.ts'
import { linkActor } from '#refer/notifications/answer/link-actor.ts'
import { proveMailbox, sendProofCode } from '#refer/notifications/answer/mailbox-proof.ts'
import { reissueOwnLink } from '#refer/notifications/answer/own-link.ts'
import { reportWrongAddress } from '#refer/notifications/answer/wrong-address.ts'
import { notifyMove } from '#refer/notifications/commands.ts'
import { linkFor } from '#refer/notifications/store.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import type { LINK_DOORS } from './actions.ts'

const origin = { address: '192.0.2.9', device: 'Firefox' }
const app = 'https://handrail.example'
const rosa = clientRecordSchema.parse({ givenName: 'Rosa', familyName: 'Garcia', languages: ['es'] })
const accept = { name: 'accept', data: { contactName: 'Pat', firstContactOn: '2026-12-02' } } as const
const shown = { proof: 'proof', shownAt: new Date(NOON.getTime() - 60_000), address: '192.0.2.9' }

/** Each as a form sends it, with whatever stands in place of the secret. */
const DOORS: Record<(typeof LINK_DOORS)[number], (ctx: Ctx, token: string) => Promise<unknown>> = {
  acceptInvitation: (ctx, token) => acceptInvitation(ctx, { token, name: 'Mallory', locale: 'en' }),
  answerByCard: (ctx, token) => answerByCard(ctx, { token, action: accept }),
  answerByLink: (ctx, token) => answerByLink(ctx, { ...shown, token, version: 2, action: accept }),
  clientLinkActor: (ctx, token) => clientLinkActor(ctx, token),
  decideByLink: (ctx, token) =>
    decideByLink(ctx, { ...shown, token, heldId: randomUUID(), decision: 'applied' }),
  linkActor: (ctx, token) => linkActor(ctx, token, 'proof'),
  openByLink: (ctx, token) => openByLink(ctx, token, 'proof'),
  proveMailbox: (ctx, token) => proveMailbox(ctx, token, '000000'),
  reissueLink: (ctx, token) => reissueLink(ctx, token, app, 'en'),
  reissueOwnLink: (ctx, token) => reissueOwnLink(ctx, token, app),
  reportWrongAddress: (ctx, token) => reportWrongAddress(ctx, { ...shown, token }, app),
  sendProofCode: (ctx, token) => sendProofCode(ctx, token),
  signInWithLink: (ctx, token) => signInWithLink(ctx, { token, origin }),
}

describe('what a mailed link opens', () => {
  const test = useDatabase()
  let world: World
  const ids: string[] = []
  const given = referralsOf(test, () => world, rosa)
  const visitor = (): Ctx => ({ db: test.db, actor: VISITOR, now: NOON, requestId: randomUUID() })

  beforeAll(async () => {
    world = await givenWorld(test.db)
    const system = systemCtx(test.db, 'test', NOON)
    const referralId = await given.sent()
    await notifyMove(system, { referralId, sequence: 2 }, app)
    const { clientId } = await given.referral(referralId)
    await transact(system, (tx) => linkFor(tx, NOON, { kind: 'client', clientId }))
    await makeCard(as(test.db, world.ana), referralId)
    await requestSignInLink(visitor(), {
      email: 'ana@people.example',
      origin,
      appUrl: app,
      linkPath: (token) => `/${token}`,
    })
    await invite(as(test.db, world.administrator), {
      ...{ email: 'new@people.example', organizationId: world.riverbend, role: 'coordinator', locale: 'en' },
      appUrl: app,
    })
    for (const table of ['access_link', 'sign_in_link', 'invitation'] as const)
      ids.push(...(await test.owner.selectFrom(table).select('id').execute()).map(({ id }) => id))
  })

  /** All that anything could have changed, but for the trail and the counters. */
  async function everything(): Promise<Record<string, string>> {
    const { rows: tables } = await sql<{ name: string }>`select tablename as name from pg_tables
      where schemaname = 'public' and tablename not in ('audit_event', 'rate_limit', 'sign_in_attempt')`.execute(
      test.owner,
    )
    const all: Record<string, string> = {}
    for (const { name } of tables) {
      const { rows } = await sql<{
        held: string
      }>`select md5(coalesce(string_agg(t::text, '' order by t::text), '')) as held
        from ${sql.table(name)} t`.execute(test.owner)
      all[name] = rows[0]?.held ?? ''
    }
    return all
  }

  const outcome = async (door: keyof typeof DOORS, token: string) =>
    DOORS[door](visitor(), token).then(
      (answer) => ({ answer: answer ?? null }),
      (error: { code?: string; message?: string }) => ({ code: error.code, message: error.message }),
    )

  it.each(Object.keys(DOORS) as (keyof typeof DOORS)[])(
    '%s is shut to every false secret of a link that lives, as to a link that never was',
    async (door) => {
      expect(ids.length).toBeGreaterThanOrEqual(5)
      const before = await everything()
      const never = await outcome(door, linkToken(keyring(), randomUUID()))
      expect('answer' in never && never.answer).toBeFalsy()
      for (const id of ids) {
        const right = linkToken(keyring(), id)
        const others = ids
          .filter((other) => other !== id)
          .map((other) => `${id}.${linkToken(keyring(), other).split('.')[1]}`)
        for (const token of [
          id,
          `${id}.`,
          `${right}x`,
          right.slice(0, -1),
          `${id}.${'A'.repeat(43)}`,
          ...others,
        ])
          expect(await outcome(door, token), token).toEqual(never)
      }
      expect(await everything()).toEqual(before)
    },
  )

  it('opens by its right secret: the same doors do something then', async () => {
    const row = async (kind: string) =>
      (
        await test.owner
          .selectFrom('access_link')
          .select('id')
          .where('kind', '=', kind)
          .executeTakeFirstOrThrow()
      ).id
    const token = async (kind: string) => linkToken(keyring(), await row(kind))
    const does = async (door: keyof typeof DOORS, right: string) => {
      const before = await everything()
      expect(await outcome(door, right), door).not.toHaveProperty('code')
      expect(await everything(), door).not.toEqual(before)
    }
    await does('sendProofCode', await token('agency'))
    await does('answerByCard', await token('card'))
    expect(await clientLinkActor(visitor(), await token('client'))).toMatchObject({ role: 'client' })
    const one = async (table: 'sign_in_link' | 'invitation') =>
      linkToken(keyring(), (await test.owner.selectFrom(table).select('id').executeTakeFirstOrThrow()).id)
    await does('signInWithLink', await one('sign_in_link'))
    await does('acceptInvitation', await one('invitation'))
  })
})
