import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { HttpClient } from './product.ts'

/** What the provider says of somebody; `subject` is its own id for them, their first address where nothing else is said. */
export type Claimed = { email: string; verified: boolean; subject?: string }

/** A real identity provider (OpenID Connect) in this process, with people who say who they are. */
export type IdentityProvider = {
  issuer: string
  /** Registers where it may send people back to. */
  allow(redirectUri: string): void
  /** Goes from our sign-in page to the provider and back, as this browser. @returns where the browser is sent at last */
  signIn(client: HttpClient, who: Claimed): Promise<string>
  /** The same up to the provider's answer: the address that it sends the browser to. */
  answerFor(client: HttpClient, who: Claimed): Promise<string>
  stop(): Promise<void>
}

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const people = new Map<string, Claimed>()
  let answer: RequestListener = (_request, response) => response.writeHead(503).end()
  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  function allow(redirectUri: string): void {
    const provider = new Provider(issuer, {
      clients: [
        { client_id: 'handrail', client_secret: 'a secret of this test', redirect_uris: [redirectUri] },
      ],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      conformIdTokenClaims: false,
      features: { devInteractions: { enabled: true } },
      cookies: { keys: ['a key of this test'] },
      // What somebody types as their name at the provider is its id for them; what it says of them may change, and is
      // that this is their address where nothing was said.
      findAccount: (_ctx, id) => ({
        accountId: id,
        claims: () => {
          const { email, verified } = people.get(id) ?? { email: id, verified: true }
          return { sub: id, email, email_verified: verified, name: 'Somebody' }
        },
      }),
    })
    answer = provider.callback()
  }

  async function answerFor(client: HttpClient, who: Claimed): Promise<string> {
    const login = who.subject ?? who.email
    people.set(login, who)
    const path = '/en/sign-in'
    const start = await client.post(path, await client.form(path, 'House of Tests'))
    const browser = new HttpClient(issuer)
    let place = start.headers.get('location') ?? ''
    for (let step = 0; step < 12 && place.startsWith(issuer); step++) {
      const page = await browser.send(place)
      const next = page.headers.get('location')
      if (next) {
        place = new URL(next, issuer).href
        continue
      }
      // The provider's own pages: a name and a password, then whether the site may know.
      const html = await page.text()
      const action = /action="([^"]+)"/.exec(html)?.[1] ?? ''
      const prompt = /name="prompt" value="([^"]+)"/.exec(html)?.[1] ?? ''
      const body = new URLSearchParams({
        prompt,
        ...(prompt === 'login' && { login, password: 'x' }),
      })
      const sent = await browser.send(action, { method: 'POST', body })
      place = new URL(sent.headers.get('location') ?? '', issuer).href
    }
    return place
  }

  return {
    issuer,
    allow,
    answerFor,
    signIn: async (client, who) => {
      const back = await client.send(await answerFor(client, who))
      return back.headers.get('location') ?? ''
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
