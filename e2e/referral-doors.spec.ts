import { expect, test } from '@playwright/test'
import { SITE } from './mailbox.ts'
import { signInAs, waitForMail, windowOf } from './people.ts'
import {
  COORDINATOR,
  chooseProgram,
  day,
  openAsAgency,
  openClient,
  status,
  waitForTasks,
} from './referral-steps.ts'

/** Each story is a working day of several people; on a small machine it takes its time. */
test.setTimeout(180_000)

test('an agency without a mailbox is called, and its answer is taken down', async ({ browser }) => {
  const coordinator = await windowOf(browser)
  await signInAs(coordinator, COORDINATOR)
  await openClient(coordinator, {
    givenName: 'Tomas',
    familyName: 'Windflower',
    zip: '78210',
    need: 'Free groceries',
  })
  await chooseProgram(coordinator, 'Despensa de San Brígido')
  await expect(coordinator.locator('main')).toContainText('By telephone')
  await coordinator.getByRole('button', { name: 'Send', exact: true }).click()
  await coordinator.waitForURL(/\/referrals\//)
  const referral = coordinator.url()
  const task = coordinator.getByRole('listitem').filter({ hasText: 'Tomas Windflower' })
  await waitForTasks(coordinator, task, 1)
  await expect(task).toContainText('Call the agency')
  await task.getByRole('link', { name: 'Referral' }).click()
  const call = coordinator.getByRole('region', { name: 'Call the agency' })
  await expect(call.getByRole('link', { name: /555-01/ })).toHaveAttribute('href', /^tel:/)
  await expect(call).toContainText(/Saturday|Sat/)
  await expect(call).toContainText('I am calling for a person')
  const accept = coordinator.locator('#move-accept')
  await accept.locator('summary').click()
  await accept.locator('[name="reportedBy"]').fill('Ms Lee, front desk')
  await accept.locator('[name="contactName"]').fill('Ms Lee')
  await accept.locator('[name="firstContactOn"]').fill(day(1))
  await accept.getByRole('button').click()
  await expect(status(coordinator)).toContainText('Accepted')
  await expect(coordinator.locator('main')).toContainText('Told by Ms Lee, front desk')
  await waitForTasks(coordinator, task, 0)
  await coordinator.goto(referral)
  await expect(coordinator.getByRole('region', { name: 'Call the agency' })).toHaveCount(0)
})

test('a scanner that opens every link and presses the first button leaves the referral sent', async ({
  browser,
}) => {
  const coordinator = await windowOf(browser)
  await signInAs(coordinator, COORDINATOR)
  await openClient(coordinator, { givenName: 'Noor', familyName: 'Sandpiper', need: 'Phone and internet' })
  await chooseProgram(coordinator, 'Home Internet Sign-Up')
  await coordinator.getByRole('button', { name: 'Send', exact: true }).click()
  await coordinator.waitForURL(/\/referrals\//)
  const { link } = await waitForMail(coordinator, 'hello@brightwire.example', /A new referral/)
  for (const javaScriptEnabled of [false, true]) {
    const scanner = await windowOf(browser, { javaScriptEnabled })
    for (let look = 0; look < 2; look++) {
      await scanner.request.head(link ?? '')
      await scanner.goto(link ?? '')
    }
    const links = await scanner
      .locator('a[href^="/"], a[href*="/answer/"]')
      .evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href))
    for (const href of links) await scanner.request.get(href)
    await scanner.locator('main button').first().click()
    await expect(scanner.getByText(/A code is on its way|Send a new code/).first()).toBeVisible()
    await expect(scanner.locator('main')).not.toContainText('Noor')
  }
  await coordinator.reload()
  await expect(status(coordinator)).toContainText('Sent')
  await expect(coordinator.locator('main')).not.toContainText('opened it')

  // A person comes after the scanner, and the link still works. Faster than reading, the answer waits for somebody.
  const agency = await windowOf(browser)
  await openAsAgency(agency, 'hello@brightwire.example')
  await agency.reload()
  const accept = agency.locator('#move-accept')
  await accept.locator('summary').click()
  await accept.locator('[name="contactName"]').fill('Quick')
  await accept.locator('[name="firstContactOn"]').fill(day(1))
  const shown = Number((await accept.locator('[name="shown"]').getAttribute('value'))?.split('.')[0])
  await accept.getByRole('button').click()
  if (Date.now() - shown < 2900) {
    await expect(agency.getByText(/somebody will check/)).toBeVisible()
    await coordinator.reload()
    const held = coordinator.getByRole('region', { name: 'An answer to check' })
    await held.getByLabel('Who at the agency confirmed it').fill('Ms Quick')
    await held.getByRole('button', { name: /They said so/ }).click()
  }
  await expect(async () => {
    await coordinator.reload()
    await expect(status(coordinator)).toContainText('Accepted', { timeout: 500 })
  }).toPass({ timeout: 20_000 })

  // The agency sends the person on: a draft for the coordinator, and nothing to the other program.
  await agency.reload()
  const onward = agency.locator('#refer-on')
  await onward.locator('summary').click()
  await onward.locator('[name="program"]').fill('A program that nobody lists')
  await onward.getByRole('button').click()
  await expect(onward).toContainText('We list no program of this name')
  await onward.locator('[name="program"]').fill('Job Search Studio')
  await onward.getByRole('button').click()
  await expect(onward).toContainText('The coordinator has it now.')
  await coordinator.reload()
  await expect(coordinator.getByRole('region', { name: 'Referred on' })).toContainText('Draft')
})

test('a person asks for themselves, without an account and without script', async ({ browser }) => {
  const person = await windowOf(browser, { javaScriptEnabled: false })
  await person.goto(`${SITE}/en/search?need=mental.grief&near=78207`)
  await person.getByRole('link', { name: 'Empty Chair Grief Groups' }).first().click()
  await person.getByRole('link', { name: 'Ask without calling' }).click()
  await person.locator('#name').fill('Wren Someone')
  await person.getByRole('checkbox', { name: 'Call', exact: true }).check()
  await person.locator('#phone').fill('210-555-0177')
  await person
    .locator('form')
    .filter({ has: person.locator('#name') })
    .getByRole('button')
    .click()
  // Without the consent nothing goes, and nothing that was typed or ticked is lost.
  await expect(person.locator('main')).toContainText('Tick the box if they may know this about you.')
  await expect(person.locator('#name')).toHaveValue('Wren Someone')
  await expect(person.getByRole('checkbox', { name: 'Call', exact: true })).toBeChecked()
  await person.locator('[name="consent"]').check()
  await person
    .locator('form')
    .filter({ has: person.locator('#name') })
    .getByRole('button')
    .click()
  const own = person.locator('main a[href*="/my/"]')
  await expect(own).toBeVisible()
  expect(person.url()).not.toMatch(/Wren|0177/)
  await own.click()
  await expect(person.locator('main')).toContainText('Kinglet Peer Network')
  await expect(person.locator('main')).toContainText('They were asked and have not answered yet.')
  await person.getByText('Stop this').first().click()
  await person.getByRole('button', { name: 'Stop this' }).click()
  await expect(person.locator('main')).toContainText('It was withdrawn.')
})
