/** Raster tiles as Leaflet takes them. `attribution` is text, never markup. */
export type Tiles = { template: string; tileSize: number; maxNativeZoom?: number; attribution?: string }

/**
 * What is read of a TileJSON document (3.0) and of a source of a MapLibre style, which may be one. Read by hand and not
 * with zod, which would be the larger part of what the browser loads here.
 */
type Source = Partial<
  Record<'type' | 'url' | 'format' | 'attribution' | 'tiles' | 'tileSize' | 'maxzoom', unknown>
>

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/**
 * The tiles that an operator's address stands for: a template with `{z}`, a TileJSON document, or a style with a raster
 * source. Null for a style of vector tiles, and for an address that does not answer: the shapes we have are then drawn.
 */
export async function findTiles(address: string): Promise<Tiles | null> {
  if (address.includes('{z}')) return { template: address, tileSize: 256 }
  try {
    const answer = await load(address)
    if (!isRecord(answer.sources)) return tilesOf(answer, address)
    const raster = Object.values(answer.sources).find(
      (one) => isRecord(one) && one.type === 'raster',
    ) as Source
    if (!raster) return null
    const { url } = raster
    if (raster.tiles || typeof url !== 'string') return tilesOf(raster, address)
    return tilesOf({ ...(await load(url)), ...raster }, url)
  } catch {
    return null
  }
}

async function load(address: string): Promise<Record<string, unknown>> {
  const answer = await fetch(address, { credentials: 'omit' })
  const document: unknown = answer.ok ? await answer.json() : null
  if (!isRecord(document)) throw new Error(`No document of tiles: ${answer.status}`)
  return document
}

function tilesOf({ tiles, tileSize, maxzoom, attribution, format }: Source, base: string): Tiles | null {
  const first: unknown = Array.isArray(tiles) ? tiles[0] : null
  if (typeof first !== 'string' || format === 'pbf' || /\.(pbf|mvt)(\?|$)/.test(first)) return null
  // Braces would be escaped by URL, and a relative template means nothing on this page.
  const template = /^https?:/.test(first) ? first : new URL('.', base).href + first.replace(/^\.?\//, '')
  return {
    template,
    tileSize: typeof tileSize === 'number' ? tileSize : 256,
    ...(typeof maxzoom === 'number' && { maxNativeZoom: maxzoom }),
    ...(typeof attribution === 'string' && { attribution: withoutMarkup(attribution) }),
  }
}

const withoutMarkup = (text: string): string =>
  text
    .replace(/<[^>]*>/g, '')
    .replace(/[<>&]/g, '')
    .replace(/\s+/g, ' ')
