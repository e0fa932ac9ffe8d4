import L from 'leaflet'
import 'leaflet/dist/leaflet.css'
import { findTiles } from './tiles.ts'

export type MovingMapData = {
  pins: { number: number; name: string; lat: number; lng: number; href: string }[]
  you: { lat: number; lng: number; label: string } | null
  box: { west: number; south: number; east: number; north: number }
  ringMiles: number[]
  /** An operator's tiles, style or TileJSON (see tiles.ts); null draws the shapes we have. */
  tiles: string | null
  credit: string
}

type Basemap = {
  counties: GeoJSON.FeatureCollection
  cities: { name: string; lat: number; lng: number; large: boolean }[]
}

const METERS_PER_MILE = 1609.344
/** Nearer than this there is nothing more to see on shapes of counties. */
const MOST_ZOOM = { shapes: 13, tiles: 18 }
/** From this zoom on small towns are named too. */
const TOWN_ZOOM = 10

export async function startMovingMap(stage: HTMLElement, data: MovingMapData): Promise<void> {
  const tiles = data.tiles === null ? null : await findTiles(data.tiles)
  const map = L.map(stage, { maxZoom: tiles ? MOST_ZOOM.tiles : MOST_ZOOM.shapes, minZoom: 4 })
  const { west, south, east, north } = data.box
  map.fitBounds([
    [south, west],
    [north, east],
  ])
  map.attributionControl.setPrefix(false).addAttribution(data.credit)
  addRings(map, data)
  addPins(map, data)
  if (tiles) L.tileLayer(tiles.template, tiles).addTo(map)
  else await addShapes(map, data.box)
}

/** An element and not a string, so that no name is ever read as markup. */
function nameOf(text: string): HTMLElement {
  return Object.assign(document.createElement('span'), { textContent: text })
}

function addPins(map: L.Map, { pins, you }: MovingMapData): void {
  for (const pin of pins) {
    const icon = L.divIcon({ className: 'map-pin', html: String(pin.number), iconSize: [30, 30] })
    const link = Object.assign(document.createElement('a'), {
      href: pin.href,
      textContent: `${pin.number}. ${pin.name}`,
    })
    L.marker([pin.lat, pin.lng], { icon, title: pin.name, alt: `${pin.number}. ${pin.name}` })
      .bindPopup(link)
      .addTo(map)
  }
  if (!you) return
  const icon = L.divIcon({ className: 'map-you', iconSize: [20, 20] })
  L.marker([you.lat, you.lng], {
    icon,
    title: you.label,
    alt: you.label,
    keyboard: false,
    zIndexOffset: -1000,
  }).addTo(map)
}

function addRings(map: L.Map, { you, ringMiles }: MovingMapData): void {
  if (!you) return
  for (const miles of ringMiles) {
    const style = { fill: false, color: 'var(--color-rail)', weight: 1, dashArray: '3 4', interactive: false }
    L.circle([you.lat, you.lng], { radius: miles * METERS_PER_MILE, ...style }).addTo(map)
  }
}

/** Half a frame more on every side, so that a first move does not run off the shapes. */
async function addShapes(map: L.Map, box: MovingMapData['box']): Promise<void> {
  const wide = (box.east - box.west) / 2
  const tall = (box.north - box.south) / 2
  const sides = {
    west: box.west - wide,
    south: box.south - tall,
    east: box.east + wide,
    north: box.north + tall,
  }
  const query = new URLSearchParams(
    Object.entries(sides).map(([side, degrees]) => [side, degrees.toFixed(1)]),
  )
  const answer = await fetch(`/api/basemap?${query}`)
  if (!answer.ok) throw new Error(`The shapes did not come: ${answer.status}`)
  const { counties, cities } = (await answer.json()) as Basemap
  L.geoJSON(counties, {
    interactive: false,
    style: { color: '#b9b2a2', weight: 1, fillColor: '#ffffff', fillOpacity: 1 },
  })
    .addTo(map)
    .bringToBack()
  const towns = L.layerGroup()
  for (const city of cities) {
    const className = city.large ? 'map-city' : 'map-town'
    const icon = L.divIcon({ className, html: nameOf(city.name) })
    L.marker([city.lat, city.lng], { icon, interactive: false, keyboard: false }).addTo(
      city.large ? map : towns,
    )
  }
  const showTowns = () => (map.getZoom() >= TOWN_ZOOM ? towns.addTo(map) : towns.remove())
  map.on('zoomend', showTowns)
  showTowns()
}
