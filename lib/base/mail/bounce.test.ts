import { describe, expect, it } from 'vitest'
import { readBounce } from './bounce.ts'

const ID = '0199c0de-1234-7abc-8def-0123456789ab'

/** A report as RFC 3464 appendix D lays one out. */
function report(changes: Record<string, string> = {}): string {
  const text = [
    'Message-ID: <01999999-0000-7000-8000-000000000000@mx.people.example>',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary="part"',
    '',
    '--part',
    'Content-Type: text/plain',
    '',
    'Your message could not be delivered.',
    '--part',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.people.example',
    '',
    'Final-Recipient: rfc822; nobody@people.example',
    'Action: failed',
    'Status: 5.1.1',
    '--part',
    'Content-Type: text/rfc822-headers',
    '',
    'Subject: A referral waits',
    `Message-ID:`,
    ` <${ID}@handrail.example>`,
    '--part--',
  ].join('\r\n')
  return Object.entries(changes).reduce((all, [from, to]) => all.replace(from, to), text)
}

describe('a report of a mail server', () => {
  it('names our message and why it did not arrive', () => {
    expect(readBounce(report())).toEqual({ mailId: ID, status: '5.1.1' })
  })

  it.each([
    ['a delay', report({ 'Action: failed': 'Action: delayed', '5.1.1': '4.4.1' })],
    ['a success', report({ 'Action: failed': 'Action: delivered', '5.1.1': '2.0.0' })],
    ['a failure that may pass', report({ '5.1.1': '4.2.2' })],
    ['somebody else’s message', report({ [ID]: 'abc123' })],
    ['an answer from a holiday', 'Subject: Away\r\nAuto-Submitted: auto-replied\r\n\r\nBack on Monday.'],
    ['nothing', ''],
  ])('that is %s says nothing', (_what, message) => {
    expect(readBounce(message)).toBeNull()
  })
})
