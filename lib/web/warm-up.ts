import { findPlaceNamed } from '#find/geo/places.ts'
import { citiesIn, countiesIn, zipsIn } from '#find/geo/shapes.ts'
import { understand } from '#find/understanding/understand.ts'

/** A county's worth of map; any would do. */
const BOX = { west: -98.8, south: 29.1, east: -98.1, north: 29.8 }

/** One in each language, for each is indexed at its first text, and a long one, for which more is worked out. */
const TEXTS = [
  'food and a place to stay',
  'comida y un lugar donde dormir',
  '食物和住的地方',
  'thức ăn và chỗ ngủ',
  'طعام ومكان للنوم',
  'manje ak yon kote pou dòmi',
  'pagkain at matutulugan',
  'somewhere to sleep '.repeat(200),
]

/** Reads lexicons, places and shapes, which takes a second or two, before somebody in need has to wait for it. */
export function warmUp(): void {
  for (const text of TEXTS) understand(text, { locale: 'en', now: new Date() })
  findPlaceNamed('San Antonio, TX')
  citiesIn(BOX)
  zipsIn(BOX)
  countiesIn(BOX)
}
