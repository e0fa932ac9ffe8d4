/** What the rest of Handrail asks about named places: everything offline, from the tables in data/places. */
export { findCity, findCounty, findPostalCode, findState, type Place } from './gazetteer.ts'
export { nearestPlace } from './nearest.ts'
export { findPlaceInText, findPlaceNamed, type PlaceInText } from './place-in-text.ts'
