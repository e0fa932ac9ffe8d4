import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '#base/runtime/config.ts'
import { freePort } from '#base/runtime/ports.ts'
import { type Servers, withServers } from '#base/runtime/servers.ts'
import { testFolder } from './folder.ts'

/** The whole product as `npm start` runs it, from the build that stands, on a DATA_DIR of its own. */
export type Product = {
  address: string
  dataDir: string
  /** Its servers, found as every command finds them. */
  servers: Servers
  /** All that it has written to standard output and standard error. */
  said(): string
  stop(): Promise<void>
}

/** With a build on a busy machine; the hooks that wait for it have limits of their own. */
const READY_SECONDS = 840

export async function startProduct(env: Record<string, string> = {}): Promise<Product> {
  const dataDir = join(testFolder(), 'data')
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', 'indexer/start.ts'], {
    env: {
      ...process.env,
      DATABASE_URL: '',
      MEILISEARCH_URL: '',
      ENCRYPTION_KEYS: '',
      NODE_ENV: 'production',
      DATA_DIR: dataDir,
      PORT: String(port),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data) => {
      text += data
    })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const until = Date.now() + READY_SECONDS * 1000
  while (!text.includes('Handrail is ready')) {
    if (child.exitCode !== null || Date.now() > until) {
      child.kill('SIGTERM')
      throw new Error(`The product did not start:\n${text}`)
    }
    await sleep(200)
  }
  const { servers, release } = await holdServers(dataDir)
  return {
    address,
    dataDir,
    servers,
    said: () => text,
    stop: async () => {
      release()
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** `withServers` for as long as a test takes. */
function holdServers(dataDir: string): Promise<{ servers: Servers; release: () => void }> {
  return new Promise((resolve, reject) => {
    withServers(
      readConfig({ DATA_DIR: dataDir }),
      (servers) => new Promise<void>((release) => resolve({ servers, release })),
    ).catch(reject)
  })
}

const plainText = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** Field names and values that a page's form sends without anybody typing. */
export type Form = { [name: string]: string }

const attribute = (tag: string, name: string) => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return found === undefined ? undefined : plainText(found)
}

const TYPED: Form = {
  email: 'somebody@people.example',
  tel: '512-555-0100',
  date: '2030-05-06',
  'datetime-local': '2030-05-06T10:00',
  number: '1',
  time: '10:00',
}

/** What is written into a field of words. */
export const A_WORD = 'Mallory'

/** What somebody in a hurry would send: a word in each field, the first of each choice. */
function filledIn(form: string): Form[] {
  const fields: Form = {}
  const buttons: Form[] = []
  for (const [whole, name = ''] of form.matchAll(/<(input|button|textarea|select)\b[^>]*>/g)) {
    const field = attribute(whole, 'name')
    if (!field) continue
    const type = attribute(whole, 'type') ?? 'text'
    const value = attribute(whole, 'value')
    if (name === 'button') buttons.push({ [field]: value ?? '' })
    else if (name === 'select') {
      const options = form.slice(form.indexOf(whole)).split('</select>')[0] ?? ''
      fields[field] = /value="([^"]+)"/.exec(options.slice(whole.length))?.[1] ?? ''
    } else if (type === 'radio' || type === 'checkbox') fields[field] ??= value ?? 'on'
    else if (type !== 'file') fields[field] = value || (type === 'hidden' ? '' : (TYPED[type] ?? A_WORD))
  }
  return buttons.length === 0 ? [fields] : buttons.map((button) => ({ ...fields, ...button }))
}

/** A browser without script or screen: cookies, forms, and no redirect followed unless asked. */
export class HttpClient {
  readonly #cookies = new Map<string, string>()
  readonly address: string
  constructor(address: string) {
    this.address = address
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (!headers.has('cookie'))
      headers.set('cookie', [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(new URL(path, this.address), { redirect: 'manual', ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value) this.#cookies.set(name, value)
      else this.#cookies.delete(name)
    }
    return response
  }

  /** A cookie that it was given elsewhere. */
  keep(name: string, value: string): void {
    this.#cookies.set(name, value)
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies
  }

  /** Every form of a page that a browser would send back to it, filled in: one for each button that says something. */
  async forms(path: string): Promise<Form[]> {
    const html = await (await this.send(path)).text()
    return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)]
      .filter(([, start = '']) => /method="post"/i.test(start))
      .flatMap(([, , inner = '']) => filledIn(inner))
  }

  /** Every name that an address of a page's links and search forms asks with: `?name=`. */
  async queryNames(path: string): Promise<Set<string>> {
    const html = await (await this.send(path)).text()
    const names = [...html.matchAll(/[?&](?:amp;)?([\w.-]+)=/g)].map(([, name = '']) => name)
    for (const [, start = '', inner = ''] of html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g))
      if (!/method="post"/i.test(start))
        names.push(...[...inner.matchAll(/\sname="([^"]+)"/g)].map(([, name = '']) => plainText(name)))
    return new Set(names)
  }

  /** The hidden fields of a page's form that holds this text: `name="password"`, or the words of a button. */
  async form(path: string, holds: string): Promise<Form> {
    const html = await (await this.send(path)).text()
    const found = [...html.matchAll(/<form\b[^>]*>([\s\S]*?)<\/form>/g)]
      .map(([, inner = '']) => inner)
      .find((inner) => inner.includes(holds))
    if (found === undefined) throw new Error(`${path} has no form that holds ${holds}.`)
    const fields: Form = {}
    for (const [input] of found.matchAll(/<input\b[^>]*>/g)) {
      if (!/type="hidden"/.test(input)) continue
      const name = /name="([^"]*)"/.exec(input)?.[1]
      if (name) fields[plainText(name)] = plainText(/value="([^"]*)"/.exec(input)?.[1] ?? '')
    }
    return fields
  }

  /** Sends a form as a browser without script does. */
  post(path: string, fields: Form, headers: Record<string, string> = {}): Promise<Response> {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    return this.send(path, { method: 'POST', body, headers: { origin: this.address, ...headers } })
  }

  async signIn(email: string, password: string): Promise<void> {
    const path = '/en/sign-in'
    const answer = await this.post(path, { ...(await this.form(path, 'name="password"')), email, password })
    if (answer.status !== 303) throw new Error(`Signing in ${email} answered ${answer.status}.`)
  }
}
