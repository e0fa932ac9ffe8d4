import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { connectSearch, findCandidates, type SearchEngine, SearchUnavailable } from './client.ts'
import type { Skeleton } from './request.ts'

const ANY: Skeleton = {
  words: '',
  needs: [],
  areas: [],
  box: null,
  delivery: [],
  order: 'quality',
  limit: 10,
}

let answer: (response: http.ServerResponse) => void
let server: http.Server
let engine: SearchEngine

beforeEach(async () => {
  server = http.createServer((_request, response) => answer(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  engine = connectSearch([`http://127.0.0.1:${(server.address() as AddressInfo).port}`])
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

it('takes a page that a proxy shows in place of the engine for an engine that is away', async () => {
  answer = (response) => response.end('<html>Down for maintenance</html>')
  await expect(findCandidates(engine, ANY)).rejects.toThrow(SearchUnavailable)
  expect(engine.shards[0]?.downUntil).toBeGreaterThan(Date.now())
})

it('rests an engine that fails, but not one that does not take a query', async () => {
  answer = (response) => response.writeHead(400).end('{"code": "invalid_search_filter"}')
  await expect(findCandidates(engine, ANY)).rejects.toThrow(SearchUnavailable)
  expect(engine.shards[0]).toMatchObject({ downUntil: 0, refusalTold: expect.any(Number) })
  answer = (response) => response.end('{"hits": [{"id": "1", "version": "a"}]}')
  expect(await findCandidates(engine, ANY)).toEqual([{ id: '1', version: 'a' }])
  answer = (response) => response.writeHead(503).end('{}')
  await expect(findCandidates(engine, ANY)).rejects.toThrow(SearchUnavailable)
  expect(engine.shards[0]?.downUntil).toBeGreaterThan(Date.now())
})
