import { expect, test } from '@playwright/test'
import { join } from './accounts.ts'
import { openUnderstood, search } from './forms.ts'

test.use({ javaScriptEnabled: false })

test('search, answer, take out, service and back work without script', async ({ page }) => {
  await page.goto('/en')
  await search(page, { text: 'food for a veteran', near: '78207' })
  await expect(page.locator('main ol > li').first()).toBeVisible()
  await openUnderstood(page)
  await page.getByRole('button', { name: 'Take out: Veterans', exact: true }).click()
  await expect(page.locator('main ol > li').first()).toBeVisible()
  await page.getByText('Sort and filter').click()
  await page.getByLabel('Sort by').selectOption('nearest')
  await page.getByRole('button', { name: 'Show results' }).click()
  const name = (await page.locator('main ol > li h3').first().textContent()) ?? ''
  await page.locator('main ol > li h3 a').first().click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  await page.goBack()
  await expect(page.locator('main ol > li h3').first()).toHaveText(name)
  await page.reload()
  await expect(page.locator('main ol > li h3').first()).toHaveText(name)
})

test('the map is drawn without script, and offers nothing that needs it', async ({ page }) => {
  await page.goto('/en/search?need=food.pantry&near=78207')
  await expect(page.getByRole('img', { name: /Map of the results/ })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Move and zoom the map' })).toHaveCount(0)
})

test('another language asks the same question', async ({ page }) => {
  await page.goto('/en')
  await search(page, { text: 'food for a veteran', near: '78207' })
  await page.getByRole('button', { name: 'Español' }).click()
  await expect(page).toHaveURL(/\/es\/search$/)
  await expect(page.locator('html')).toHaveAttribute('lang', 'es')
  await openUnderstood(page)
  await expect(page.locator('textarea[name="text"]')).toHaveValue('food for a veteran')
})

test('the way out is a plain link', async ({ page }) => {
  await page.goto('/en')
  await expect(page.getByRole('link', { name: 'Leave fast' })).toHaveAttribute('href', /^https:\/\//)
})

test('a second step is set up without script, and its recovery codes are shown', async ({ page }) => {
  test.slow()
  const { codes } = await join(page)
  expect(new Set(codes).size).toBe(10)
})
