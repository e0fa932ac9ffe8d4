import { NextResponse } from 'next/server'
import { z } from 'zod'
import { citiesIn, countiesIn } from '#find/geo/shapes.ts'

/** Wider than this nobody needs every town. */
const WIDEST_DEGREES = 12
const MOST_CITIES = 400

const query = z
  .object({
    west: z.coerce.number().min(-180).max(180),
    south: z.coerce.number().min(-90).max(90),
    east: z.coerce.number().min(-180).max(180),
    north: z.coerce.number().min(-90).max(90),
  })
  .refine(
    ({ west, east }) => west < east && east - west <= WIDEST_DEGREES,
    'The box is too wide or inside out.',
  )
  .refine(
    ({ south, north }) => south < north && north - south <= WIDEST_DEGREES,
    'The box is too tall or inside out.',
  )

/** Shapes and names under the map that moves: `{ counties: GeoJSON, cities: [{ name, lat, lng, large }] }`, degrees. */
export function GET(request: Request): Response {
  const parsed = query.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (!parsed.success) {
    const detail = parsed.error.issues.map((issue) => issue.message).join(' ')
    const problem = {
      type: 'about:blank',
      title: 'The box cannot be read',
      status: 400,
      code: 'malformed',
      detail,
    }
    return NextResponse.json(problem, {
      status: 400,
      headers: { 'Content-Type': 'application/problem+json' },
    })
  }
  const cities = citiesIn(parsed.data)
    .slice(0, MOST_CITIES)
    .map(({ name, lat, lng, population }) => ({ name, lat, lng, large: population >= 90_000 }))
  return NextResponse.json(
    { counties: { type: 'FeatureCollection', features: countiesIn(parsed.data) }, cities },
    { headers: { 'Cache-Control': 'public, max-age=86400' } },
  )
}
