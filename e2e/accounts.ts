import { spawnSync } from 'node:child_process'
import { join as pathOf } from 'node:path'
import { type CDPSession, expect, type Page } from '@playwright/test'
import { generateSync } from 'otplib'
import { mailedLink, SITE } from './mailbox.ts'
import { signInAs } from './people.ts'

export const PASSWORD = 'four plain words here'
let people = 0

export type Joined = { email: string; secret: string; codes: string[] }

/** An administrator of the demo invites somebody new, who takes it up: no demo account, so the second step is asked. */
export async function join(page: Page): Promise<Joined> {
  const email = `new${Date.now()}${people++}@people.example`
  const browser = page.context().browser()
  const admin = await (await browser?.newContext())?.newPage()
  if (!admin) throw new Error('A browser that has no page cannot invite.')
  await signInAs(admin, 'ada@riverbend.example')
  await admin.goto(`${SITE}/en/people`)
  await admin.getByLabel('E-mail address').fill(email)
  await admin.getByLabel('Role').selectOption('coordinator')
  await admin.getByRole('button', { name: 'Send invitation' }).click()
  await expect(admin.getByText('The invitation is on its way.')).toBeVisible()
  await admin.context().close()

  await page.goto(await mailedLink(page, email, 'invitation'))
  await page.getByLabel('Your name').fill('Nia Newcomer')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Accept' }).click()
  await page.waitForURL(/sign-in/)
  await withPassword(page, email)
  await page.waitForURL(/second-factor/)
  const { secret, codes } = await setUpApp(page)
  await page.waitForURL(/\/clients$/)
  return { email, secret, codes }
}

/** Reads the key, shows the app's first code and keeps the recovery codes. */
export async function setUpApp(page: Page): Promise<{ secret: string; codes: string[] }> {
  const secret = (await page.locator('main code').textContent()) ?? ''
  await page.getByLabel('The six digits that the app shows').fill(generateSync({ secret }))
  await page.keyboard.press('Enter')
  const shown = page.locator('main ul.font-mono li')
  await expect(shown).toHaveCount(10)
  const codes = await shown.allTextContents()
  await page.getByRole('link', { name: /I have kept them/ }).click()
  return { secret, codes }
}

/** The code after the present one: each is good once, and one that is half a minute early is accepted. */
export function nextCode(secret: string): string {
  return generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + 30 })
}

export async function withPassword(page: Page, email: string, password = PASSWORD): Promise<void> {
  if (!page.url().includes('/sign-in')) await page.goto(`${SITE}/en/sign-in`)
  await page.locator('#email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

export async function leave(page: Page): Promise<void> {
  const menu = page.locator('header summary')
  if (await menu.isVisible()) await menu.click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.waitForURL(`${SITE}/en`)
}

/** A device with a passkey store whose owner always agrees. */
export async function virtualAuthenticator(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return session
}

/**
 * Lets time pass for one account: `links` are over, or `idle` since so many minutes. The product has no clock that can be
 * set, so the rows are made older.
 */
export function letPass(what: 'links' | 'idle', email: string, minutes = 0): void {
  const script = pathOf(import.meta.dirname, 'account-clock.ts')
  const ran = spawnSync(process.execPath, ['--import', 'tsx', script, what, email, String(minutes)], {
    encoding: 'utf8',
    env: { ...process.env, DATA_DIR: process.env.E2E_DATA_DIR, DATABASE_URL: '', MEILISEARCH_URL: '' },
  })
  if (ran.status !== 0) throw new Error(`The clock could not be moved: ${ran.stderr}`)
}
