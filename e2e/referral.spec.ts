import { expect, test } from '@playwright/test'
import { SITE } from './mailbox.ts'
import { mailTo, moveClock, signInAs, waitForMail, windowOf } from './people.ts'
import {
  COORDINATOR,
  chooseProgram,
  day,
  openAsAgency,
  openClient,
  ownAddress,
  referralIdOf,
  status,
  take,
  waitForTasks,
} from './referral-steps.ts'

/** Each story is a working day of several people; on a small machine it takes its time. */
test.setTimeout(180_000)

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
  // Nothing is chosen beforehand: whatever presses the button of an opened link says nothing for her.
  const outcome = client.getByLabel('¿Se resolvió la necesidad?')
  await expect(outcome).toHaveValue('')
  await outcome.selectOption('met')
  await client.getByRole('button', { name: 'Enviar', exact: true }).click()
  await expect(client.locator('main')).toContainText(/Gracias/)

  await coordinator.goto(referral)
  await expect(status(coordinator)).toContainText('Closed: helped')

  // The receipt to print for her is in her language, whoever prints it.
  await coordinator.getByRole('link', { name: 'Receipt for the client' }).click()
  await coordinator.waitForURL(/\/es\/consents\//)
  await expect(coordinator.locator('main')).toContainText('Rosa Zebrafinch')
  await expect(coordinator.locator('main')).toContainText('Quién lo comparte')
  await coordinator.goto(referral)
  await coordinator.getByText('Say whether the need was met').click()
  await coordinator.locator('#outcome').selectOption('met')
  await coordinator.getByRole('button', { name: 'Save' }).click()
  await expect(coordinator.locator('#outcomes').locator('..')).toContainText('Yes')
  await coordinator.goto(clientPage)
  await expect(coordinator.locator('main')).toContainText('ended')
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
  await take(agency, 'decline', { reason: 'no-capacity', program: 'street doctor' })
  await expect(status(agency)).toContainText('Declined')

  await coordinator.reload()
  await expect(coordinator.getByRole('link', { name: 'Street Doctor' })).toBeVisible()

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
