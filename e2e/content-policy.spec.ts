import { expect, type Page, test } from '@playwright/test'
import { search } from './forms.ts'

/** What the page's content security policy refused to run or load, and whatever the browser complains of. */
async function complaintsOf(page: Page): Promise<string[]> {
  const complaints: string[] = []
  await page.exposeFunction('noteViolation', (what: string) => complaints.push(what))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      const { noteViolation } = window as unknown as { noteViolation(what: string): void }
      noteViolation(`${violatedDirective} ${blockedURI} ${sourceFile}`)
    })
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return complaints
}

test('every kind of page runs under its policy: nothing that it needs is refused', async ({ page }) => {
  const complaints = await complaintsOf(page)
  for (const path of [
    '/en',
    '/es/browse',
    '/ar/search?need=food.pantry&near=78207',
    '/en/sign-in',
    '/en/no-such-page',
  ]) {
    await page.goto(path)
    await page.waitForLoadState('networkidle')
    expect(complaints, path).toEqual([])
  }
  await page.goto('/en')
  await search(page, { text: 'food for a veteran', near: '78207' })
  await page.getByRole('button', { name: 'Move and zoom the map' }).first().click()
  await expect(page.locator('.leaflet-container').first()).toBeVisible()
  await page.locator('main ol > li h3 a').first().click()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(complaints).toEqual([])
})

test('a script without the answer’s nonce does not run, and each answer has its own', async ({ page }) => {
  await page.goto('/en')
  const ran = await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'window.injected = true'
    document.body.append(script)
    const image = document.createElement('div')
    image.innerHTML = '<img src="data:," onerror="window.injected = true">'
    document.body.append(image)
    return new Promise((resolve) =>
      setTimeout(() => resolve((window as { injected?: boolean }).injected ?? false), 200),
    )
  })
  expect(ran).toBe(false)
  const nonceOf = async () =>
    /'nonce-([^']+)'/.exec((await page.request.get('/en')).headers()['content-security-policy'] ?? '')?.[1]
  const [first, second] = [await nonceOf(), await nonceOf()]
  expect(first).toBeTruthy()
  expect(first).not.toBe(second)
})

test('no page of ours opens inside another site’s', async ({ page, baseURL }) => {
  await page.setContent(`<iframe src="${baseURL}/en"></iframe>`)
  await page.waitForTimeout(500)
  const inside = page.frames().find((frame) => frame !== page.mainFrame())
  expect(
    inside
      ? await inside
          .locator('h1')
          .count()
          .catch(() => 0)
      : 0,
  ).toBe(0)
})
