import { text } from 'node:stream/consumers'
import { readBounce } from '#base/mail/bounce.ts'
import { recordBounce } from '#base/mail/commands.ts'
import { command } from './command.ts'

/**
 * Takes a mail server's report that a message did not arrive, on standard input: the address that MAIL_FROM names is piped
 * here. What is no such report is left alone, so that all of that mailbox may come.
 */
const bounce = readBounce(await text(process.stdin))
if (bounce)
  await command('bounce', async ({ ctx }) => {
    await recordBounce(ctx, bounce)
    return 0
  })
