import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FormField } from '#app/_ui/form-fields.tsx'
import { SummaryList } from '#app/_ui/summary-list.tsx'
import type { Ctx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { inHalfAYear } from '#refer/referrals/commands/effects.ts'
import type { ReferralView } from '#refer/referrals/queries/referral.ts'
import { isEnded } from '#refer/referrals/transitions.ts'
import { renewOwn } from './actions.ts'

/** May who reads this page give again what they gave? Nobody renews what another decided for them. */
function mayRenew({ actor }: Ctx, { referral, consent }: ReferralView): boolean {
  if (!consent || isEnded(referral.status) || referral.status === 'cancel-asked') return false
  if (consent.over !== 'ended' && !consent.endsSoon) return false
  const own: readonly string[] =
    actor.giver === 'guardian' ? ['guardian'] : actor.giver ? [] : ['client', 'minor']
  return own.includes(consent.giver)
}

/** A consent that ends soon or has ended, and the same once more: everything that it says stands above the signature. */
export async function ConsentRenew(props: { ctx: Ctx; view: ReferralView; locale: Locale; token: string }) {
  const { ctx, view, locale, token } = props
  const { referral, consent, packet } = view
  if (!consent?.endsAt || !packet || !mayRenew(ctx, view)) return null
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const agency = view.agency.name
  const until = inHalfAYear(ctx.now, consent.timezone)
  const date = format.dateTime(consent.endsAt, { dateStyle: 'long', timeZone: consent.timezone })
  return (
    <section
      aria-labelledby={`renew-${referral.id}`}
      className="space-y-4 rounded-md border-2 border-rail p-4"
    >
      <h3 id={`renew-${referral.id}`} className="text-lg">
        {t('renew.ownTitle')}
      </h3>
      <p>{t(consent.over ? 'renew.ownEnded' : 'renew.ownEndsSoon', { agency, date })}</p>
      <SummaryList
        rows={[
          view.senderName !== null && { term: t('ask.from'), children: view.senderName },
          { term: t('ask.to'), children: agency },
          { term: t('ask.what'), children: packet.fields.map((field) => t(`field.${field}`)).join(', ') },
          {
            term: t('ask.until'),
            children: format.dateTime(new Date(until), { dateStyle: 'long', timeZone: 'UTC' }),
          },
        ]}
      />
      <ul className="list-disc space-y-1 ps-5">
        <li>{t('ask.takeBack')}</li>
        <li>{t('ask.passOn', { agency })}</li>
        {referral.mode === 'part2' && <li>{t('ask.part2')}</li>}
      </ul>
      <ActionForm action={renewOwn} problem={t('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="referralId" value={referral.id} />
        <input type="hidden" name="version" value={referral.version} />
        <input type="hidden" name="giver" value={consent.giver} />
        <input type="hidden" name="expiresOn" value={until} />
        <FormField
          name="signature"
          id={`renew-signature-${referral.id}`}
          label={t('ask.name')}
          hint={t('ask.nameHint')}
          autoComplete="name"
          required
        />
        <Button>{t('renew.ownYes')}</Button>
      </ActionForm>
    </section>
  )
}
