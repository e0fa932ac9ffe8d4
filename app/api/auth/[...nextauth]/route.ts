import { NextRequest } from 'next/server'
import { answer, readText } from '#web/api.ts'
import { handlers } from '#web/auth.ts'

export const { GET } = handlers

/** The body is counted before the library reads it, which would take whatever comes. */
export function POST(request: NextRequest): Promise<Response> {
  return answer(async () => {
    const body = await readText(request)
    const { method, headers } = request
    return handlers.POST(new NextRequest(request.url, { method, headers, body }))
  })
}
