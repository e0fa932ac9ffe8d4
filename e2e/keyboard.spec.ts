import { expect, test } from '@playwright/test'

test('a search by keyboard alone, from the skip link to the service', async ({ page }) => {
  await page.goto('/en')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the main part' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.locator('textarea[name="text"]')).toBeFocused()
  await page.keyboard.type('free food')
  await page.keyboard.press('Tab')
  await page.keyboard.type('78207')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/search/)
  const first = page.locator('main ol > li h3 a').first()
  for (let presses = 0; presses < 60; presses++) {
    if (await first.evaluate((link) => link === document.activeElement)) break
    await page.keyboard.press('Tab')
  }
  await expect(first).toBeFocused()
  const ring = await first.evaluate((link) => getComputedStyle(link).outlineStyle)
  expect(ring).toBe('solid')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/services\//)
})

test('Enter searches from the words, and with Shift makes a new line', async ({ page }) => {
  await page.goto('/en')
  await page.waitForLoadState('networkidle')
  const words = page.locator('textarea[name="text"]')
  await words.pressSequentially('free food')
  await words.press('Shift+Enter')
  await words.pressSequentially('in 78207')
  await expect(words).toHaveValue('free food\nin 78207')
  await words.press('Enter')
  await page.waitForURL(/\/search/)
  await expect(page.locator('main')).toContainText('78207')
})

test('three presses of Shift leave for the neutral site, and Back does not return', async ({ page }) => {
  await page.route('https://www.weather.gov/**', (route) =>
    route.fulfill({ body: 'Weather', contentType: 'text/html' }),
  )
  await page.goto('/en')
  await page.goto('/en/browse')
  await page.waitForLoadState('networkidle')
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Shift')
  await page.waitForURL('https://www.weather.gov/**')
  await page.goBack()
  await expect(page).not.toHaveURL(/browse/)
})
