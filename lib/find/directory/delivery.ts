import { DELIVERIES, type Delivery, type Listing, type Place } from './model.ts'

/** Help that comes to the person. English and Spanish, as listings put it. */
const HOME =
  /\b(?:home[- ]deliver\w*|in[- ]home|home[- ]based|homebound|home visit\w*|house calls?|visit\w* (?:you |families |clients |people |mothers |parents )?(?:at|in) (?:your |their |the )?homes?|(?:brought|delivered|deliver\w*) to (?:the |your |their )?(?:door|home)s?|come to (?:you|your home)|meals on wheels|mobile (?:crisis|team|unit|clinic)|a domicilio|en (?:su|el) (?:casa|hogar)|visitas? al hogar)\b/i

const PHONE =
  /\b(?:hot ?line|help ?line|warm ?line|crisis line|talk ?line|(?:by|over the) (?:tele)?phone|telephone (?:service|line|counsel\w*|advice|support)|call (?:or text )?24|tele[- ]?health|text line|línea de (?:ayuda|crisis)|por teléfono)\b/i

/** What is online has to be the help itself: a shop that says "see the list online" hands out clothes at its door. */
const HELP =
  '(?:services?|help|support|class(?:es)?|courses?|workshops?|groups?|meetings?|sessions?|counsel\\w+|therapy|coaching|mentoring|tutoring|training|visits?|advice|chat|consultations?|programs?|events?|screenings?|library|tools?|director(?:y|ies)|database|grupos?|clases?|cursos?|talleres|consejer[ií]a|ayuda|terapia|asesor[ií]a)'
const ONLINE = new RegExp(
  [
    `\\bon-? ?line (?:[a-z-]+ ){0,2}?${HELP}\\b|\\b${HELP}(?:,? [a-z-]+){0,4}? on-? ?line\\b`,
    '\\b(?:virtual(?:ly)?|by video|video ?(?:chat|calls?|visits?|conferenc\\w+)|zoom|web-?based|tele[- ]?health|telemedicine)\\b',
    '\\b(?:in[- ]person|in the room|face to face|phone|text)\\b[^.;\\n]{0,30}\\b(?:on-? ?line|video)\\b',
    `${HELP}(?: [a-záéíóúñ]+){0,4}? (?:en línea|por internet|por video)`,
  ].join('|'),
  'i',
)

/** A line names itself: the words in a name, of a service or of a virtual place, tell what it is. */
const PHONE_NAME = /\b(?:(?:hot|help|warm|talk|crisis) ?line|line|tele(?:phone|fono)|phone|teléfono|línea)\b/i
const ONLINE_NAME = /\b(?:on ?line|virtual|web(?:site)?|internet|video|en línea)\b/i

/** How one asks for the help is not how the help comes: "apply online", "appointments by phone". */
const ASKING =
  /\b(?:appl(?:y|ications?|ying)|regist\w+|sign[- ]?up|enrol\w*|schedul\w+|book(?:ed|ing)?|reserv\w+|donat\w+|appointments?|inquir\w+|contact|information|forms?|find us|visit us|solicit\w+|inscri\w+)\b[^.;\n]{0,30}?\b(?:on ?line|(?:by|over the) (?:tele)?phone|en línea|por (?:teléfono|internet))/gi

function words(...texts: (string | null)[]): string {
  return texts.filter(Boolean).join('\n')
}

/**
 * How a service reaches people at one of its places (null: it has none). What the feed states wins. Otherwise an
 * address means in person, a virtual place means phone or online, and words say what else; empty when nothing does.
 */
export function deliveriesOf(listing: Listing, place: Place | null): Delivery[] {
  if (listing.delivery.length > 0) return listing.delivery
  const text = words(listing.name, listing.description, listing.applicationProcess).replace(ASKING, ' ')
  const found = new Set<Delivery>()
  if (place?.location.locationType === 'virtual' && !place.location.hidden)
    addVirtual(found, listing, place, text)
  else if (place && isVisitable(place)) found.add('in-person')
  if (HOME.test(text)) found.add('home')
  if (PHONE.test(text) || PHONE_NAME.test(listing.name)) found.add('phone')
  if (ONLINE.test(text)) found.add('online')
  return DELIVERIES.filter((delivery) => found.has(delivery))
}

/** A hidden address is an address all the same: people go there once they have called. */
function isVisitable({ location }: Place): boolean {
  return (
    location.hidden ||
    location.latitude !== null ||
    location.addresses.some((address) => address.addressType === 'physical' && address.address1)
  )
}

function addVirtual(found: Set<Delivery>, listing: Listing, { location }: Place, text: string): void {
  const name = words(location.name, location.description)
  const phone = PHONE_NAME.test(name) || PHONE.test(text) || PHONE_NAME.test(listing.name)
  const online = ONLINE_NAME.test(name) || ONLINE.test(text) || Boolean(location.url)
  if (phone || !online) found.add('phone')
  if (online || !phone) found.add('online')
}
