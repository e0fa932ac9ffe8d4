import { expect, test } from '@playwright/test'
import { search } from './forms.ts'

test('a service page answers what one asks before going', async ({ page }) => {
  await page.goto('/en/search?need=food.pantry&near=78207')
  await page.getByRole('link', { name: 'Pecan Table Food Pantry', exact: true }).click()
  await expect(page).toHaveTitle(/^Pecan Table Food Pantry by Pecan Table – Handrail$/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Pecan Table Food Pantry')
  const terms = [
    'Who can get it',
    'How to get it',
    'What to bring',
    'Cost',
    'Is there room?',
    'Languages',
    'Area they serve',
  ]
  for (const term of terms) await expect(page.locator('dt', { hasText: term })).toBeVisible()
  await expect(page.getByText(/Checked \d+ days ago|Checked (today|yesterday)/)).toBeVisible()
  await expect(page.getByText('1418 Huisache Bend')).toBeVisible()
  await expect(page.locator('main a[href^="tel:+1210555"]').first()).toBeVisible()
  await expect(page.getByRole('table', { name: /Hours at/ })).toContainText('10:00')
  await expect(page.getByText('Times are in Central Time.')).toBeVisible()
  await expect(page.getByRole('img', { name: /^Map/ })).toBeVisible()
  await page.getByRole('link', { name: 'Pecan Table', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Pecan Table')
  await expect(page.getByRole('link', { name: 'Pecan Table Kitchen' })).toBeVisible()
})

test('a confidential place has a telephone and no address', async ({ page }) => {
  await page.goto('/en')
  await search(page, { text: 'my husband hits me, I need a safe place tonight', near: '78207' })
  await page.getByRole('link', { name: 'Caracara Confidential Shelter', exact: true }).click()
  await expect(page.getByText('The address is kept secret.')).toBeVisible()
  await expect(page.locator('main address')).toHaveCount(0)
  await expect(page.locator('main a[href^="tel:"]').first()).toBeVisible()
})

test('what is not here is said in the reader’s language, with status 404', async ({ page }) => {
  const unknown = await page.goto('/es/services/00000000-0000-4000-8000-000000000000')
  expect(unknown?.status()).toBe(404)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Esta página no está aquí')
  const nonsense = await page.goto('/ar/services/nonsense')
  expect(nonsense?.status()).toBe(404)
})
