import { expect, type Page, test } from '@playwright/test'
import {
  join,
  leave,
  letPass,
  nextCode,
  PASSWORD,
  setUpApp,
  virtualAuthenticator,
  withPassword,
} from './accounts.ts'
import { mailedLink, SITE } from './mailbox.ts'
import { signInAs, windowOf } from './people.ts'

const PHONE = { width: 390, height: 844 }
const NEXT = 'five other words than before'

// Long journeys of several people, each with a password that takes its time to be checked.
test.describe.configure({ timeout: 240_000 })

async function askForLink(page: Page, email: string): Promise<string> {
  await page.goto(`${SITE}/en/sign-in`)
  await page.locator('#mail-link-email').fill(email)
  await page.getByRole('button', { name: 'Send me a link' }).click()
  await expect(page.getByText('a link is on its way')).toBeVisible()
  return mailedLink(page, email, 'link')
}

test('a link whose quarter of an hour is over signs nobody in, and says what to do', async ({ page }) => {
  const link = await askForLink(page, 'stu@riverbend.example')
  letPass('links', 'stu@riverbend.example')
  await page.goto(link)
  await page.getByRole('button', { name: 'Sign in now' }).click()
  await expect(page.getByText('its 15 minutes are over. Ask for a new one.').first()).toBeVisible()
  await page.goto(link.replace('/en/', '/es/'))
  await page.getByRole('button', { name: 'Entrar ahora' }).click()
  await expect(page.getByText('Este enlace ya se usó, o pasaron sus 15 minutos').first()).toBeVisible()
  await page.goto(`${SITE}/en/account`)
  await expect(page).toHaveURL(/sign-in/)
})

test('a recovery code signs in once, and the lost app is exchanged on the spot', async ({ page }) => {
  const { email, codes } = await join(page)
  await leave(page)
  await withPassword(page, email)
  await page.waitForURL(/second-factor/)
  await page.getByLabel('Code').fill(codes[0] ?? '')
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.waitForURL(/second-step$/)
  await expect(page.getByText('9 recovery codes are left.')).toBeVisible()
  const { secret } = await setUpApp(page)
  await page.waitForURL(/\/account$/)
  await leave(page)
  await withPassword(page, email)
  await page.waitForURL(/second-factor/)
  await page.getByLabel('Code').fill(codes[1] ?? '')
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(page.getByText('That code is not right').first(), 'an old code').toBeVisible()
  await page.getByLabel('Code').fill(nextCode(secret))
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.waitForURL(/\/clients$/)
})

test('a passkey proves who exchanges the app, and without a proof nobody does', async ({ page }) => {
  await virtualAuthenticator(page)
  const { secret } = await join(page)
  await page.goto(`${SITE}/en/account`)
  const passkeys = page.locator('section[aria-labelledby=passkeys]')
  await passkeys.getByLabel('Code to show that it is you').fill(nextCode(secret))
  await passkeys.getByRole('button', { name: 'Go on' }).click()
  await page.getByLabel(/Name for this passkey/).fill('my laptop')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await expect(page.getByText('The passkey is added.')).toBeVisible()
  // A new session: the proof of the one before does not count in it.
  await leave(page)
  await page.goto(`${SITE}/en/sign-in`)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.waitForURL(/\/clients$/)
  await page.goto(`${SITE}/en/account`)
  await page.getByRole('link', { name: 'Use another authenticator app' }).click()
  await page.waitForURL(/second-step$/)
  await expect(page.locator('main code')).toHaveCount(0)
  await page.getByRole('button', { name: 'Show a passkey' }).click()
  await expect(page.locator('main code')).toBeVisible()
  await setUpApp(page)
  await page.waitForURL(/\/account$/)
})

test('a forgotten password is replaced by link and keyboard alone, on a phone', async ({ page }) => {
  await page.setViewportSize(PHONE)
  const { email, secret } = await join(page)
  await leave(page)
  await page.goto(`${SITE}/en/sign-in`)
  await page.getByRole('link', { name: /Forgot your password/ }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/#by-mail$/)
  // The link leads on from the heading of its section: the next stop is the field.
  await page.keyboard.press('Tab')
  await expect(page.locator('#mail-link-email')).toBeFocused()
  await page.keyboard.type(email)
  await page.keyboard.press('Enter')
  await expect(page.getByText('a link is on its way')).toBeVisible()
  await page.goto(await mailedLink(page, email, 'link'))
  await page.getByRole('button', { name: 'Sign in now' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/second-factor/)
  await page.getByLabel('Code').focus()
  await page.keyboard.type(nextCode(secret))
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/account$/)
  await expect(page.getByLabel('Password you use now')).toHaveCount(0)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  await page.getByLabel('New password').focus()
  await page.keyboard.type(NEXT)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Your password is changed.')).toBeVisible()
  await leave(page)
  await withPassword(page, email, PASSWORD)
  await expect(page.getByText('do not go together').first()).toBeVisible()
  await withPassword(page, email, NEXT)
  await page.waitForURL(/second-factor/)
})

test('an administrator takes a lost second step away, and a mailed link sets up the next', async ({
  page,
  browser,
}) => {
  const { email } = await join(page)
  const admin = await windowOf(browser, { width: 1280 })
  await signInAs(admin, 'ada@riverbend.example')
  await admin.goto(`${SITE}/en/people`)
  const row = admin.getByRole('row').filter({ hasText: email })
  await row.getByText('Take away a lost second step').click()
  await row.getByRole('button', { name: 'Yes, do it' }).first().click()
  await expect(row.getByText('Say why.').first()).toBeVisible()
  await row.getByLabel('Why', { exact: true }).selectOption('phone-lost')
  await row.getByLabel(/How did you make sure/).selectOption('called-back')
  await row.getByRole('button', { name: 'Yes, do it' }).filter({ visible: true }).first().click()
  await expect(row.getByText('not set up')).toBeVisible()
  await admin.context().close()

  await page.goto(`${SITE}/en/clients`)
  await expect(page, 'every session is over').toHaveURL(/sign-in/)
  await withPassword(page, email)
  await page.waitForURL(/second-factor/)
  await expect(page.getByRole('heading', { name: 'Set up your second step again' })).toBeVisible()
  await expect(page.locator('main code')).toHaveCount(0)
  await page.getByRole('link', { name: 'Send me a link' }).click()
  await page.goto(await askForLink(page, email))
  await page.getByRole('button', { name: 'Sign in now' }).click()
  await page.waitForURL(/second-factor/)
  await setUpApp(page)
  await page.waitForURL(/\/clients$/)
})

test('who is idle is warned, then covered, and loses nothing typed', async ({ page }) => {
  const { email, secret } = await join(page)
  await page.goto(`${SITE}/en/account`)
  const name = page.getByLabel('Your name, as colleagues and agencies read it')
  await name.fill('Nia Newcomer the Second')
  letPass('idle', email, 26)
  const warning = page.getByRole('dialog', { name: 'Are you still there?' })
  await expect(warning).toBeVisible({ timeout: 40_000 })
  await expect(warning.getByText(/signed out in \d minutes?\. Nothing you typed is lost/)).toBeVisible()
  await warning.getByRole('button', { name: 'Stay signed in' }).press('Enter')
  await expect(warning).toBeHidden()
  await expect(name).toHaveValue('Nia Newcomer the Second')

  letPass('idle', email, 31)
  const cover = page.getByRole('dialog', { name: 'You were signed out' })
  await expect(cover).toBeVisible({ timeout: 40_000 })
  const again = await page.context().newPage()
  await withPassword(again, email)
  await again.waitForURL(/second-factor/)
  await again.getByLabel('Code').fill(nextCode(secret))
  await again.getByRole('button', { name: 'Go on' }).click()
  await again.waitForURL(/\/clients$/)
  await again.close()
  await cover.getByRole('button', { name: /go on/ }).click()
  await expect(cover).toBeHidden()
  await expect(name).toHaveValue('Nia Newcomer the Second')
  await page.locator('section', { has: name }).getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Changed.')).toBeVisible()
  await page.reload()
  await expect(name).toHaveValue('Nia Newcomer the Second')
})

/** Through the pages of the identity provider itself, which are not ours. */
async function atProvider(page: Page, address: string): Promise<void> {
  await page.locator('input[name=login]').fill(address)
  await page.locator('input[name=password]').fill('x')
  await page.locator('button[type=submit]').click()
  await page.getByRole('button', { name: 'Continue' }).click()
}

test('an organization’s own sign-in lets its people in, and says what to do to others', async ({
  page,
  browser,
}) => {
  await page.goto(`${SITE}/en/sign-in`)
  await page.getByRole('button', { name: 'Sign in with House of Tests' }).press('Enter')
  await atProvider(page, 'stu@riverbend.example')
  await page.waitForURL(/\/account$/)
  await expect(page.getByRole('heading', { name: 'Sign-in with House of Tests' })).toBeVisible()

  const stranger = await windowOf(browser)
  await stranger.goto(`${SITE}/es/sign-in`)
  await stranger.getByRole('button', { name: 'Entrar con House of Tests' }).click()
  await atProvider(stranger, 'stranger@riverbend.example')
  await expect(stranger).toHaveURL(/\/es\/sign-in\?refused=provider$/)
  await expect(stranger.getByText('no se pudo abrir ninguna cuenta aquí')).toBeVisible()
  await stranger.context().close()
})
