import { getTranslations } from 'next-intl/server'
import { Button } from '#app/_ui/button.tsx'
import { Choices } from '#app/_ui/choices.tsx'
import { Field } from '#app/_ui/field.tsx'
import { languageName } from '#app/_ui/names.ts'
import { Select } from '#app/_ui/select.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { translator } from '#base/i18n/translate.ts'
import { DOCUMENTS, GENDERS, INSURANCES, isPopulation } from '#find/eligibility/facts.ts'
import type { MatchAnswer } from '#find/matching/answer.ts'
import type { Search, SearchField } from '#web/search-params.ts'
import { LANGUAGES } from './filters.tsx'
import { SearchStateForm } from './search-state.tsx'

type Question = NonNullable<MatchAnswer['nextQuestion']>

/** One question, the one that would sort out the most; it can be skipped, and its answer stays in the form. */
export async function NextQuestion(props: { locale: Locale; search: Search; question: Question }) {
  const t = await getTranslations('find.question')
  const { locale, question } = props
  const search: Search = { ...props.search, page: null }
  const yesOrNo = isPopulation(question.fact)
  return (
    <section
      aria-labelledby="question"
      className="no-print rounded-lg border border-rail bg-rail-tint p-4 sm:p-5"
    >
      <p className="text-sm font-semibold text-rail-deep">{t('title')}</p>
      <h2 id="question" className="text-lg">
        {question.text}
      </h2>
      <p className="mb-3 text-sm text-soft">{t('why')}</p>
      {/* Skip is a form of its own: leaving the answer empty there is what it means. */}
      <div className="flex flex-wrap items-end gap-3">
        <SearchStateForm
          locale={locale}
          search={search}
          without={yesOrNo ? [] : asked(question.fact)}
          className="flex flex-wrap items-end gap-3"
        >
          {yesOrNo ? (
            <YesOrNo fact={question.fact} yes={t('yes')} no={t('no')} />
          ) : (
            <>
              <AnswerField locale={locale} question={question} />
              <Button>{t('answer')}</Button>
            </>
          )}
        </SearchStateForm>
        <SearchStateForm locale={locale} search={search}>
          <Button tone="quiet" name="skip" value={question.fact}>
            {t('skip')}
          </Button>
        </SearchStateForm>
      </div>
    </section>
  )
}

function YesOrNo(props: { fact: string; yes: string; no: string }) {
  return (
    <>
      <Button name="is" value={props.fact}>
        {props.yes}
      </Button>
      <Button tone="secondary" name="isNot" value={props.fact}>
        {props.no}
      </Button>
    </>
  )
}

/** The field of the search that a fact is answered in; the form asks it, so it is not carried along. */
function asked(fact: Question['fact']): SearchField[] {
  return fact === 'languages' ? ['language'] : [fact as SearchField]
}

async function AnswerField({ locale, question }: { locale: Locale; question: Question }) {
  const t = await getTranslations('find')
  const say = translator(locale)
  switch (question.fact) {
    case 'age':
    case 'householdSize':
    case 'monthlyIncome': {
      const label = {
        age: t('question.years'),
        householdSize: t('question.people'),
        monthlyIncome: t('question.dollars'),
      }
      return (
        <Field name={question.fact} label={label[question.fact]} inputMode="numeric" required maxLength={9} />
      )
    }
    case 'residence':
      return <Field name="residence" label={t('question.place')} required maxLength={100} />
    case 'languages':
      return (
        <Select
          name="language"
          id="question-language"
          label={t('filters.language')}
          options={LANGUAGES.map((value) => ({ value, label: languageName(value, locale) }))}
        />
      )
    case 'gender':
      return (
        <Choices
          type="radio"
          name="gender"
          legend={<span className="sr-only">{question.text}</span>}
          choices={GENDERS.map((value) => ({ value, label: t(`fact.gender.${value}`) }))}
        />
      )
    case 'insurance':
      return (
        <Choices
          type="checkbox"
          name="insurance"
          legend={<span className="sr-only">{question.text}</span>}
          choices={INSURANCES.map((value) => ({ value, label: t(`fact.insurance.${value}`) }))}
        />
      )
    case 'documents':
      return (
        <Choices
          type="checkbox"
          name="documents"
          legend={<span className="sr-only">{question.text}</span>}
          choices={[
            ...DOCUMENTS.map((value) => ({ value, label: say(`reasons.document.${value}`) })),
            { value: 'no-documents', label: t('question.none') },
          ]}
        />
      )
    default:
      return null
  }
}
