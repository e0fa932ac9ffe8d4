import type { Locale } from '#base/i18n/locales.ts'
import type { DayHours, WorkCalendar } from './calendar.ts'

/** How referrals reach an organization of the directory. */
export type Agency = {
  id: string
  directoryOrganizationId: string
  /** Set when its people have accounts. */
  careOrganizationId: string | null
  name: string
  /** The address in use: links and codes go here and nowhere else. Null: it answers by telephone. */
  mailbox: string | null
  /** The address on file that somebody who reads there says is not the agency's: nothing goes there, and `mailbox` is null. */
  doubtedMailbox: string | null
  mailboxConfirmedAt: Date | null
  /** The last message to the mailbox came back. */
  mailboxBouncedAt: Date | null
  phone: string | null
  /** When the telephone is answered on its working days; null when nobody said. */
  callHours: DayHours | null
  /** The same in words, and what else a caller should know. */
  phoneHours: string | null
  /** Whom to ask for by telephone. */
  contactName: string | null
  fax: string | null
  /** Where a text may say that there is mail; E.164. */
  textNumber: string | null
  /** Without it no text goes there. */
  textConfirmedAt: Date | null
  /** Null: nobody said. */
  preferredChannel: PreferredChannel | null
  /** The language that it is written to in; English where nobody said. */
  locale: Locale | null
  part2Program: boolean
  victimServices: boolean
  calendar: WorkCalendar
  version: number
}

export type Channel = 'mail' | 'account' | 'telephone' | 'fax'

/** How an agency would like to be asked. `text`: a text besides the mail, whenever a step is theirs. */
export const PREFERRED_CHANNELS = ['mail', 'text', 'telephone', 'fax'] as const
export type PreferredChannel = (typeof PREFERRED_CHANNELS)[number]

/**
 * How to ask this agency: as it prefers where it can be reached so, else where its people look, its mailbox, by
 * telephone.
 */
export function channelOf(
  agency: Pick<Agency, 'careOrganizationId' | 'mailbox' | 'phone' | 'fax' | 'preferredChannel'>,
): Channel {
  if (agency.preferredChannel === 'telephone' && agency.phone) return 'telephone'
  if (agency.preferredChannel === 'fax' && agency.fax) return 'fax'
  if (agency.careOrganizationId) return 'account'
  if (agency.mailbox) return 'mail'
  return agency.phone || !agency.fax ? 'telephone' : 'fax'
}
