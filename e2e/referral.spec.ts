import { expect, type Locator, type Page, test } from '@playwright/test'
import { SITE } from './mailbox.ts'
import { mailTo, moveClock, signInAs, waitForMail, windowOf } from './people.ts'

/** Each story is a working day of several people; on a small machine it takes its time. */
test.setTimeout(180_000)

const COORDINATOR = 'ana@riverbend.example'
/** A person reads an answer's page for longer than this before answering; faster ones are held. */
const READING_MS = 3200

let counter = 0
/** An address of one test alone, so that its mail is found among all. */
const ownAddress = (who: string) => `${who}-${Date.now()}-${counter++}@people.example`

/** Opens a client with a first need, as a coordinator on a phone does. @returns the address of the client's page. */
async function openClient(
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
async function chooseProgram(page: Page, program?: string): Promise<void> {
  await page.getByRole('link', { name: 'Find programs' }).first().click()
  const programs = page.getByRole('article')
  const chosen = program
    ? programs.filter({ has: page.getByRole('heading', { name: program, exact: true }) })
    : programs.filter({ hasNotText: 'already tried' }).first()
  await chosen.getByRole('link', { name: 'Refer' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Refer')
}

const referralIdOf = (page: Page) => /\/referrals\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? ''

/** The mailed link, opened by the agency in a window of its own, up to where the code was typed. */
async function openAsAgency(page: Page, mailbox: string): Promise<void> {
  const { link } = await waitForMail(page, mailbox, /A new referral/)
  await page.goto(link ?? '')
  await page.getByRole('button', { name: /Send a (new )?code/ }).click()
  const { text } = await waitForMail(page, mailbox, /Your code/)
  await page.getByLabel('Code', { exact: true }).fill(/\b\d{6}\b/.exec(text)?.[0] ?? '')
  await page.getByRole('button', { name: 'Show the referral' }).click()
  await expect(page.getByRole('heading', { name: 'What happens next?' })).toBeVisible()
}

/** Opens one step of the page, fills it and takes it, having read the page for as long as a person does. */
async function take(page: Page, action: string, fields: Record<string, string>): Promise<void> {
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

const status = (page: Page) => page.locator('main header').first()
/** Looks at the list of tasks until it holds so many of one client's. */
async function waitForTasks(page: Page, tasks: Locator, count: number): Promise<void> {
  await expect(async () => {
    await page.goto(`${SITE}/en/tasks`)
    await expect(tasks).toHaveCount(count, { timeout: 500 })
  }).toPass({ timeout: 20_000 })
}

/** YYYY-MM-DD, some days from now. */
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

test('from a consent in Spanish to a need that is met, by three people in three windows', async ({
  browser,
}) => {
  const [coordinator, agency, client] = [
    await windowOf(browser),
    await windowOf(browser),
    await windowOf(browser, { javaScriptEnabled: false }),
  ]
  const address = ownAddress('rosa')
  await signInAs(coordinator, COORDINATOR)
  const clientPage = await openClient(coordinator, {
    givenName: 'Rosa',
    familyName: 'Zebrafinch',
    email: address,
    need: 'Eviction and tenant rights',
    languages: ['Spanish'],
  })
  await chooseProgram(coordinator, 'Eviction Defense')
  await coordinator.locator('#mode').selectOption('authorization')
  await coordinator.getByRole('button', { name: 'Ask for consent by link' }).click()
  await coordinator.waitForURL(/\/referrals\//)
  await expect(status(coordinator)).toContainText('Waiting for consent')
  const referral = coordinator.url()

  // The client reads the question in Spanish, and the agency has heard nothing yet.
  const asked = await waitForMail(client, address, /lea y decida/i)
  expect(await mailTo(client, 'hello@retama.example')).toEqual([])
  await client.goto(asked.link ?? '')
  await expect(client.locator('html')).toHaveAttribute('lang', 'es')
  await client.getByLabel('Su nombre completo').fill('Rosa Zebrafinch')
  await client.getByRole('button', { name: 'Sí, compartirlo' }).click()
  await expect(client.locator('main')).toContainText('Enviada')

  await openAsAgency(agency, 'hello@retama.example')
  await expect(agency.locator('main')).toContainText('Rosa Zebrafinch')
  await take(agency, 'accept', { contactName: 'Pat Intake', firstContactOn: day(1) })
  await expect(status(agency)).toContainText('Accepted')
  await take(agency, 'schedule', { at: `${day(2)}T10:00`, mode: 'in-person', place: 'Front desk' })
  await expect(status(agency)).toContainText('Appointment set')

  await client.reload()
  await expect(client.locator('main')).toContainText('Con cita')
  const file = await client.request.get(
    (await client.getByRole('link', { name: /calendario/ }).getAttribute('href')) ?? '',
  )
  const calendar = await file.text()
  expect(calendar).toContain('BEGIN:VEVENT')
  expect(calendar).not.toMatch(/Rosa|Pantry|food|Coyotillo/i)

  await take(agency, 'miss', { which: 'missed', why: 'The bus did not come' })
  await expect(status(agency)).toContainText('Missed or moved')
  await take(agency, 'schedule', { at: `${day(3)}T11:00`, mode: 'in-person', place: 'Front desk' })
  await expect(status(agency)).toContainText('Appointment set')
  await take(agency, 'begin', { startedOn: day(0) })
  await expect(status(agency)).toContainText('Getting help')
  await take(agency, 'close-served', {
    delivered: 'Groceries for a month',
    on: day(0),
    enrolment: 'enrolled',
  })
  await expect(status(agency)).toContainText('Closed: helped')

  await client.reload()
  await client.getByLabel('¿Se resolvió la necesidad?').selectOption('met')
  await client.getByRole('button', { name: 'Enviar', exact: true }).click()
  await expect(client.locator('main')).toContainText(/Gracias/)

  await coordinator.goto(referral)
  await expect(status(coordinator)).toContainText('Closed: helped')
  await coordinator.getByText('Say whether the need was met').click()
  await coordinator.locator('#outcome').selectOption('met')
  await coordinator.getByRole('button', { name: 'Save' }).click()
  await expect(coordinator.locator('#outcomes').locator('..')).toContainText('Yes')
  await coordinator.goto(clientPage)
  await expect(coordinator.locator('main')).toContainText('met')
})

test('a decline, then silence, then the next program', async ({ browser }) => {
  const [coordinator, agency] = [await windowOf(browser), await windowOf(browser)]
  await signInAs(coordinator, COORDINATOR)
  const clientPage = await openClient(coordinator, {
    givenName: 'Omar',
    familyName: 'Quillfeather',
    need: 'Doctor or clinic',
  })
  await chooseProgram(coordinator, 'Chachalaca Primary Care')
  await coordinator.getByRole('button', { name: 'Send', exact: true }).click()
  await coordinator.waitForURL(/\/referrals\//)
  const first = referralIdOf(coordinator)
  await openAsAgency(agency, 'hello@chachalaca.example')
  await take(agency, 'decline', { reason: 'no-capacity' })
  await expect(status(agency)).toContainText('Declined')

  // The next program is a task of the same day, and what was tried is marked.
  const task = coordinator.getByRole('listitem').filter({ hasText: 'Omar Quillfeather' })
  await waitForTasks(coordinator, task, 1)
  await expect(task).toContainText('Choose the next program')
  await task.getByRole('link', { name: 'Find programs' }).click()
  await expect(
    coordinator.getByRole('article').filter({
      has: coordinator.getByRole('heading', { name: 'Chachalaca Primary Care', exact: true }),
    }),
  ).toContainText('already tried')
  await coordinator.goto(clientPage)
  await chooseProgram(coordinator, 'Street Doctor')
  await coordinator.getByRole('button', { name: 'Send', exact: true }).click()
  await coordinator.waitForURL(/\/referrals\//)
  const second = referralIdOf(coordinator)
  expect(second).not.toBe(first)
  // The task is settled by what it asked for.
  await waitForTasks(coordinator, task, 0)
  const reminded = await mailTo(agency, 'hello@freshstart.example')
  moveClock(second, 4)
  await waitForMail(agency, 'hello@freshstart.example', /still waits/)
  expect(reminded.some((mail) => /still waits/.test(mail.subject))).toBe(false)
  moveClock(second, 12)
  await coordinator.goto(`${SITE}/en/referrals/${second}`)
  await expect(status(coordinator)).toContainText('No answer')
  await waitForTasks(coordinator, task, 1)
  await expect(task).toContainText('Choose the next program')
  await coordinator.goto(clientPage)
  await chooseProgram(coordinator)
  await coordinator.getByRole('button', { name: 'Send', exact: true }).click()
  await coordinator.waitForURL(/\/referrals\//)
  await expect(status(coordinator)).toContainText('Sent')
})

test('a consent taken back in the middle closes everything at once', async ({ browser }) => {
  const [coordinator, agency, client] = [
    await windowOf(browser),
    await windowOf(browser),
    await windowOf(browser),
  ]
  const address = ownAddress('ines')
  await signInAs(coordinator, COORDINATOR)
  const clientPage = await openClient(coordinator, {
    givenName: 'Ines',
    familyName: 'Larkspur',
    email: address,
    need: 'Finding a job',
  })
  // Nothing may reach her at this hour, so what is told to her waits.
  await coordinator.getByRole('link', { name: 'Change' }).click()
  const { from, to } = hoursWithoutNow()
  await coordinator.locator('#hoursFrom').fill(from)
  await coordinator.locator('#hoursTo').fill(to)
  await coordinator.getByRole('button', { name: 'Save' }).click()
  await coordinator.waitForURL(clientPage)
  await chooseProgram(coordinator, 'Job Search Studio')
  await coordinator.locator('#mode').selectOption('authorization')
  await coordinator.locator('#signature').fill('Ines Larkspur')
  await coordinator.getByRole('checkbox', { name: /I explained/ }).check()
  await coordinator.getByRole('button', { name: 'Send', exact: true }).click()
  await coordinator.waitForURL(/\/referrals\//)
  await openAsAgency(agency, 'hello@anvil.example')
  await take(agency, 'accept', { contactName: 'Lee', firstContactOn: day(1) })
  await expect(status(agency)).toContainText('Accepted')
  const waiting = await waitForMail(client, address, /news for you/)
  expect(waiting.waits).toBe(true)

  await client.goto(waiting.link ?? '')
  await client.getByText('Take it back', { exact: true }).first().click()
  await client.getByRole('checkbox', { name: 'Yes, take it back' }).check()
  await client.getByRole('button', { name: 'Take it back' }).click()
  await expect(client.locator('main')).toContainText('closed again')

  // The message that waited never goes out; the agency's page is gone, and an answer from it changes nothing.
  expect((await mailTo(client, address)).filter((mail) => /news for you/.test(mail.subject))).toEqual([])
  const late = agency.locator('#move-schedule')
  await late.locator('summary').click()
  await late.locator('[name="at"]').fill(`${day(2)}T10:00`)
  await late.getByRole('button').click()
  await expect(agency.locator('main')).toContainText(/There is nothing here/)
  await agency.reload()
  await expect(agency.locator('main')).toContainText('There is nothing here any more')
  await expect(agency.locator('main')).not.toContainText('Ines')
  await coordinator.reload()
  await expect(status(coordinator)).toContainText('Withdrawn')
})

/** An hour of the day in San Antonio in which it is not now. */
function hoursWithoutNow(): { from: string; to: string } {
  const hour = Number(
    new Intl.DateTimeFormat('en-US', {
      hour: 'numeric',
      hourCycle: 'h23',
      timeZone: 'America/Chicago',
    }).format(),
  )
  return hour < 12 ? { from: '18:00', to: '19:00' } : { from: '09:00', to: '10:00' }
}

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
})

test('a person asks for themselves, without an account and without script', async ({ browser }) => {
  const person = await windowOf(browser, { javaScriptEnabled: false })
  await person.goto(`${SITE}/en/search?need=housing.eviction&near=78207`)
  await person.getByRole('link', { name: 'Eviction Defense' }).first().click()
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
  await expect(person.locator('main')).toContainText('Retama Legal Desk')
  await expect(person.locator('main')).toContainText('They were asked and have not answered yet.')
  await person.getByText('Stop this').first().click()
  await person.getByRole('button', { name: 'Stop this' }).click()
  await expect(person.locator('main')).toContainText('It was withdrawn.')
})
