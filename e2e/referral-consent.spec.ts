import { expect, test } from '@playwright/test'
import { mailTo, signInAs, waitForMail, windowOf } from './people.ts'
import {
  COORDINATOR,
  chooseProgram,
  day,
  openAsAgency,
  openClient,
  ownAddress,
  status,
  take,
} from './referral-steps.ts'

/** Each story is a working day of several people; on a small machine it takes its time. */
test.setTimeout(180_000)

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

test('what is signed is what was read: a question that changed is read again first', async ({ browser }) => {
  const [coordinator, client] = [
    await windowOf(browser),
    await windowOf(browser, { javaScriptEnabled: false }),
  ]
  const address = ownAddress('nilda')
  await signInAs(coordinator, COORDINATOR)
  await openClient(coordinator, {
    givenName: 'Nilda',
    familyName: 'Larkspur',
    email: address,
    need: 'Finding a job',
    languages: ['Spanish'],
  })
  await chooseProgram(coordinator, 'Job Search Studio')
  await coordinator.locator('#mode').selectOption('authorization')
  await coordinator.locator('#request').fill('Help with her first letter')
  await coordinator.getByRole('button', { name: 'Ask for consent by link' }).click()
  await coordinator.waitForURL(/\/referrals\//)
  const referral = coordinator.url()
  const asked = await waitForMail(client, address, /lea y decida/i)
  await client.goto(asked.link ?? '')
  const page = client.locator('main')
  await expect(page).toContainText('Help with her first letter')

  await coordinator.getByRole('link', { name: 'Finish and send' }).click()
  await coordinator.locator('#request').fill('Help with her letters, and with child care')
  await expect(coordinator.getByRole('button', { name: 'Keep as a draft' })).toHaveCount(0)
  await coordinator.getByRole('button', { name: 'Send the question again' }).click()
  await coordinator.waitForURL(referral)

  const sign = async () => {
    await client.getByLabel('Su nombre completo').fill('Nilda Larkspur')
    await client.getByRole('button', { name: 'Sí, compartirlo' }).click()
  }
  await sign()
  await expect(page).toContainText('cambió hace un momento')
  await expect(page).toContainText('and with child care')
  await expect(page).toContainText('Espera consentimiento')
  await sign()
  await expect(page).toContainText('Enviada')

  // Once it is taken back there is nothing to print of it any more.
  await coordinator.goto(`${referral}/packet`)
  await expect(coordinator.locator('main')).toContainText('Nilda Larkspur')
  await client.getByText('Retirarlo', { exact: true }).first().click()
  await client.getByRole('checkbox').check()
  await client.getByRole('button', { name: 'Retirarlo' }).click()
  await coordinator.reload()
  await expect(coordinator.locator('main')).toContainText('Nothing is disclosed')
  await expect(coordinator.locator('main')).not.toContainText('Nilda')
})
