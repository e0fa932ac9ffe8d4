import { getTranslations } from 'next-intl/server'
import QRCode from 'qrcode'
import { startTotp } from '#base/accounts/commands/second-factor.ts'
import type { Ctx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { madeCodes } from '#web/made-codes.ts'
import { KeptCodes } from './kept-codes.tsx'
import { TotpSetUp } from './set-up.tsx'

/** What an authenticator app needs from this session, and the form for its first code. */
export async function AppSetUp(props: {
  ctx: Ctx
  own: { accountId: string; sessionId: string }
  locale: Locale
  /** Where the page leads when the recovery codes are kept. */
  next: string
}) {
  const t = await getTranslations('accounts')
  const words = { saved: t('setUp.saved'), saveThem: t('setUp.saveThem'), goOn: t('setUp.goOn') }
  const codes = madeCodes()
  if (codes) return <KeptCodes codes={codes} next={props.next} words={words} />
  const { secret, uri } = await startTotp(props.ctx, props.own)
  const picture = await QRCode.toString(uri, { type: 'svg', margin: 1 })
  return (
    <TotpSetUp
      locale={props.locale}
      next={props.next}
      secret={secret}
      picture={`data:image/svg+xml;base64,${Buffer.from(picture).toString('base64')}`}
      words={{
        key: t('setUp.key'),
        scan: t('setUp.scan'),
        code: t('setUp.code'),
        submit: t('setUp.submit'),
        problem: t('problem'),
        ...words,
      }}
    />
  )
}
