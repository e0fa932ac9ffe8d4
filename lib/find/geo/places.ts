/** What the rest of Handrail asks about named places: everything offline, from the tables in data/places. */
export {
  findCity,
  findCounty,
  findPostalCode,
  findState,
  type Place,
  type UnnamedPlace,
} from './gazetteer.ts'
export { placeAt } from './nearest.ts'
export { findPlaceInText, findPlaceNamed, type PlaceInText } from './place-in-text.ts'
