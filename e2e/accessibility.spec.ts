import { expect, test } from '@playwright/test'
import { openUnderstood, search } from './forms.ts'
import { expectNoViolation } from './violations.ts'

/** axe reads every node of a long page; two of it at once on a small machine take their time. */
test.slow()

const FOOD = 'need=food.pantry&near=78207'

for (const locale of ['en', 'es', 'ar']) {
  test(`all kinds of help, and a missing page, in ${locale}`, async ({ page }) => {
    await page.goto(`/${locale}/browse`)
    await expectNoViolation(page)
    await page.goto(`/${locale}/nowhere`)
    await expectNoViolation(page)
  })

  test(`results in ${locale}, with a crisis, and everything that can be opened open`, async ({ page }) => {
    await page.goto(`/${locale}`)
    await search(page, { text: 'I want to die, and we have no food', near: '78207' })
    await openUnderstood(page)
    for (const summary of await page.locator('main summary').all())
      if ((await summary.locator('..').getAttribute('open')) === null) await summary.click()
    await expectNoViolation(page)
  })

  test(`a service and its organization in ${locale}`, async ({ page }) => {
    await page.goto(`/${locale}/search?${FOOD}`)
    await page.locator('main ol > li h3 a').first().click()
    await page.waitForURL(/\/services\//)
    await expectNoViolation(page)
    await page.locator('main header a').first().click()
    await page.waitForURL(/\/organizations\//)
    await expectNoViolation(page)
  })
}

test('nothing found, and a value that could not be read beside the map that moves', async ({ page }) => {
  await page.goto('/en/search?need=housing.youth-shelter&near=78061&within=1')
  await expectNoViolation(page)
  await page.goto(`/en/search?${FOOD}&within=soon`)
  await page.getByRole('button', { name: 'Move and zoom the map' }).click()
  await expect(page.locator('.leaflet-container path').first()).toBeAttached()
  await expectNoViolation(page)
})
