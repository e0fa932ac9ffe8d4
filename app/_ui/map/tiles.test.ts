import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findTiles } from './tiles.ts'

describe("an operator's tiles", () => {
  const documents: Record<string, unknown> = {}
  const server = createServer((request, response) => {
    const document = documents[request.url ?? '']
    response.writeHead(document === undefined ? 404 : 200).end(JSON.stringify(document))
  })
  let at = ''
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    documents['/tiles.json'] = {
      tilejson: '3.0.0',
      tiles: ['https://tiles.example/{z}/{x}/{y}.png'],
      maxzoom: 16,
      attribution: '<a href="https://maps.example">Maps & more</a>',
    }
    documents['/inline.json'] = {
      version: 8,
      sources: { land: { type: 'raster', tiles: ['https://tiles.example/{z}/{x}/{y}.png'], tileSize: 512 } },
      layers: [],
    }
    documents['/linked.json'] = {
      version: 8,
      sources: {
        roads: { type: 'vector', url: `${at}/roads.json` },
        land: { type: 'raster', url: `${at}/tiles.json` },
      },
      layers: [],
    }
    documents['/vector.json'] = {
      version: 8,
      sources: { roads: { type: 'vector', url: `${at}/x.json` } },
      layers: [],
    }
    documents['/vector-tiles.json'] = { tilejson: '3.0.0', tiles: ['https://tiles.example/{z}/{x}/{y}.pbf'] }
    documents['/near/tiles.json'] = { tilejson: '3.0.0', tiles: ['./{z}/{x}/{y}.png'] }
  })
  afterAll(() => server.close())

  const template = 'https://tiles.example/{z}/{x}/{y}.png'

  it('are a template', async () => {
    expect(await findTiles(template)).toEqual({ template, tileSize: 256 })
  })

  it('are found in TileJSON and in styles, with their credit as text', async () => {
    const told = { template, tileSize: 256, maxNativeZoom: 16, attribution: 'Maps more' }
    expect(await findTiles(`${at}/tiles.json`)).toEqual(told)
    expect(await findTiles(`${at}/inline.json`)).toEqual({ template, tileSize: 512 })
    expect(await findTiles(`${at}/linked.json`)).toEqual(told)
    expect((await findTiles(`${at}/near/tiles.json`))?.template).toBe(`${at}/near/{z}/{x}/{y}.png`)
  })

  it.each(['/vector.json', '/vector-tiles.json', '/nothing'])('are not found in %s', async (path) => {
    expect(await findTiles(`${at}${path}`)).toBeNull()
  })
})
