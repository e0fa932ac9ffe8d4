import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/**
 * WCAG 2.2, A and AA, and axe's best practices. `coloursSeen`: the same page was looked at in another language, whose colours
 * are these; they take axe more time than all its other rules.
 */
export async function expectNoViolation(page: Page, { coloursSeen = false } = {}): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .disableRules(coloursSeen ? ['color-contrast'] : [])
    .analyze()
  const found = violations.map(({ id, nodes }) => ({
    id,
    where: nodes.map((node) => node.html.slice(0, 200)),
  }))
  expect(found).toEqual([])
}
