declare module 'tz-lookup' {
  /** IANA zone at a point; throws RangeError for coordinates that do not exist. */
  export default function tzlookup(latitude: number, longitude: number): string
}
