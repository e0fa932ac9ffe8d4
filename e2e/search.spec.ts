import { expect, test } from '@playwright/test'
import messages from '../data/crisis/messages.json' with { type: 'json' }
import { expectNoTrace, openUnderstood, search } from './forms.ts'

test('a search in own words answers with reasons and leaves no trace in the address', async ({ page }) => {
  await page.goto('/en')
  await search(page, { text: 'food for my family, we are new here', near: '78207' })
  await expect(page.getByRole('heading', { level: 1 })).toContainText('near San Antonio, TX 78207')
  const first = page.locator('main ol > li').first()
  await expect(first.getByRole('heading', { level: 3 })).toBeVisible()
  await expect(first.getByText('Helps with:')).toBeVisible()
  await expect(first.getByRole('link', { name: /^Call / })).toHaveAttribute('href', /^tel:\+1210555/)
  await expectNoTrace(page, 'family', 'new here')
})

test('what says nothing about a person becomes an address that can be shared', async ({ page }) => {
  await page.goto('/en/browse')
  await page.getByRole('link', { name: 'Free groceries', exact: true }).click()
  await openUnderstood(page)
  await search(page, { near: '78207' })
  await expect(page).toHaveURL(/\/en\/search\?need=food\.pantry&near=78207$/)
  const shared = page.url()
  const heading = await page.getByRole('heading', { level: 1 }).textContent()
  await page.goto('/en')
  await page.goto(shared)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading ?? '')
})

test('Back and Reload bring a posted search again', async ({ page }) => {
  await page.goto('/en')
  await search(page, { text: 'counseling for my son, he is 15', near: '78204' })
  const heading = (await page.getByRole('heading', { level: 1 }).textContent()) ?? ''
  await page.locator('main ol > li h3 a').first().click()
  await expect(page).toHaveURL(/\/services\//)
  await page.goBack()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading)
  await openUnderstood(page)
  await expect(page.locator('textarea[name="text"]')).toHaveValue('counseling for my son, he is 15')
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading)
})

test('what was understood can be taken out', async ({ page }) => {
  await page.goto('/en')
  await search(page, { text: 'groceries for a veteran in San Antonio' })
  await openUnderstood(page)
  await page.getByRole('button', { name: 'Take out: Veterans', exact: true }).click()
  await openUnderstood(page)
  await expect(page.getByRole('button', { name: 'Take out: Veterans', exact: true })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Take out: Free groceries' })).toBeVisible()
  await expect(page.locator('textarea[name="text"]')).toHaveValue('groceries for a veteran in San Antonio')
})

test('the next question is asked one at a time, is answered in the body, and can be skipped', async ({
  page,
}) => {
  await page.goto('/en/search?need=mental.counseling&near=78207')
  const question = page.getByRole('region', { name: /\?/ })
  const asked = (await question.getByRole('heading').textContent()) ?? ''
  await question.getByRole('button', { name: 'Skip' }).click()
  await expect(page).toHaveURL(/\/search$/)
  await expect(page.getByRole('heading', { name: asked })).toHaveCount(0)
})

test('an age that was asked for sorts out what does not fit, with the rule and its words', async ({
  page,
}) => {
  await page.goto('/en')
  await search(page, { text: 'therapy, I am 45 years old', near: '78207' })
  await expect(page.getByText(/do(es)? not fit/).first()).toBeVisible()
  await page.getByText(/What was ruled out/).click()
  const out = page.locator('details', { hasText: 'What was ruled out' })
  await expect(out.getByText(/Ages? \d+/).first()).toBeVisible()
  await expect(out.getByText(/Their words: /).first()).toBeVisible()
})

test('filters say how many they would leave and keep what was typed', async ({ page }) => {
  await page.goto('/en')
  await search(page, { text: 'someone to talk to', near: '78207' })
  await page.getByText('Sort and filter').click()
  await page.getByLabel(/By phone \(\d+\)/).check()
  await page.getByLabel('Sort by').selectOption('nearest')
  await page.getByRole('button', { name: 'Show results' }).click()
  await expect(page.getByText('Sort and filter (1 on)')).toBeVisible()
  await openUnderstood(page)
  await expect(page.locator('textarea[name="text"]')).toHaveValue('someone to talk to')
})

test('nothing found says which wish emptied the list, and one tap mends it', async ({ page }) => {
  await page.goto('/en/search?need=housing.youth-shelter&near=78061&within=1')
  await expect(page.getByText('We found nothing that fits')).toBeVisible()
  await page.getByRole('button', { name: /Show \d+ places?/ }).click()
  await expect(page.locator('main ol > li').first()).toBeVisible()
})

test('a place that nobody knows is said, and nothing typed is lost', async ({ page }) => {
  await page.goto('/en')
  await search(page, { text: 'a dentist', near: 'Xyzzyville' })
  await expect(page.getByText('We do not know the place “Xyzzyville”')).toBeVisible()
  await openUnderstood(page)
  await expect(page.locator('search input[name="near"]:not([type=hidden])')).toHaveValue('Xyzzyville')
  await expect(page.locator('textarea[name="text"]')).toHaveValue('a dentist')
})

test('a value in the address that cannot be read falls back and is reported', async ({ page }) => {
  await page.goto('/en/search?need=food.pantry&near=78207&within=soon')
  await expect(page.getByText('We could not use “soon”')).toBeVisible()
  await expect(page.locator('main ol > li').first()).toBeVisible()
})

const CRISES = [
  ['en', 'I want to kill myself', 'Help right now'],
  ['es', 'quiero morirme', 'Ayuda ahora mismo'],
  ['ar', 'أريد أن أقتل نفسي', 'مساعدة الآن'],
] as const

for (const [locale, text, title] of CRISES) {
  test(`a crisis in ${locale} stands above everything, one tap from help`, async ({ page }) => {
    await page.goto(`/${locale}`)
    await search(page, { text })
    const main = page.locator('main')
    await expect(main.getByRole('heading').first()).toHaveText(title)
    await expect(main.locator('a[href="tel:988"]')).toBeVisible()
    await expect(main.locator('a[href^="sms:988"]')).toBeVisible()
    await expectNoTrace(page, text)
  })
}

const TEXTS = {
  en: 'I want to kill myself',
  es: 'quiero morirme',
  zh: '我不想活了',
  vi: 'tôi muốn chết',
  ar: 'أريد أن أموت',
  ht: 'm vle mouri',
  tl: 'gusto ko nang mamatay',
} as const

for (const locale of ['en', 'es', 'ar'] as const) {
  test.describe(`without script, in ${locale}`, () => {
    test.use({ javaScriptEnabled: false })

    for (const [language, text] of Object.entries(TEXTS) as [keyof typeof TEXTS, string][]) {
      test(`a crisis told in ${language} is answered in it`, async ({ page }) => {
        await page.goto(`/${locale}`)
        await search(page, { text })
        const block = page.locator('section[aria-labelledby="crisis"]')
        const spoken = language === 'en' ? locale : language
        await expect(block.locator(`p[lang="${spoken}"]`)).toHaveText(messages[spoken].suicide)
        await expect(block.locator(`p[lang="${locale}"]`)).toHaveText(messages[locale].suicide)
        await expect(block.locator('a[href="tel:988"]')).toBeVisible()
        await expect(block.locator('a[href^="sms:988"]')).toBeVisible()
      })
    }
  })
}

test('a training about suicide alarms nobody', async ({ page }) => {
  await page.goto('/en')
  await search(page, { text: 'suicide prevention training for teachers' })
  await expect(page.getByRole('heading', { name: 'Help right now' })).toHaveCount(0)
})
