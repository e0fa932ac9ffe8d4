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
