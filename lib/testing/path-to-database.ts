import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'

/** A way to a database that can be made to swallow everything: no answer, no end, as of a machine that hangs. */
export async function givenPathToDatabase(url: string) {
  const to = new URL(url)
  const sockets = new Set<net.Socket>()
  let frozen = false
  const server = net.createServer((client) => {
    const database = net.connect(Number(to.port), to.hostname)
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    if (!frozen) client.pipe(database).pipe(client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: Object.assign(new URL(url), { port: String((server.address() as AddressInfo).port) }).href,
    freeze() {
      frozen = true
      for (const socket of sockets) socket.unpipe().pause()
    },
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
