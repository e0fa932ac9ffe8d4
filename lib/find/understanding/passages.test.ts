import { describe, expect, it } from 'vitest'
import { lexicons } from './lexicon.ts'
import { readable } from './passages.ts'
import { understand } from './understand.ts'

const CALM = {
  en: [
    'We moved into this neighborhood when the factory was still open.',
    'My neighbor bakes bread on Sundays and the whole hallway smells of it.',
    'I like gardening and the tomatoes came out well this summer.',
    'My sister visits every other month and we play cards until late.',
  ],
  es: [
    'Llegamos a este barrio hace como once años cuando todavía estaba la fábrica.',
    'Mi vecina hace pan los domingos y huele rico en todo el pasillo.',
    'Me gusta el jardín y este verano salieron bien los tomates.',
  ],
  zh: ['邻居星期天烤面包，整个走廊都很香。', '我喜欢种菜，今年夏天的西红柿长得很好。'],
  ar: ['جارتي تخبز الخبز يوم الأحد ورائحته جميلة.', 'أحب الحديقة وكانت الطماطم جيدة هذا الصيف.'],
} as const

function calm(language: keyof typeof CALM, characters: number): string {
  const sentences = CALM[language]
  let text = ''
  for (let at = 0; text.length < characters; at += 1) text += `${sentences[at % sentences.length]} `
  return text
}

describe.each([
  ['en', 'i dont want to be alive anymore, i have the pills right here', 'suicide'],
  ['en', 'my husband is choking me and says he will kill me', 'violence'],
  ['es', 'quiero matarme, ya no aguanto más', 'suicide'],
  ['zh', '我不想活了，想自杀', 'suicide'],
  ['ar', 'زوجي يضربني ويهددني بالقتل', 'violence'],
] as const)('a long text in %s', (language, words, kind) => {
  it.each([0.1, 0.5, 0.9])('shows its crisis (%s of the way)', (share) => {
    const whole = 12_000
    const text = `${calm(language, whole * share)}${words}. ${calm(language, whole * (1 - share))}`
    expect(understand(text).crisis).toBe(kind)
  })

  it('shows none where there is none', () => {
    expect(understand(calm(language, 12_000)).crisis).toBeNull()
  })
})

it('reads a short text whole, and little of a long one, beginning and end among it', () => {
  const short = 'food and rent '.repeat(20)
  expect(readable(short, lexicons().values())).toBe(short)
  const long = `begins here ${'and so on '.repeat(50_000)} ends here`
  const read = readable(long, lexicons().values())
  expect(read.length).toBeLessThan(2200)
  expect(read.startsWith('begins here')).toBe(true)
  expect(read.endsWith('ends here')).toBe(true)
})
