import { expect, it } from 'vitest'
import us from '#data/crisis/us.json' with { type: 'json' }
import { crisisAnswer, crisisMessages, uncheckedCrisis, writtenLanguage } from './crisis.ts'
import { CRISIS_KINDS, LANGUAGES } from './model.ts'

it.each(CRISIS_KINDS)('answers %s in every language with a line to call and one to write to', (kind) => {
  const answers = LANGUAGES.map((language) => crisisAnswer(kind, language))
  expect(new Set(answers.map((answer) => answer.message)).size).toBe(LANGUAGES.length)
  for (const { contacts } of answers) {
    expect(contacts[0]?.phone).toMatch(/^(911|988)$/)
    expect(contacts.some((contact) => contact.sms !== null)).toBe(true)
  }
})

it('names only contacts that the file has, and each of them somewhere', () => {
  const ids = us.contacts.map((contact) => contact.id)
  const used = Object.values(us.order).flat()
  expect(used.filter((id) => !ids.includes(id))).toEqual([])
  expect(ids.filter((id) => !used.includes(id))).toEqual([])
})

it('speaks the reader’s language where it can and English where it cannot', () => {
  expect(crisisAnswer('suicide', 'es-MX').contacts[0]).toMatchObject({ phone: '988', smsText: 'AYUDA' })
  expect(crisisAnswer('medical', 'fil').language).toBe('tl')
  expect(crisisAnswer('medical', 'de').language).toBe('en')
})

it('answers in the language that was written, and in that of the page where it is another', () => {
  const languages = (written: string, locale: string) =>
    crisisMessages('suicide', written, locale).map(({ language }) => language)
  expect(languages(writtenLanguage(['ht', 'en'], 'en'), 'en')).toEqual(['ht', 'en'])
  expect(languages(writtenLanguage(['en'], 'ar'), 'ar')).toEqual(['ar'])
  expect(languages(writtenLanguage([], 'es'), 'es')).toEqual(['es'])
})

it('says which lines and messages nobody has checked', () => {
  const unchecked = uncheckedCrisis()
  expect(unchecked.contacts).toHaveLength(us.contacts.filter((contact) => contact.checkedBy === null).length)
  expect(unchecked.messages).toEqual([...LANGUAGES])
})
