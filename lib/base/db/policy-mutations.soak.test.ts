import { readFileSync } from 'node:fs'
import { sql, type Transaction } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { ROLES } from '#base/access/actor.ts'
import { OPERATIONS, TABLES, tableOf, VIEWER_NAMES } from '#base/access/tables.ts'
import { useDatabase } from '#testing/database.ts'
import { givenRows } from '#testing/given-rows.ts'
import { allowed } from '#testing/row-walk.ts'
import { conditionMutants, functionMutants, roleMutants } from '#testing/sql-conditions.ts'
import type { DB } from './schema.ts'

/**
 * Would the walk over tables, roles and relations notice a wrong policy? Each policy is taken away, each of its conditions
 * is taken for true and for false, each of its lists loses and gains a role, and so does each function that a policy
 * asks; always in a transaction that is undone. A mutant that nothing notices is a hole in the table or in the walk.
 */
type Policy = {
  table: string
  name: string
  command: string
  using: string | null
  check: string | null
}
type Asked = { name: string; source: string; definition: string; tables: string[] }
type Mutation = { tables: readonly string[]; what: string; run: string }

/**
 * Changes that the walk cannot see and need not, each with its reason.
 */
const ELSEWHERE: readonly [RegExp, string][] = [
  [/^giver on|app_giver/, 'links of guardians, which the walk lacks: consent-by-link.test.ts'],
]

describe('a policy that is changed', () => {
  const test = useDatabase()
  let policies: Policy[]
  let functions: Asked[]

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
    const { rows } = await sql<Policy>`select tablename as table, policyname as name, cmd as command,
      qual as using, with_check as check from pg_policies where schemaname = 'public' order by 1, 2`.execute(
      test.owner,
    )
    policies = rows
    functions = await askedFunctions()
  })

  /** Our functions that a policy asks, itself or through another, with the tables whose policies do. */
  async function askedFunctions(): Promise<Asked[]> {
    const { rows } = await sql<Omit<Asked, 'tables'>>`select proname as name, prosrc as source,
      pg_get_functiondef(pg_proc.oid) as definition from pg_proc join pg_language on pg_language.oid = prolang
      where pronamespace = 'public'::regnamespace and lanname = 'sql' and prorettype = 'boolean'::regtype
        and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e') order by 1`.execute(
      test.owner,
    )
    const asks = (text: string, name: string, seen: readonly string[] = []): boolean =>
      new RegExp(`\\b${name}\\(`).test(text) ||
      rows.some(
        (each) =>
          !seen.includes(each.name) &&
          new RegExp(`\\b${each.name}\\(`).test(text) &&
          asks(each.source, name, [...seen, each.name]),
      )
    return rows
      .map((each) => ({
        ...each,
        tables: [
          ...new Set(
            policies
              .filter(({ using, check }) => asks(`${using} ${check}`, each.name))
              .map(({ table }) => table),
          ),
        ],
      }))
      .filter(({ tables }) => tables.length > 0)
  }

  /** Whether any entry of the table says something else than PostgreSQL does now. */
  async function noticed(tx: Transaction<DB>, table: string): Promise<boolean> {
    for (const entry of Object.keys(TABLES).filter((each) => tableOf(each) === table))
      for (const viewer of VIEWER_NAMES) {
        const said = OPERATIONS.filter((operation) => TABLES[entry]?.[operation]?.includes(viewer))
        if (String(await allowed(tx, entry, viewer)) !== String(said)) return true
      }
    return false
  }

  async function lives({ tables, run }: Mutation): Promise<boolean> {
    let lived = true
    await test.owner
      .transaction()
      .execute(async (tx) => {
        await sql.raw(run).execute(tx)
        for (const table of tables) if (lived && (await noticed(tx, table))) lived = false
        throw new Error('undo')
      })
      .catch((error: Error) => {
        if (error.message !== 'undo') throw new Error(`${error.message}: ${run}`)
      })
    return lived
  }

  async function survivors(mutations: readonly Mutation[]): Promise<string[]> {
    const tried = mutations.filter(({ what }) => !ELSEWHERE.some(([pattern]) => pattern.test(what)))
    const lived: string[] = []
    for (const mutation of tried) if (await lives(mutation)) lived.push(mutation.what)
    console.info(`${tried.length} mutants, ${tried.length - lived.length} noticed`)
    return lived
  }

  /** Both halves at once where they are the same, as an update passes only where it may touch the old row and leave the new one. */
  function changed({ table, name, using, check }: Policy, before: string, after: string): string {
    const halves = [using === before && `using (${after})`, check === before && `with check (${after})`]
    return `alter policy "${name}" on "${table}" ${halves.filter(Boolean).join(' ')}`
  }

  function mutationsOf(policy: Policy, mutants: (expression: string) => { what: string; text: string }[]) {
    const expressions = [...new Set([policy.using, policy.check])].filter((each) => each !== null)
    return expressions.flatMap((expression) =>
      mutants(expression).map(({ what, text }) => ({
        tables: [policy.table],
        what: `${policy.name} on ${policy.table}: ${what}`,
        run: changed(policy, expression, text),
      })),
    )
  }

  it('is noticed when it is gone', async () => {
    const gone = policies.map(({ name, table }) => ({
      tables: [table],
      what: `${name} on ${table}`,
      run: `drop policy "${name}" on "${table}"`,
    }))
    expect(await survivors(gone)).toEqual([])
  })

  it('is noticed when any of its conditions is always true, or never', async () => {
    expect(await survivors(policies.flatMap((each) => mutationsOf(each, conditionMutants)))).toEqual([])
  })

  it('is noticed when any of its lists loses or gains a role', async () => {
    const mutants = (expression: string) => roleMutants(expression, ROLES)
    expect(await survivors(policies.flatMap((each) => mutationsOf(each, mutants)))).toEqual([])
  })

  it('is noticed when any condition of a function that it asks is always true, or never', async () => {
    const mutations = functions.flatMap(({ name, definition, tables }) =>
      functionMutants(definition).map(({ what, text }) => ({ tables, what: `${name}: ${what}`, run: text })),
    )
    expect(await survivors(mutations)).toEqual([])
  })
})
