import type { Translate } from '#base/i18n/translate.ts'
import { isolated } from './phone-link.tsx'

/** The words around crisis contacts; numbers keep their own order in lines that run from right to left. */
export function crisisWords(t: Translate) {
  return {
    title: t('find.crisis.title'),
    call: (number: string) => t('find.crisis.call', { number: isolated(number) }),
    text: (number: string, word: string | null) =>
      word
        ? t('find.crisis.textWord', { word: isolated(word), number: isolated(number) })
        : t('find.crisis.text', { number: isolated(number) }),
    chat: t('find.crisis.chat'),
  }
}
