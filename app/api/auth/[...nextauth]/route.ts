import { NextRequest } from 'next/server'
import { answer, readText } from '#web/api.ts'
import { handlers } from '#web/auth.ts'
import { addressAsked } from '#web/origin.ts'

/** The library compares where a provider sends people back to with where it said, which is as they know this site. */
export function GET(request: NextRequest): Promise<Response> {
  const address = new URL(addressAsked(request))
  // The library answers a way back that is no address with its own failure.
  if (!isAddress(address.searchParams.get('callbackUrl') ?? '/')) address.searchParams.delete('callbackUrl')
  return handlers.GET(new NextRequest(address, request))
}

const isAddress = (text: string) =>
  !/[\p{Cc}\p{Cf}]/u.test(text) && (text.startsWith('/') || (/^https?:/.test(text) && URL.canParse(text)))

/** The body is counted before the library reads it, which would take whatever comes. */
export function POST(request: NextRequest): Promise<Response> {
  return answer(async () => {
    const body = await readText(request)
    const { method, headers } = request
    return handlers.POST(new NextRequest(addressAsked(request), { method, headers, body }))
  })
}
