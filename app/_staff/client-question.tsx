import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Card } from '#app/_ui/card.tsx'
import { FormChoices, FormField } from '#app/_ui/form-fields.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { DOCUMENTS, GENDERS, INSURANCES, isPopulation } from '#find/eligibility/facts.ts'
import type { MatchAnswer } from '#find/matching/answer.ts'
import { answerQuestion } from '../[locale]/(refer)/clients/actions.ts'
import { ClientLanguages } from './client-fields.tsx'

type Question = NonNullable<MatchAnswer['nextQuestion']>

/** The one answer that would sort out the most, kept in the client's record where it was asked; it can be put off. */
export async function ClientQuestion(props: {
  question: Question
  clientId: string
  clientNeedId: string
  version: number
  locale: Locale
  /** Address of the same page with the next question, or null where enough were put off. */
  putOff: string | null
}) {
  const t = await getTranslations('refer')
  const find = await getTranslations('find.question')
  return (
    <Card className="bg-sunken">
      <ActionForm action={answerQuestion} problem={t('problem')} className="flex flex-wrap items-end gap-3">
        <input type="hidden" name="locale" value={props.locale} />
        <input type="hidden" name="clientId" value={props.clientId} />
        <input type="hidden" name="clientNeedId" value={props.clientNeedId} />
        <input type="hidden" name="version" value={props.version} />
        <input type="hidden" name="fact" value={props.question.fact} />
        <AnswerField question={props.question} locale={props.locale} />
        <Button tone="secondary">{t('client.save')}</Button>
        {props.putOff && (
          <a href={props.putOff} className="inline-flex min-h-target items-center">
            {find('skip')}
          </a>
        )}
      </ActionForm>
    </Card>
  )
}

/** One field for each kind of fact: yes or no, a number, a place, one of several, several. */
async function AnswerField({ question, locale }: { question: Question; locale: Locale }) {
  const t = await getTranslations('refer')
  const find = await getTranslations('find.question')
  const { fact, text } = question
  if (isPopulation(fact)) {
    const choices = (['yes', 'no'] as const).map((value) => ({ value, label: t(`client.${value}`) }))
    return <FormChoices type="radio" name="answer" legend={text} choices={choices} inline />
  }
  switch (fact) {
    case 'residence':
      return <FormField name="answer" label={text} hint={find('place')} maxLength={100} autoComplete="off" />
    case 'gender': {
      const choices = GENDERS.map((value) => ({ value, label: t(`client.genders.${value}`) }))
      return <FormChoices type="radio" name="answer" legend={text} choices={choices} inline />
    }
    case 'insurance': {
      const choices = INSURANCES.map((value) => ({ value, label: t(`client.insurances.${value}`) }))
      return <FormChoices type="checkbox" name="answer[]" legend={text} choices={choices} inline />
    }
    case 'documents': {
      const choices = DOCUMENTS.map((value) => ({
        value: value as string,
        label: t(`client.papers.${value}`),
      }))
      choices.push({ value: 'none', label: find('none') })
      return <FormChoices type="checkbox" name="answer[]" legend={text} choices={choices} inline />
    }
    case 'languages':
      return <ClientLanguages name="answer[]" legend={text} locale={locale} chosen={[]} />
    default:
      return <FormField name="answer" type="number" min={fact === 'householdSize' ? 1 : 0} label={text} />
  }
}
