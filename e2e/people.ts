import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, expect, type Page } from '@playwright/test'

import { SITE } from './mailbox.ts'

/** Where the product under test keeps its data; playwright.config.ts chooses it. */
const dataDir = () => process.env.E2E_DATA_DIR ?? ''

/** A window of one person: nothing of another's cookies. */
export async function windowOf(
  browser: Browser,
  options: { width?: number; locale?: string; javaScriptEnabled?: boolean } = {},
): Promise<Page> {
  const { width = 390, ...rest } = options
  const context = await browser.newContext({ viewport: { width, height: 844 }, ...rest })
  return context.newPage()
}

/**
 * Signs in as one of the demo's people, with the password that this start made: stories that run beside each other would
 * take each other's mailed links.
 */
export async function signInAs(page: Page, email: string): Promise<void> {
  const people = JSON.parse(readFileSync(join(dataDir(), 'demo-sign-ins.json'), 'utf8')) as {
    email: string
    password: string
  }[]
  const person = people.find((each) => each.email === email)
  if (!person) throw new Error(`The demo has nobody at ${email}.`)
  await page.goto(`${SITE}/en/sign-in`)
  await page.locator('#email').fill(email)
  await page.locator('#password').fill(person.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((url) => !url.pathname.includes('/sign-in'))
}

export type CaughtMail = { subject: string; text: string; link: string | null; waits: boolean }

/** What was mailed to an address, the newest first, as the catcher of this machine shows it. */
export async function mailTo(page: Page, address: string): Promise<CaughtMail[]> {
  const catcher = await page.context().browser()?.newContext()
  if (!catcher) throw new Error('The browser is gone.')
  try {
    const own = await catcher.newPage()
    await own.goto(`${SITE}/en/dev/mail`)
    return await own.locator('main ol > li').evaluateAll(
      (items, to) =>
        items.flatMap((item) => {
          const [head, body] = item.querySelectorAll('p')
          if (!head?.textContent?.startsWith(`To ${to},`)) return []
          return {
            subject: item.querySelector('h2')?.textContent ?? '',
            text: body?.textContent ?? '',
            link: item.querySelector('a')?.getAttribute('href') ?? null,
            waits: head.textContent.includes('not sent yet'),
          }
        }),
      address,
    )
  } finally {
    await catcher.close()
  }
}

/** Waits for a message with these words in its subject and returns the newest. */
export async function waitForMail(page: Page, address: string, subject: RegExp): Promise<CaughtMail> {
  let found: CaughtMail | undefined
  await expect(async () => {
    found = (await mailTo(page, address)).find((mail) => subject.test(mail.subject))
    expect(found, `a message to ${address} about ${subject}`).toBeDefined()
  }).toPass({ timeout: 20_000, intervals: [300, 700, 1500] })
  return found as CaughtMail
}

/** Lets the clock of one referral ring as if it were `days` later: the sweep's own command, on the same database. */
export function moveClock(referralId: string, days: number): void {
  const ran = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'clock.ts'), referralId, String(days)],
    { encoding: 'utf8', env: { ...process.env, DATA_DIR: dataDir(), DATABASE_URL: '', MEILISEARCH_URL: '' } },
  )
  if (ran.status !== 0) throw new Error(`The clock could not be moved: ${ran.stderr}`)
}
