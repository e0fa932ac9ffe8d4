import { readFileSync } from 'node:fs'
import { sql, type Transaction } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { ROLES, type Role } from '#base/access/actor.ts'
import { OPERATIONS, type Operation, TABLES, tableOf, VIEWER_NAMES } from '#base/access/tables.ts'
import { useDatabase } from '#testing/database.ts'
import { givenRows, rowOf, VIEWERS } from '#testing/given-rows.ts'
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
  [/^disclosures on audit_event: app_is.* (→ true|with 'client')/, 'a guardian’s link: audit-trail.test.ts'],
  [
    /^(append|party) on referral_event: app_is\(VARIADIC ARRAY\['(system|administrator)/,
    'who sees the referral by another line adds to its story anyway',
  ],
  [/^read on care_organization: .*without/, 'said by another policy of the table as well'],
  [/^sends_referral: [23] /, 'links of guardians, as above'],
  [
    /^(shares_attachments|need_is_taken): /,
    'asked by itself, beside what the policy asks: definer-functions.test.ts',
  ],
  [/^receives_referral: .*care_organization_id is not null → true/, 'null equals no organization'],
  [/^read on team: .*supervisor/, 'policy `manage` lets a supervisor in under the same condition'],
  [/^(upload on attachment|say on need_outcome): .*with 'agency/, 'what stands beside it answers no agency'],
  [
    /^open on caseload: app_is/,
    'nobody but coordinators and supervisors opens a client: policy `open on client`',
  ],
]

/** Which roles a condition ever answers; for whoever opened a client, that they opened one; for agencies of one's own, that one has an organization. */
const COORDINATING: readonly Role[] = ['coordinator', 'supervisor']
const ANSWERED: Readonly<Record<string, readonly Role[]>> = {
  'sees_client(': [...COORDINATING, 'client', 'system'],
  'carries_client(': COORDINATING,
  'opened_in_emergency(': COORDINATING,
  'sends_referral(': [...COORDINATING, 'client', 'system'],
  'receives_referral(': ['agency-staff', 'agency-admin'],
  'FROM client_need': [...COORDINATING, 'client', 'system'],
  'FROM agency\n': [...COORDINATING, 'steward', 'administrator', 'agency-staff', 'agency-admin'],
  'FROM team\n': [...COORDINATING, 'administrator', 'system'],
}

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
      where pronamespace = 'public'::regnamespace and lanname in ('sql', 'plpgsql') and prorettype = 'boolean'::regtype
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

  /**
   * Could this policy let a role in that it keeps out now? Not when the table lets all of that role do it already, when
   * the role has neither account nor organization to compare, or when what the policy asks besides answers that role
   * never: the next test holds that.
   */
  function couldGain({ table, command, using, check }: Policy, role: Role): boolean {
    const viewers = VIEWER_NAMES.filter((viewer) => viewer.split(':')[0] === role)
    const operations = command === 'ALL' ? OPERATIONS : [command.toLowerCase() as Operation]
    const entries = Object.entries(TABLES).filter(([entry]) => tableOf(entry) === table)
    const granted = operations.filter((operation) => entries.some(([, rule]) => rule[operation]?.length))
    const all = entries.every(([, rule]) =>
      granted.every((operation) => viewers.every((viewer) => (rule[operation] ?? []).includes(viewer))),
    )
    const asked = `${using} ${check}`
    const answering = Object.entries(ANSWERED).filter(([name]) => asked.includes(name))
    const never = answering.length > 0 && !answering.some(([, roles]) => roles.includes(role))
    const compared = /app_(organization|account|colleague)\(/.test(asked) && answering.length === 0
    const nobody = role === 'visitor' || role === 'client' || role === 'system'
    return role !== 'system' && !all && !never && !(compared && nobody)
  }

  it('asks functions that answer their own roles alone', async () => {
    const ana = VIEWERS['coordinator: caseload']
    const { client_id: client, referral_id: referral } = await rowOf(test.owner, 'referral_packet', ana).then(
      async (row) => ({ ...row, ...(await rowOf(test.owner, 'caseload', ana)) }),
    )
    for (const [name, roles] of Object.entries(ANSWERED).filter(([each]) => each.endsWith('(')))
      for (const role of ROLES.filter((each) => !roles.includes(each)))
        await test.owner.transaction().execute(async (tx) => {
          // All that any actor could stand in, at once.
          await sql`select set_config('app.role', ${role}, true), set_config('app.account_id', ${ana.accountId}, true),
            set_config('app.organization_id', ${ana.organizationId}, true), set_config('app.client_id', ${client}, true),
            set_config('app.referral_id', ${referral}, true)`.execute(tx)
          const { rows } = await sql<{ answer: boolean }>`select ${sql.raw(name.slice(0, -1))}(${
            name.includes('referral') ? referral : client
          }) as answer`.execute(tx)
          expect(rows[0]?.answer, `${name} ${role}`).toBe(false)
        })
  })

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
    const mutations = policies.flatMap((policy) =>
      mutationsOf(policy, (expression) =>
        roleMutants(
          expression,
          ROLES.filter((role) => couldGain(policy, role)),
        ),
      ),
    )
    expect(await survivors(mutations)).toEqual([])
  })

  it('is noticed when any condition of a function that it asks is always true, or never', async () => {
    const mutations = functions.flatMap(({ name, definition, tables }) =>
      functionMutants(definition).map(({ what, text }) => ({ tables, what: `${name}: ${what}`, run: text })),
    )
    expect(await survivors(mutations)).toEqual([])
  })
})
