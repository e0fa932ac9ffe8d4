'use server'

import { secondsLeft } from '#base/accounts/commands/sessions.ts'
import { auth } from '#web/auth.ts'
import { visitorRequest } from '#web/context.ts'
import { currentSession } from '#web/session.ts'

/** How long this browser stays signed in if nothing more happens; asking changes nothing. */
export async function timeLeft(): Promise<number> {
  const cookie = await auth()
  return cookie?.sessionId ? secondsLeft(await visitorRequest(), cookie.sessionId) : 0
}

/** A sign of life: resolving the session notes that it was seen. */
export async function stay(): Promise<number> {
  await currentSession()
  return timeLeft()
}
