import type { GetServerSideProps } from 'next'
import Head from 'next/head'
import { Brand } from '#app/_ui/brand.tsx'
import { CrisisBlock } from '#app/_ui/crisis-block.tsx'
import { crisisWords } from '#app/_ui/crisis-words.ts'
import { DEFAULT_LOCALE, isLocale, type Locale } from '#base/i18n/locales.ts'
import { translator } from '#base/i18n/translate.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import {
  type CrisisAnswer,
  crisisAnswer,
  crisisMessages,
  writtenLanguage,
} from '#find/understanding/crisis.ts'
import { understand } from '#find/understanding/understand.ts'
import { decodeForm, FORM_HEADER } from '#web/form-body.ts'
import { readSearch } from '#web/search-params.ts'

/**
 * The page that stands when the database does not: 503, what was understood, and who answers now, from files alone. The
 * same for an address that searches too often: 429, and still who answers now.
 * It is a page of the older router because only there can a page say its own status; proxy.ts leads here.
 */
export const config = { runtime: 'nodejs', unstable_runtimeJS: false } as const

type Props = {
  locale: Locale
  needs: string[]
  place: string | null
  /** What the text shows; without a crisis in it, whom anyone may call. */
  contacts: CrisisAnswer['contacts']
  messages: ReturnType<typeof crisisMessages>
  words: Record<'name' | 'title' | 'lead' | 'understood' | 'now' | 'chat' | 'call211', string>
  /** What each number's button says, by number. */
  labels: { call: Record<string, string>; text: Record<string, string> }
}

const RETRY_SECONDS = '30'

export const getServerSideProps: GetServerSideProps<Props> = async ({ req, res, params, query }) => {
  // How long an address that asks too often has to wait; without it the database is away.
  const wait = /^\d{1,4}$/.exec(String(query.wait ?? ''))?.[0]
  res.statusCode = wait ? 429 : 503
  res.setHeader('Retry-After', wait ?? RETRY_SECONDS)
  const asked = String(params?.locale ?? '')
  const locale = isLocale(asked) ? asked : DEFAULT_LOCALE
  const t = translator(locale)
  const header = req.headers[FORM_HEADER]
  const form = decodeForm(typeof header === 'string' ? header : null)
  const { search } = form ? readSearch(form, 'form') : { search: null }
  const understood = search?.text ? understand(search.text, { locale, now: new Date() }) : null
  const needs = search?.need.length ? search.need : (understood?.needs ?? []).map(({ id }) => id)
  const kind = understood?.crisis ?? 'suicide'
  const { contacts } = crisisAnswer(kind, locale)
  const words = crisisWords(t)
  return {
    props: {
      locale,
      needs: needs.map((id) => needLabel(id, locale)),
      place: understood?.place?.label ?? search?.near ?? null,
      contacts,
      messages: crisisMessages(kind, writtenLanguage(understood?.languages ?? [], locale), locale),
      words: {
        name: t('site.name'),
        title: t(wait ? 'site.busy.title' : 'site.away.title'),
        lead: t(wait ? 'site.busy.lead' : 'site.away.lead'),
        understood: t('site.away.understood'),
        now: t('find.crisis.title'),
        chat: words.chat,
        call211: t('site.footer.call'),
      },
      labels: {
        call: Object.fromEntries(
          contacts.flatMap(({ phone }) => (phone ? [[phone, words.call(phone)]] : [])),
        ),
        text: Object.fromEntries(
          contacts.flatMap(({ sms, smsText }) => (sms ? [[sms, words.text(sms, smsText)]] : [])),
        ),
      },
    },
  }
}

export default function AwayPage({ needs, place, contacts, messages, words, labels }: Props) {
  const understood = [...needs, place].filter(Boolean)
  return (
    <>
      <Head>
        <title>{words.title}</title>
        <meta name="robots" content="noindex" />
      </Head>
      <header className="bg-rail px-4 py-3 text-white">
        <Brand name={words.name} />
      </header>
      <main id="main" className="mx-auto w-full max-w-page space-y-5 px-4 py-6">
        <div className="handrail">
          <h1 className="text-2xl sm:text-3xl">{words.title}</h1>
          <p className="mt-2 max-w-text text-lg text-soft">{words.lead}</p>
        </div>
        <CrisisBlock
          title={words.now}
          messages={messages}
          contacts={contacts}
          words={{
            call: (number) => labels.call[number] ?? number,
            text: (number) => labels.text[number] ?? number,
            chat: words.chat,
          }}
        />
        <p className="text-lg font-semibold">
          <a href="tel:211" className="inline-flex min-h-target items-center">
            {words.call211}
          </a>
        </p>
        {understood.length > 0 && (
          <section>
            <h2 className="text-xl">{words.understood}</h2>
            <p dir="auto">{understood.join(' · ')}</p>
          </section>
        )}
      </main>
    </>
  )
}
