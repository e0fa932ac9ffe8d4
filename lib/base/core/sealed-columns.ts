/**
 * Every column that holds sealed text, and the SQL that says what each of its rows is sealed for. Only these can be sealed
 * (the type of `SealContext`), so that rotating the keys misses none.
 */
export const SEALED_COLUMNS = {
  'account.totp_secret': 'id',
  'attachment.content': 'id',
  'attachment.name': 'id',
  'break_glass.reason': 'id',
  'client.record': 'id',
  'client_need.evidence': 'id',
  'shortlist_entry.note': 'id',
  'consent.record': 'id',
  'held_answer.action': 'id',
  'need_outcome.note': 'id',
  'referral.reason': 'id',
  'referral.request': 'id',
  'referral.arrangement': 'id',
  'referral_event.detail': "referral_id || ' ' || sequence",
  'referral_message.body': 'id',
  'referral_packet.content': 'referral_id',
  'referral_packet.preview': 'referral_id',
  'task.result': 'id',
} as const satisfies Record<`${string}.${string}`, string>

export type SealedColumn = keyof typeof SEALED_COLUMNS
