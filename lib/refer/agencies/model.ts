import type { WorkCalendar } from './calendar.ts'

/** How referrals reach an organization of the directory. */
export type Agency = {
  id: string
  directoryOrganizationId: string
  /** Set when its people have accounts. */
  careOrganizationId: string | null
  name: string
  /** The address on file: links and codes go here and nowhere else. Null: it answers by telephone. */
  mailbox: string | null
  mailboxConfirmedAt: Date | null
  phone: string | null
  phoneHours: string | null
  fax: string | null
  /** Where a text may say that there is mail; E.164. */
  textNumber: string | null
  part2Program: boolean
  victimServices: boolean
  calendar: WorkCalendar
  version: number
}

export type Channel = 'mail' | 'account' | 'telephone' | 'fax'

/** How to ask this agency: where its people look, else its mailbox, else by telephone. */
export function channelOf(agency: Pick<Agency, 'careOrganizationId' | 'mailbox' | 'phone' | 'fax'>): Channel {
  if (agency.careOrganizationId) return 'account'
  if (agency.mailbox) return 'mail'
  return agency.phone || !agency.fax ? 'telephone' : 'fax'
}
