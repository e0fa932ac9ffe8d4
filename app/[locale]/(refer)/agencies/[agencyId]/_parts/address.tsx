import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { FormField } from '#app/_ui/form-fields.tsx'
import { HiddenFields } from '#app/_ui/hidden-fields.tsx'
import type { KeptAgency } from '#refer/agencies/queries.ts'
import { askMailbox, askTextNumber, drop, forget, prove } from '../../actions.ts'

type Props = {
  kind: 'mailbox' | 'text'
  hidden: Record<string, string>
  /** On file now. */
  address: string | null
  confirmedAt: Date | null
  bounced?: boolean
  /** Somebody who reads there says that it is not the agency's. */
  doubted?: boolean
  /** One that waits for its code. */
  asked: KeptAgency['asked'][number] | undefined
  timezone: string
  /** No text can be sent at all. */
  noGateway?: boolean
}

/** An address that counts only once somebody showed that they read there. */
export async function Address(props: Props) {
  const t = await getTranslations('refer')
  const { kind, address } = props
  return (
    <section aria-labelledby={kind} className="space-y-3">
      <h2 id={kind} className="text-xl">
        {t(`agency.${kind}.title`)}
      </h2>
      <p className="text-soft">{t(`agency.${kind}.lead`)}</p>
      {address ? (
        <p className="text-lg">
          <bdi className="ltr break-all font-semibold">{address}</bdi>
        </p>
      ) : (
        <p>{t(`agency.${kind}.none`)}</p>
      )}
      {address && <Standing {...props} />}
      {props.noGateway && <p className="text-soft">{t('agency.text.noGateway')}</p>}
      {props.asked ? <Prove {...props} asked={props.asked.address} /> : <Ask {...props} />}
      {address && (
        <Disclosure summary={t(`agency.${kind}.drop`)}>
          <ActionForm action={drop} problem={t('problem')}>
            <HiddenFields entries={Object.entries({ ...props.hidden, kind })} />
            <p>{t(`agency.${kind}.dropLead`)}</p>
            <Button tone="danger">{t(`agency.${kind}.drop`)}</Button>
          </ActionForm>
        </Disclosure>
      )}
    </section>
  )
}

async function Standing({ confirmedAt, bounced, doubted, timezone }: Props) {
  const t = await getTranslations('refer')
  const format = await getFormatter()
  if (doubted) return <p className="font-semibold text-stop">{t('agency.doubted')}</p>
  if (bounced) return <p className="font-semibold text-stop">{t('agency.bounced')}</p>
  return (
    <p className="text-soft">
      {confirmedAt
        ? t('agency.confirmed', {
            when: format.dateTime(confirmedAt, { dateStyle: 'medium', timeZone: timezone }),
          })
        : t('agency.unconfirmed')}
    </p>
  )
}

async function Ask({ kind, hidden, address, noGateway }: Props) {
  const t = await getTranslations('refer')
  const mail = kind === 'mailbox'
  return (
    <Disclosure summary={t(address ? `agency.${kind}.change` : `agency.${kind}.add`)}>
      <ActionForm action={mail ? askMailbox : askTextNumber} problem={t('problem')}>
        <HiddenFields entries={Object.entries(hidden)} />
        <FormField
          name={kind}
          id={`new-${kind}`}
          label={t(`agency.${kind}.new`)}
          hint={noGateway ? undefined : t(`agency.${kind}.hint`)}
          type={mail ? 'email' : 'tel'}
          inputMode={mail ? 'email' : 'tel'}
          autoComplete="off"
          dir="ltr"
          required
        />
        <Button>{t(noGateway ? 'agency.save' : 'agency.sendCode')}</Button>
      </ActionForm>
    </Disclosure>
  )
}

async function Prove({ kind, hidden, asked }: Omit<Props, 'asked'> & { asked: string }) {
  const t = await getTranslations('refer')
  return (
    <div className="space-y-3 rounded-md border border-rail bg-rail-tint p-4">
      <p>
        {t('agency.codeSent')} <bdi className="ltr break-all font-semibold">{asked}</bdi>
      </p>
      <ActionForm action={prove} problem={t('problem')}>
        <HiddenFields entries={Object.entries({ ...hidden, kind })} />
        <FormField
          name="code"
          id={`code-${kind}`}
          label={t('link.code')}
          hint={t(`agency.${kind}.codeHint`)}
          autoComplete="one-time-code"
          inputMode="numeric"
          required
        />
        <Button>{t('agency.prove')}</Button>
      </ActionForm>
      <ActionForm action={forget} problem={t('problem')}>
        <HiddenFields entries={Object.entries({ ...hidden, kind })} />
        <Button tone="quiet">{t('agency.forget')}</Button>
      </ActionForm>
    </div>
  )
}
