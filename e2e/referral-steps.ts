import { expect, type Locator, type Page } from '@playwright/test'
import { SITE } from './mailbox.ts'
import { waitForMail } from './people.ts'

/** Of the demo: carries its sixty clients. */
export const COORDINATOR = 'ana@riverbend.example'
/** A person reads an answer's page for longer than this before answering; faster ones are held. */
const READING_MS = 3200

let counter = 0
/** An address of one test alone, so that its mail is found among all. */
export const ownAddress = (who: string) => `${who}-${Date.now()}-${counter++}@people.example`

/** Opens a client with a first need, as a coordinator on a phone does. @returns the address of the client's page. */
export async function openClient(
  page: Page,
  client: {
    givenName: string
    familyName: string
    email?: string
    need: string
    languages?: string[]
    zip?: string
  },
): Promise<string> {
  await page.goto(`${SITE}/en/clients`)
  await page.getByRole('link', { name: 'Open a client' }).first().click()
  await page.locator('#givenName').fill(client.givenName)
  await page.locator('#familyName').fill(client.familyName)
  await page.locator('#needId').selectOption({ label: client.need })
  if (client.email) {
    await page.locator('#email').fill(client.email)
    await page.getByRole('checkbox', { name: 'E-mail' }).check()
  }
  for (const language of client.languages ?? []) await page.getByRole('checkbox', { name: language }).check()
  await page.getByText('What is known').click()
  await page.locator('#postalCode').fill(client.zip ?? '78207')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.waitForURL(/\/clients\/[0-9a-f-]{36}$/)
  return page.url()
}

/** From the client's page to the form that refers to one program; without a name, to the best not tried yet. */
export async function chooseProgram(page: Page, program?: string): Promise<void> {
  await page.getByRole('link', { name: 'Find programs' }).first().click()
  const programs = page.getByRole('article')
  const chosen = program
    ? programs.filter({ has: page.getByRole('heading', { name: program, exact: true }) })
    : programs.filter({ hasNotText: 'already tried' }).first()
  await chosen.getByRole('link', { name: 'Refer' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Refer')
}

export const referralIdOf = (page: Page) => /\/referrals\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? ''

/** The mailed link, opened by the agency in a window of its own, up to where the code was typed. */
export async function openAsAgency(page: Page, mailbox: string): Promise<void> {
  const { link } = await waitForMail(page, mailbox, /A new referral/)
  await page.goto(link ?? '')
  await page.getByRole('button', { name: /Send a (new )?code/ }).click()
  const { text } = await waitForMail(page, mailbox, /Your code/)
  await page.getByLabel('Code', { exact: true }).fill(/\b\d{6}\b/.exec(text)?.[0] ?? '')
  await page.getByRole('button', { name: 'Show the referral' }).click()
  await expect(page.getByRole('heading', { name: 'What happens next?' })).toBeVisible()
}

/** Opens one step of the page, fills it and takes it, having read the page for as long as a person does. */
export async function take(page: Page, action: string, fields: Record<string, string>): Promise<void> {
  const step = page.locator(`#move-${action}`)
  await step.locator('summary').click()
  for (const [name, value] of Object.entries(fields)) {
    const field = step.locator(`[name="${name}"]`)
    if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption(value)
    else await field.fill(value)
  }
  await page.waitForTimeout(READING_MS)
  await step.getByRole('button').click()
}

/** Where the referral of the page stands. */
export const status = (page: Page) => page.locator('main header').first()
/** Looks at the list of tasks until it holds so many of one client's. */
export async function waitForTasks(page: Page, tasks: Locator, count: number): Promise<void> {
  await expect(async () => {
    await page.goto(`${SITE}/en/tasks`)
    await expect(tasks).toHaveCount(count, { timeout: 500 })
  }).toPass({ timeout: 20_000 })
}

/** YYYY-MM-DD, some days from now. */
export const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
