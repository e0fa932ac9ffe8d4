import { expect, test } from '@playwright/test'
import { generateSync } from 'otplib'
import { join, leave, PASSWORD, virtualAuthenticator, withPassword } from './accounts.ts'
import { mailedLink, SITE, signIn } from './mailbox.ts'

test.slow()

test('a mailed link signs in once, by its button and not by being opened', async ({ page, browser }) => {
  await page.goto(`${SITE}/en/sign-in`)
  await page.locator('#mail-link-email').fill('ben@riverbend.example')
  await page.getByRole('button', { name: 'Send me a link' }).click()
  await expect(page.getByText('a link is on its way')).toBeVisible()
  const link = await mailedLink(page, 'ben@riverbend.example', 'link')
  const scanner = await (await browser.newContext()).newPage()
  for (let opened = 0; opened < 3; opened++) await scanner.goto(link)
  await scanner.goto(`${SITE}/en/clients`)
  await expect(scanner).toHaveURL(/sign-in/)
  await scanner.context().close()
  await page.goto(link)
  await page.getByRole('button', { name: 'Sign in now' }).click()
  await page.waitForURL(/\/clients$/)
  await leave(page)
  await page.goto(link)
  await page.getByRole('button', { name: 'Sign in now' }).click()
  await expect(page.getByText('This link was used already')).toBeVisible()
})

test('nobody learns which addresses have an account', async ({ page }) => {
  for (const email of ['ben@riverbend.example', 'nobody@people.example']) {
    await page.goto(`${SITE}/en/sign-in`)
    await page.locator('#mail-link-email').fill(email)
    await page.getByRole('button', { name: 'Send me a link' }).click()
    await expect(page.getByText('If this address has an account, a link is on its way.')).toBeVisible()
    await withPassword(page, email, 'not the password at all')
    await expect(page.getByText('do not go together').first()).toBeVisible()
    await expect(page.locator('#email')).toHaveValue(email)
  }
})

test('invited, with password and second step, by keyboard alone on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const { email, secret } = await join(page)
  await leave(page)
  await page.goto(`${SITE}/en/sign-in`)
  await page.locator('#email').focus()
  await page.keyboard.type(email)
  await page.keyboard.press('Tab')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await page.waitForURL(/second-factor/)
  await page.goto(`${SITE}/en/clients`)
  await expect(page, 'a password alone opens no record').toHaveURL(/second-factor/)
  await page.getByLabel('Code').fill('000000')
  await page.keyboard.press('Enter')
  await expect(page.getByText('That code is not right').first()).toBeVisible()
  // The code of now was shown when the app was set up, and each is good once; the next one is accepted early.
  await page.getByLabel('Code').fill(generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + 30 }))
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/clients$/)
})

test('an account rests after five wrong passwords, and says for how long', async ({ page }) => {
  const { email } = await join(page)
  await leave(page)
  for (let tries = 0; tries < 5; tries++) {
    await page.goto(`${SITE}/en/sign-in`)
    await withPassword(page, email, 'wrong words every time')
    await expect(page.getByRole('alert').or(page.locator('[tabindex="-1"] li')).first()).toBeVisible()
  }
  await page.goto(`${SITE}/en/sign-in`)
  await withPassword(page, email)
  await expect(page.getByText(/Too many tries\. Wait \d+ minutes/)).toBeVisible()
})

test('a passkey is added, signs in without a code, and is removed', async ({ page }) => {
  await virtualAuthenticator(page)
  const { secret } = await join(page)
  await page.goto(`${SITE}/en/account`)
  // A session that lies open adds none: it takes a fresh code, and the one of now was shown already.
  await expect(page.getByRole('button', { name: 'Add a passkey' })).toHaveCount(0)
  await page
    .getByLabel('Code to show that it is you')
    .fill(generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + 30 }))
  await page.locator('section[aria-labelledby=passkeys]').getByRole('button', { name: 'Go on' }).click()
  await page.getByLabel(/Name for this passkey/).fill('my phone')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await expect(page.getByText('The passkey is added.')).toBeVisible()
  await leave(page)
  await page.goto(`${SITE}/en/sign-in`)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.waitForURL(/\/clients$/)
  await page.goto(`${SITE}/en/account`)
  await page.getByRole('button', { name: 'Remove: my phone' }).click()
  await expect(page.getByText('You have none yet.')).toBeVisible()
})

test('a deactivated account is out at its next step, everywhere', async ({ page, browser }) => {
  const { email } = await join(page)
  const admin = await (await browser.newContext()).newPage()
  await signIn(admin, 'ada@riverbend.example')
  await admin.goto(`${SITE}/en/people`)
  const row = admin.getByRole('row').filter({ hasText: email })
  await row.getByText('Deactivate account').click()
  await row.getByRole('button', { name: 'Yes, do it' }).click()
  await expect(row.getByText('(deactivated)')).toBeVisible()
  await admin.context().close()
  await page.goto(`${SITE}/en/clients`)
  await expect(page).toHaveURL(/sign-in/)
  await withPassword(page, email)
  await expect(page.getByText('do not go together').first()).toBeVisible()
})

test('a page whose session ended is covered, and keeps what was typed', async ({ page, browser }) => {
  await signIn(page, 'sam@riverbend.example')
  await page.goto(`${SITE}/en/account`)
  const name = page.getByLabel('Your name, as colleagues and agencies read it')
  await name.fill('Sam Whitlow Junior')
  const other = await (await browser.newContext()).newPage()
  await signIn(other, 'sam@riverbend.example')
  await other.goto(`${SITE}/en/account`)
  await other.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await expect(other.getByText('this device')).toBeVisible()
  await other.context().close()
  const cover = page.getByRole('dialog', { name: 'You were signed out' })
  await expect(cover).toBeVisible({ timeout: 40_000 })
  await cover.getByRole('button', { name: /go on/ }).click()
  await expect(cover.getByText('You are not signed in yet')).toBeVisible()
  const again = await page.context().newPage()
  await signIn(again, 'sam@riverbend.example')
  await again.close()
  await cover.getByRole('button', { name: /go on/ }).click()
  await expect(cover).toBeHidden()
  await expect(name).toHaveValue('Sam Whitlow Junior')
})

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false })

  test('password and mailed link work, and a wrong password keeps the address', async ({ page }) => {
    await signIn(page, 'ben@riverbend.example')
    await page.goto(`${SITE}/en/account`)
    await expect(page.getByText('this device')).toBeVisible()
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await withPassword(page, 'ben@riverbend.example', 'not the password at all')
    await expect(page.getByText('do not go together').first()).toBeVisible()
    await expect(page.locator('#email')).toHaveValue('ben@riverbend.example')
  })
})
