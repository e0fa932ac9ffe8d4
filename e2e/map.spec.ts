import { expect, test } from '@playwright/test'

const RESULTS = '/en/search?need=food.pantry&near=78207'

test('the drawn map carries the numbers of the list, the rings and where one is', async ({ page }) => {
  await page.goto(RESULTS)
  const map = page.getByRole('img', { name: /Map of the results/ })
  await expect(map).toBeVisible()
  await expect(map).toHaveAccessibleName(/places?\. The list says the same in words\./)
  await expect(map.getByText('You are here')).toBeVisible()
  await expect(map.getByText('5 mi', { exact: true })).toBeVisible()
  await expect(map.getByText('San Antonio', { exact: true })).toBeVisible()
  await expect(map.getByText(/^1( ·|$)/)).toBeVisible()
})

test('the map moves when asked, and only then fetches what it takes', async ({ page }) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(RESULTS)
  await page.waitForLoadState('networkidle')
  expect(asked.filter((url) => url.includes('/api/basemap'))).toEqual([])
  await page.getByRole('button', { name: 'Move and zoom the map' }).click()
  await expect(page.locator('.leaflet-container path').first()).toBeAttached()
  await page.locator('.map-pin').first().press('Enter')
  await page.locator('.leaflet-popup-content a').click()
  await expect(page).toHaveURL(/#result-\d+$/)
  expect(asked.filter((url) => new URL(url).host !== new URL(page.url()).host)).toEqual([])
})

test('the shapes under the map refuse a box that is none', async ({ request }) => {
  const answer = await request.get('/api/basemap?west=10&south=0&east=-10&north=5')
  expect(answer.status()).toBe(400)
  expect(answer.headers()['content-type']).toContain('application/problem+json')
})
