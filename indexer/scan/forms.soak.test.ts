import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Form } from '#testing/product.ts'
import {
  addressOf,
  type Name,
  PEOPLE,
  routes,
  type ScanTarget,
  startScanTarget,
} from '#testing/scan-target.ts'

/**
 * A scan of the running product from outside: every form of every page of a record, sent by people who may not see that
 * page, and from other sites.
 */
let target: ScanTarget
beforeAll(async () => {
  target = await startScanTarget()
})
afterAll(() => target?.stop())

/** Written at every request, or by the product's own clocks. */
const RESTLESS =
  /^(audit_\w+|session|rate_limit|sign_in_\w+|passkey_challenge|mail_message|notification|search_\w+)$/

/** All rows that name the record or somebody's account, by table. */
async function state(): Promise<string[]> {
  const { client, need, referral } = target.ids
  const { rows: tables } = await sql<{ name: string }>`select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'kysely%'`.execute(
    target.owner,
  )
  const lines: string[] = []
  for (const { name } of tables.filter((table) => !RESTLESS.test(table.name))) {
    const people =
      /^(account|membership|invitation|team|team_member|api_key|passkey|care_organization)$/.test(name)
    const { rows } = await sql<{ line: string }>`select t::text as line from ${sql.table(name)} t
      where ${people} or t::text ~ ${`${client}|${need}|${referral}`}`.execute(target.owner)
    lines.push(...rows.map(({ line }) => `${name} ${line}`))
  }
  return lines.sort()
}

/** Every form that somebody finds on the pages of the record and on those of their own work. */
async function formsOf(name: Name, pages: readonly string[]): Promise<{ path: string; form: Form }[]> {
  const found: { path: string; form: Form }[] = []
  for (const route of pages) {
    const path = addressOf(route, target.ids)
    for (const form of await target.person(name).forms(path)) found.push({ path, form })
  }
  return found
}

const idsIn = (form: Form) => JSON.stringify(form).match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? []

const ofRecords = routes.filter(
  (route) => /\[(clientId|referralId)\]/.test(route) && route.endsWith('page.tsx'),
)

describe('forms of somebody else’s record', () => {
  /** Whose forms, on which pages, sent by whom: nobody who stands in a relation to the record that allows it. */
  const CASES: { of: Name; pages: readonly string[]; by: readonly Name[] }[] = [
    { of: 'ana', pages: ofRecords, by: ['ben', 'stu', 'ceci', 'hugo'] },
    { of: 'ana', pages: ofRecords.filter((route) => !route.includes('[referralId]')), by: ['ada', 'pat'] },
    { of: 'ana', pages: ['(account)/account/page.tsx'], by: ['ben', 'sam', 'pat'] },
    { of: 'pat', pages: ofRecords, by: ['ben', 'stu', 'ceci', 'hugo'] },
    { of: 'sam', pages: ['(refer)/people/page.tsx'], by: ['ana', 'stu', 'pat', 'ceci'] },
    { of: 'ceci', pages: ['(refer)/people/page.tsx'], by: ['ana', 'stu', 'pat', 'hugo', 'sam'] },
    { of: 'ada', pages: ['(refer)/people/page.tsx'], by: ['ana', 'stu', 'pat', 'hugo'] },
  ]

  it.each(CASES)('$of’s do nothing when $by send them', async ({ of, pages, by }) => {
    const forms = (await formsOf(of, pages)).filter(({ form }) => idsIn(form).length > 0)
    expect(forms.length).toBeGreaterThan(0)
    const before = await state()
    for (const { path, form } of forms) {
      for (const name of by) {
        const answer = await target.person(name).post(path, form)
        expect(answer.status, `${name} ${path}`).toBeLessThan(500)
      }
      await target.visitor().post(path, form)
    }
    // One's own profile, language and password are one's own to change, with whatever form.
    expect(await state()).toEqual(before)
  })

  it('do something when those send them whose they are: the forms are filled in rightly', async () => {
    let worked = 0
    for (const route of ofRecords) {
      const path = addressOf(route, target.ids)
      const count = (await target.person('ana').forms(path)).length
      for (let index = 0; index < count; index++) {
        const form = (await target.person('ana').forms(path))[index]
        if (!form || idsIn(form).length === 0) continue
        const before = await state()
        await target.person('ana').post(path, form)
        if (String(await state()) !== String(before)) worked++
      }
    }
    expect(worked).toBeGreaterThan(8)
  })
})

describe('forms from another site', () => {
  it('sign nobody in', async () => {
    const browser = target.visitor()
    const form = await browser.form('/en/sign-in', 'name="password"')
    await browser.post(
      '/en/sign-in',
      { ...form, ...target.signIn('ana') },
      { origin: 'https://evil.example' },
    )
    expect([...browser.cookies.keys()].filter((name) => name.includes('session-token'))).toEqual([])
  })

  it('change nothing, of whoever is signed in', async () => {
    for (const name of PEOPLE) {
      const pages = ['(account)/account/page.tsx', '(refer)/people/page.tsx', ...ofRecords]
      const before = await state()
      for (const { path, form } of await formsOf(name, pages))
        await target.person(name).post(path, form, { origin: 'https://evil.example' })
      expect(await state(), name).toEqual(before)
    }
  })
})
