import { expect, test } from '@playwright/test'
import { search } from './forms.ts'

test.use({ viewport: { width: 390, height: 844 } })

for (const locale of ['en', 'es', 'ar']) {
  test(`nothing is wider than a phone in ${locale}, and a thumb hits every button`, async ({ page }) => {
    await page.goto(`/${locale}`)
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(await wide()).toBeLessThanOrEqual(0)
    await search(page, { text: 'food for my two children, I lost my job', near: '78207' })
    expect(await wide()).toBeLessThanOrEqual(0)
    const small = await page
      .locator('main :is(button, summary, select, input:not([type=hidden])), main p > a')
      .evaluateAll((all) =>
        all
          .filter(
            (one) =>
              (one as HTMLElement).offsetParent !== null &&
              !['checkbox', 'radio'].includes((one as HTMLInputElement).type),
          )
          .map((one) => ({ text: one.textContent, height: one.getBoundingClientRect().height }))
          .filter(({ height }) => height > 0 && height < 44),
      )
    expect(small).toEqual([])
    await page.locator('main ol > li h3 a').first().click()
    await page.waitForURL(/\/services\//)
    expect(await wide()).toBeLessThanOrEqual(0)
  })
}

test('the map is one tap away and leads back to the list', async ({ page }) => {
  await page.goto('/en/search?need=food.pantry&near=78207')
  await page.getByRole('link', { name: 'See the map' }).click()
  await expect(page.getByRole('img', { name: /Map of the results/ })).toBeInViewport()
  await page.getByRole('link', { name: 'Back to the list' }).click()
  await expect(page.locator('main ol > li').first()).toBeInViewport()
})
