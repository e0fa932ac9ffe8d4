import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { freePort } from '../lib/base/runtime/ports.ts'

/** The same build on a database that does not answer: nothing listens on that port. */
let web: ChildProcess
let address: string

test.beforeAll(async () => {
  const [port, closed] = [await freePort(), await freePort()]
  address = `http://127.0.0.1:${port}`
  const next = join(import.meta.dirname, '../node_modules/next/dist/bin/next')
  const env = {
    ...process.env,
    NODE_ENV: 'production' as const,
    DATABASE_URL: `postgres://nobody@127.0.0.1:${closed}/gone`,
    MEILISEARCH_URL: '',
    AUTH_SECRET: 'a secret of a test that nobody signs in to',
  }
  web = spawn(process.execPath, [next, 'start', '-H', '127.0.0.1', '-p', String(port)], {
    env,
    stdio: 'ignore',
  })
  await expect
    .poll(
      () =>
        fetch(`${address}/en`).then(
          (answer) => answer.status,
          () => 0,
        ),
      { timeout: 30_000 },
    )
    .toBeGreaterThan(0)
})

test.afterAll(() => {
  web.kill('SIGTERM')
})

for (const [locale, text, title] of [
  ['en', 'I took too many pills', 'The list of help is away for a moment'],
  ['es', 'quiero morirme', 'La lista de ayuda no está disponible por un momento'],
  ['ar', 'أريد أن أموت', 'قائمة المساعدة غير متاحة للحظة'],
] as const) {
  test(`without its database the site still helps in a crisis, in ${locale}`, async ({ page }) => {
    const answer = await page.goto(`${address}/${locale}`)
    expect(answer?.status()).toBe(503)
    expect(answer?.headers()['retry-after']).toBe('30')
    await page.setContent(
      `<form method="post" action="${address}/${locale}/search"><input name="text" value="${text}"><button>Go</button></form>`,
    )
    const [posted] = await Promise.all([page.waitForResponse(/\/search$/), page.click('button')])
    expect(posted.status()).toBe(503)
    await expect(page.locator('html')).toHaveAttribute('lang', locale)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
    await expect(page.locator('a[href="tel:911"]').first()).toBeVisible()
    expect(page.url()).not.toContain('text')
  })
}
