import { languageName } from '#app/_ui/names.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { translator } from '#base/i18n/translate.ts'
import type { Person } from '#find/eligibility/facts.ts'
import { type Search, withoutFact } from '#web/search-params.ts'

/** Something known of the person, in words, and the search as it would be without it. */
export type KnownFact = { key: string; label: string; without: Search }

type Company = { children?: number | undefined; pets?: boolean | undefined }

/** Facts in the words of the page. `drop` takes one out of the search. */
function factLabels(
  locale: Locale,
  person: Person,
  more: { with: Company; access: readonly string[] },
): { key: string; label: string }[] {
  const say = translator(locale)
  const t = (key: string, value?: string | number) =>
    say(`find.fact.${key}`, value === undefined ? {} : { value })
  const { age, householdSize, monthlyIncome, gender, residence, languages, insurance, documents } = person
  const lives = residence && (residence.postalCode ?? residence.city ?? residence.county ?? residence.state)
  return [
    ...(age !== undefined ? [{ key: 'age', label: t('age', age) }] : []),
    ...(householdSize !== undefined
      ? [{ key: 'householdSize', label: t('householdSize', householdSize) }]
      : []),
    ...(monthlyIncome !== undefined
      ? [{ key: 'monthlyIncome', label: t('monthlyIncome', monthlyIncome) }]
      : []),
    ...(gender ? [{ key: 'gender', label: t(`gender.${gender}`) }] : []),
    ...(lives ? [{ key: 'residence', label: t('residence', lives) }] : []),
    ...(languages?.length
      ? [
          {
            key: 'languages',
            label: t('language', languages.map((code) => languageName(code, locale)).join(', ')),
          },
        ]
      : []),
    ...(insurance ?? []).map((kind) => ({ key: 'insurance', label: t(`insurance.${kind}`) })),
    ...(documents?.length === 0 ? [{ key: 'documents', label: t('noPapers') }] : []),
    ...(documents?.length
      ? [
          {
            key: 'documents',
            label: t('papers', documents.map((kind) => say(`reasons.document.${kind}`)).join(', ')),
          },
        ]
      : []),
    ...Object.entries(person.populations ?? {}).map(([id, holds]) => ({
      key: id,
      label: sentenceCase(
        say(holds ? 'find.fact.yes' : 'find.fact.no', { group: say(`reasons.group.${id}`) }),
      ),
    })),
    ...(more.with.children ? [{ key: 'children', label: t('children', more.with.children) }] : []),
    ...(more.with.pets ? [{ key: 'pets', label: t('pets') }] : []),
    ...more.access.map((kind) => ({ key: `access-${kind}`, label: t(`access.${kind}`) })),
  ]
}

/** Groups are named in the middle of sentences; here each stands alone. */
function sentenceCase(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1)
}

/** What the text said of the person: taking one out tells the search to ignore it. */
export function understoodFacts(
  locale: Locale,
  search: Search,
  understood: { person: Person; with?: Company; access?: readonly string[] },
): KnownFact[] {
  const more = { with: understood.with ?? {}, access: understood.access ?? [] }
  return factLabels(locale, understood.person, more).map(({ key, label }) => ({
    key,
    label,
    without: { ...search, ignore: [...search.ignore, `fact:${key}`] },
  }))
}

/** What was answered: taking one out makes it unknown again. */
export function answeredFacts(locale: Locale, search: Search, person: Person): KnownFact[] {
  const more = {
    with: { children: search.children ?? undefined, pets: search.pets === 'yes' },
    access: search.access,
  }
  return factLabels(locale, person, more).map(({ key, label }) => ({
    key,
    label,
    without: withoutFact(search, key),
  }))
}
