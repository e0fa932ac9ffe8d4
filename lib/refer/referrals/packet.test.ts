import { expect, it } from 'vitest'
import { type AnyField, consentedAs, extentOf, FIELD_ACCESS } from '#refer/clients/field-access.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { FIELDS, type Field } from '#refer/consent/model.ts'
import { buildPacket, disclosedPart } from './packet.ts'

const rosa = clientRecordSchema.parse({
  givenName: 'Rosa',
  phone: '(210) 555-0142',
  safeContact: {
    channels: ['call'],
    hours: { from: '09:00', to: '12:00' },
    noVoicemail: true,
    callerAlias: 'The library',
    note: 'Lives with the person she fears.',
  },
})
const need = { needId: 'food.pantry', urgency: 'routine' } as const
const packetWith = (fields: readonly Field[]) =>
  disclosedPart(buildPacket(rosa, need, fields, undefined), fields)

it('a telephone number never goes without the rules for using it', () => {
  const { note, ...rules } = rosa.safeContact
  expect(packetWith(['name', 'contact'])).toEqual({ name: 'Rosa', phone: rosa.phone, safeContact: rules })
  expect(packetWith(['contact', 'safe-contact']).safeContact).toEqual({ ...rules, note })
})

it('nothing is said of contact where no contact is given', () => {
  expect(packetWith(['name'])).toEqual({ name: 'Rosa' })
})

it('every word of a consent is a field of the table, and every field that a consent gives has a word', () => {
  const fields = Object.keys(FIELD_ACCESS) as AnyField[]
  const given = fields.filter((field) => extentOf('agency', field) === 'consented').map(consentedAs)
  expect([...new Set(given)].sort()).toEqual([...FIELDS].sort())
})
