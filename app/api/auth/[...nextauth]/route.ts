import { NextRequest } from 'next/server'
import { answer, readText } from '#web/api.ts'
import { handlers } from '#web/auth.ts'
import { addressAsked } from '#web/origin.ts'

/** The library compares where a provider sends people back to with where it said, which is as they know this site. */
export function GET(request: NextRequest): Promise<Response> {
  return handlers.GET(new NextRequest(addressAsked(request), request))
}

/** The body is counted before the library reads it, which would take whatever comes. */
export function POST(request: NextRequest): Promise<Response> {
  return answer(async () => {
    const body = await readText(request)
    const { method, headers } = request
    return handlers.POST(new NextRequest(addressAsked(request), { method, headers, body }))
  })
}
