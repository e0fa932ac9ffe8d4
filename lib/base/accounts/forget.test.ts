import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx } from '#base/db/context.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, type World } from '#testing/given.ts'
import { newId } from '../core/ids.ts'
import { forgetOldRows } from './commands/forget.ts'

const DAY = 86_400_000

describe('what signing in and mail leave behind', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const ago = (days: number) => new Date(Date.now() - days * DAY)
  const account_id = () => world.ana.accountId ?? ''

  /** Rows of these ages, by what is left of them afterwards. */
  async function left<T>(
    table: 'sign_in_attempt' | 'sign_in_link' | 'session' | 'invitation' | 'mail_message',
    rows: Record<string, unknown>[],
    show: (row: Record<string, unknown>) => T,
  ): Promise<T[]> {
    await test.owner
      .insertInto(table)
      .values(rows.map((row) => ({ id: newId(), ...row })) as never)
      .execute()
    await forgetOldRows(systemCtx(test.db, 'timer.old-rows'))
    const kept = await test.owner.selectFrom(table).selectAll().orderBy('id').execute()
    return kept.map((row) => show(row as Record<string, unknown>))
  }

  it('of attempts goes after 90 days', async () => {
    const attempt = (days: number) => ({
      ...{ email_digest: 'x', address_digest: 'x', method: 'password', outcome: `${days}` },
      at: ago(days),
    })
    expect(await left('sign_in_attempt', [91, 89, 0].map(attempt), (row) => row.outcome)).toEqual(['89', '0'])
  })

  it('of mailed links goes a week after they are over', async () => {
    const link = (days: number) => ({
      ...{ email: 'x@people.example', token_hash: `${days}`, created_at: ago(days), expires_at: ago(days) },
    })
    expect(await left('sign_in_link', [8, 6, -1].map(link), (row) => row.token_hash)).toEqual(['6', '-1'])
  })

  it('of sessions and invitations goes over a year after they ended, and never while they last', async () => {
    const session = (device: string, expires: number, ended: number | null) => ({
      ...{ account_id: account_id(), method: 'email', created_at: ago(500), device },
      ...{ expires_at: ago(expires), ended_at: ended === null ? null : ago(ended) },
    })
    const sessions = [
      session('long over', 401, null),
      session('long ended', 401, 402),
      session('over', 399, null),
      session('ended early', -1, 500),
      session('open', -1, null),
    ]
    expect(await left('session', sessions, (row) => row.device)).toEqual(['over', 'ended early', 'open'])
    const invitation = (days: number) => ({
      ...{ email: 'x@people.example', organization_id: world.riverbend, role: 'coordinator' },
      ...{ token_hash: `${days}`, expires_at: ago(days) },
    })
    expect(await left('invitation', [401, 399].map(invitation), (row) => row.token_hash)).toEqual(['399'])
  })

  it('of mail keeps no address after 30 days, its key for 400 or as long as the referral, and what waits whole', async () => {
    const mail = (key: string, over: object) => ({
      ...{ dedupe_key: key, to_address: 'x@people.example', template: 'account.sign-in', locale: 'en' },
      ...{ values: { link: 'https://handrail.example' }, created_at: ago(900), ...over },
    })
    const mails = [
      mail('gone', { sent_at: ago(401) }),
      mail('given up', { failed_at: ago(401) }),
      mail('of a referral', { sent_at: ago(3000), referral_id: newId() }),
      mail('sent', { sent_at: ago(31) }),
      mail('dropped', { dropped_at: ago(31) }),
      mail('lately', { sent_at: ago(29) }),
      mail('waits', {}),
    ]
    const shown = await left('mail_message', mails, (row) => [
      row.dedupe_key,
      row.to_address,
      Object.keys(row.values as object).length,
    ])
    expect(shown).toEqual([
      ['of a referral', '', 0],
      ['sent', '', 0],
      ['dropped', '', 0],
      ['lately', 'x@people.example', 1],
      ['waits', 'x@people.example', 1],
    ])
  })

  it('is forgotten by the system alone, and no sooner for a clock that runs ahead', async () => {
    await expect(forgetOldRows(as(test.db, world.administrator, new Date()))).rejects.toThrow('not yours')
    const before = await test.owner.selectFrom('sign_in_attempt').selectAll().execute()
    expect(before.length).toBeGreaterThan(0)
    await forgetOldRows({ ...systemCtx(test.db, 'timer.old-rows'), now: ago(-1000) })
    expect(await test.owner.selectFrom('sign_in_attempt').selectAll().execute()).toEqual(before)
  })

  it('never takes a line of the trail with it', async () => {
    const { count } = await test.owner
      .selectFrom('audit_event')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow()
    await test.owner
      .insertInto('audit_event')
      .values({ role: 'system', action: 'session:end', entity: 'session', at: ago(3000) })
      .execute()
    await forgetOldRows(systemCtx(test.db, 'timer.old-rows'))
    const rows = await test.owner.selectFrom('audit_event').select('id').execute()
    expect(rows).toHaveLength(Number(count) + 1)
  })
})
