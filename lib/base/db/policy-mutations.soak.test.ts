import { readFileSync } from 'node:fs'
import { sql, type Transaction } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { OPERATIONS, TABLES, tableOf, VIEWER_NAMES } from '#base/access/tables.ts'
import { useDatabase } from '#testing/database.ts'
import { givenRows } from '#testing/given-rows.ts'
import { allowed } from '#testing/row-walk.ts'
import type { DB } from './schema.ts'

/**
 * Would the walk over tables, roles and relations notice a wrong policy? Each one is taken away, and each is opened to
 * everybody, in a transaction that is undone. A mutant that nothing notices is a hole in the table or in the walk.
 */
type Policy = {
  table: string
  name: string
  command: string
  using: string | null
  check: string | null
  permissive: string
}

/**
 * Changes that the walk cannot see, and need not. `giver` is about links of guardians, which it does not have:
 * consent-by-link.test.ts holds those. The system reads messages by the policy of the parties too.
 */
const ELSEWHERE = /^(giver on|system on referral_message$)/

describe('a policy that is changed', () => {
  const test = useDatabase()
  let policies: Policy[]
  beforeAll(async () => {
    await sql.raw(readFileSync('lib/testing/probe.sql', 'utf8')).execute(test.owner)
    const { rows: tables } = await sql<{ name: string }>`select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname not like 'kysely%' order by 1`.execute(
      test.owner,
    )
    await givenRows(
      test.owner,
      tables.map(({ name }) => name),
    )
    const { rows } =
      await sql<Policy>`select tablename as table, policyname as name, cmd as command, qual as using, with_check as check, permissive
      from pg_policies where schemaname = 'public' order by 1, 2`.execute(test.owner)
    policies = rows
  })

  /** Whether any entry of the table says something else than PostgreSQL does now. */
  async function noticed(tx: Transaction<DB>, table: string): Promise<boolean> {
    for (const entry of Object.keys(TABLES).filter((each) => tableOf(each) === table))
      for (const viewer of VIEWER_NAMES) {
        const said = OPERATIONS.filter((operation) => TABLES[entry]?.[operation]?.includes(viewer))
        if (String(await allowed(tx, entry, viewer)) !== String(said)) return true
      }
    return false
  }

  async function survivors(mutate: (policy: Policy) => string | null): Promise<string[]> {
    const lived: string[] = []
    for (const policy of policies) {
      const mutation = mutate(policy)
      if (mutation === null) continue
      await test.owner
        .transaction()
        .execute(async (tx) => {
          await sql.raw(mutation).execute(tx)
          if (!(await noticed(tx, policy.table))) lived.push(`${policy.name} on ${policy.table}`)
          throw new Error('undo')
        })
        .catch((error: Error) => {
          if (error.message !== 'undo') throw error
        })
    }
    return lived.filter((each) => !ELSEWHERE.test(each))
  }

  it('is noticed when it is gone', async () => {
    expect(await survivors(({ name, table }) => `drop policy "${name}" on "${table}"`)).toEqual([])
  })

  it('is noticed when it is open to everybody', async () => {
    // Both halves at once: an update passes only where the old row may be touched and the new one may stand.
    const open = ({ name, table, using, check, permissive }: Policy) =>
      using && using !== 'true' && permissive === 'PERMISSIVE'
        ? `alter policy "${name}" on "${table}" using (true)${check ? ' with check (true)' : ''}`
        : null
    expect(await survivors(open)).toEqual([])
  })

  it('is noticed when everybody may add', async () => {
    const open = ({ name, table, command, check, permissive }: Policy) =>
      (command === 'INSERT' || command === 'ALL') && check && check !== 'true' && permissive === 'PERMISSIVE'
        ? `alter policy "${name}" on "${table}" with check (true)`
        : null
    expect(await survivors(open)).toEqual([])
  })
})
