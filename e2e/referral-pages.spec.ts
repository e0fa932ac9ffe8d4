import { expect, type Page, test } from '@playwright/test'
import { SITE } from './mailbox.ts'
import { signInAs, windowOf } from './people.ts'
import { COORDINATOR } from './referral-steps.ts'
import { expectNoViolation } from './violations.ts'

/** axe reads every node of sixteen pages in each language. */
test.setTimeout(240_000)

const PHONE = { width: 390, height: 844 }
const DESK = { width: 1280, height: 900 }

/** The first link of a page whose address ends so, without its language. */
async function firstLink(page: Page, path: string, ends: RegExp): Promise<string> {
  await page.goto(`${SITE}/en${path}`)
  const links = await page
    .locator('main a')
    .evaluateAll((all) => all.map((one) => new URL((one as HTMLAnchorElement).href).pathname))
  const found = links.find((link) => ends.test(link))
  expect(found, `a link like ${ends} on ${path}`).toBeDefined()
  return (found ?? '').replace(/^\/en/, '')
}

/** Nothing wrong for axe at the width of a phone, and nothing wider than the window at either. */
async function expectSound(page: Page, path: string): Promise<void> {
  await test.step(path, async () => {
    await page.setViewportSize(PHONE)
    const answer = await page.goto(`${SITE}${path}`)
    expect(answer?.status(), path).toBe(200)
    await expectNoViolation(page, { coloursSeen: !path.startsWith('/en/') })
    for (const size of [PHONE, DESK]) {
      await page.setViewportSize(size)
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
        `${path} at ${size.width}`,
      ).toBeLessThanOrEqual(0)
    }
  })
}

const UUID = '[0-9a-f-]{36}'

for (const locale of ['en', 'es', 'ar']) {
  test(`the pages of a coordinator in ${locale}`, async ({ browser }) => {
    const page = await windowOf(browser)
    await signInAs(page, COORDINATOR)
    const referral = await firstLink(page, '/referrals', new RegExp(`/referrals/${UUID}$`))
    const client = await firstLink(page, '/clients', new RegExp(`/clients/${UUID}$`))
    const need = await firstLink(page, client, new RegExp(`/needs/${UUID}$`))
    const refer = await firstLink(page, need, new RegExp(`/refer/${UUID}$`))
    const paths = [
      '/clients',
      '/clients/new',
      '/referrals',
      '/tasks',
      referral,
      `${referral}/card`,
      client,
      `${client}/edit`,
      `${client}/disclosures`,
      need,
      `${need}/compare`,
      refer,
    ]
    for (const path of paths) await expectSound(page, `/${locale}${path}`)
  })

  test(`the pages of who keeps an agency in ${locale}`, async ({ browser }) => {
    const steward = await windowOf(browser)
    await signInAs(steward, 'stu@riverbend.example')
    const kept = await firstLink(steward, '/agencies', new RegExp(`/agencies/${UUID}$`))
    for (const path of ['/doubts', '/agencies', kept]) await expectSound(steward, `/${locale}${path}`)
  })

  test(`the pages of an agency and a supervisor in ${locale}`, async ({ browser }) => {
    const agency = await windowOf(browser)
    await signInAs(agency, 'pat@pecan.example')
    const received = await firstLink(agency, '/inbox', new RegExp(`/referrals/${UUID}$`))
    for (const path of ['/inbox', received]) await expectSound(agency, `/${locale}${path}`)
    const supervisor = await windowOf(browser)
    await signInAs(supervisor, 'sam@riverbend.example')
    for (const path of ['/team', '/emergency']) await expectSound(supervisor, `/${locale}${path}`)
  })
}
