import { expect, type Page } from '@playwright/test'

/** Mailed links lead to the site's own name, which is also what passkeys belong to. */
export const SITE = `http://localhost:${process.env.E2E_PORT}`

/** The newest link that was mailed to the address, as /dev/mail shows it. */
export async function mailedLink(page: Page, to: string, part: string): Promise<string> {
  const mailbox = await page.context().newPage()
  try {
    await mailbox.goto(`${SITE}/en/dev/mail`)
    const link = mailbox
      .locator('main li')
      .filter({ hasText: `To ${to}` })
      .locator(`a[href*="/${part}/"]`)
      .first()
    await expect(link).toBeVisible()
    return (await link.getAttribute('href')) ?? ''
  } finally {
    await mailbox.close()
  }
}

/** Signs in as somebody of the demo, by a mailed link: the demo's passwords are printed, and known to nobody else. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(`${SITE}/en/sign-in`)
  const form = page.locator('form').filter({ has: page.locator('#mail-link-email') })
  await form.locator('#mail-link-email').fill(email)
  await form.getByRole('button').click()
  await expect(form.getByRole('status')).toBeVisible()
  await page.goto(await mailedLink(page, email, 'link'))
  await page.getByRole('button', { name: 'Sign in now' }).click()
  await page.waitForURL(/\/(clients|inbox|account)$/)
}
