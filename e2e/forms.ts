import { expect, type Page } from '@playwright/test'

/** Fills the search form of the page and sends it, as a person would. */
export async function search(page: Page, what: { text?: string; near?: string }): Promise<void> {
  const form = page.locator('search').first()
  if (what.text !== undefined) await form.locator('textarea[name="text"]').fill(what.text)
  if (what.near !== undefined) await form.locator('input[name="near"]:not([type=hidden])').fill(what.near)
  await form.getByRole('button').click()
  await page.waitForURL(/\/search/)
}

/** A search on the page of results: what it goes by and its fields are folded at first. */
export async function openUnderstood(page: Page): Promise<void> {
  const details = page.locator('main details').filter({ has: page.locator('search') })
  if ((await details.getAttribute('open')) === null) await details.locator('summary').click()
}

/** Nothing that a person typed or answered stands in the address or in the title. */
export async function expectNoTrace(page: Page, ...words: string[]): Promise<void> {
  const seen = `${decodeURIComponent(page.url())} ${await page.title()}`.toLowerCase()
  for (const word of words) expect(seen).not.toContain(word.toLowerCase())
}
