import { expect, type Page, test } from '@playwright/test'
import { SITE } from './mailbox.ts'
import { waitForMail, windowOf } from './people.ts'
import { openAsAgency, ownAddress, take } from './referral-steps.ts'

/** A working day of two people; on a small machine it takes its time. */
test.setTimeout(240_000)

/** Nothing stands beyond the right edge of a telephone. */
const fits = (page: Page) =>
  expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth))
    .toBeLessThanOrEqual(0)

test('who asked by themselves answers, writes, and is shown the next program', async ({ browser }) => {
  const address = ownAddress('lupe')
  const person = await windowOf(browser, { locale: 'es' })
  await person.goto(`${SITE}/en/search?need=mental.support-group&near=78207`)
  await person.getByRole('link', { name: 'Kinglet Support Groups' }).first().click()
  await person.getByRole('link', { name: 'Ask without calling' }).click()
  await person.locator('#name').fill('Lupe Someone')
  await person.getByRole('checkbox', { name: 'E-mail' }).check()
  await person.locator('#email').fill(address)
  await person.locator('#hoursFrom').fill('00:00')
  await person.locator('#hoursTo').fill('23:59')
  await person.locator('#callerAlias').fill('the library')
  await person.locator('#language').selectOption('es')
  await person.locator('[name="consent"]').check()
  await fits(person)
  const form = person.locator('form').filter({ has: person.locator('#name') })
  await form.getByRole('button').click()
  await person.locator('main a[href*="/my/"]').click()
  await expect(person.locator('main')).toContainText('They were asked and have not answered yet.')
  const page = person.url()

  const agency = await windowOf(browser)
  await openAsAgency(agency, 'hello@kinglet.example')
  await expect(agency.locator('main')).toContainText('the library')
  await take(agency, 'ask', { question: 'Which evening suits you?' })
  await expect(agency.locator('main header').first()).toContainText('Question asked', { timeout: 20_000 })

  await person.reload()
  const question = person.getByRole('region', { name: 'They ask you' })
  await expect(question).toContainText('Which evening suits you?')
  await fits(person)
  await question.getByLabel('Your answer').fill('Mondays, please')
  await question.getByRole('button').click()
  await expect(person.locator('main')).toContainText('They were asked and have not answered yet.')

  await agency.reload()
  await expect(agency.locator('main')).toContainText('Mondays, please')
  await agency.locator('[name="body"]').fill('Do you come alone?')
  await agency.getByRole('button', { name: 'Send message' }).click()
  await expect(agency.locator('main')).toContainText('Do you come alone?')
  await person.reload()
  const messages = person.getByRole('region', { name: 'Messages' })
  await expect(messages).toContainText('Do you come alone?')
  await messages.locator('[name="body"]').fill('With my sister')
  await messages.getByRole('button', { name: 'Send message' }).click()
  await expect(messages).toContainText('With my sister')

  await agency.reload()
  await take(agency, 'decline', { reason: 'no-capacity' })
  await expect(agency.locator('main header').first()).toContainText('Declined', { timeout: 20_000 })
  await person.reload()
  await expect(person.locator('main')).toContainText('They could not take it.')
  await expect(person.getByRole('region', { name: 'Another program that may help' })).toBeVisible()
  for (const locale of ['es', 'ar']) {
    await person.goto(page.replace('/en/', `/${locale}/`))
    await expect(person.locator('main h3').first()).toBeVisible()
    await fits(person)
  }
  // What is told says nothing of what it is about, and comes in the person's language.
  const mail = await waitForMail(person, address, /noticias/)
  expect(`${mail.subject} ${mail.text}`).not.toMatch(/Lupe|Kinglet|support|apoyo/i)
})
