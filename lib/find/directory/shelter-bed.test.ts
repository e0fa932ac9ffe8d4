import { describe, expect, it } from 'vitest'
import { isShelterBed } from './shelter-bed.ts'

describe('beds of people in hiding', () => {
  const violence = ['safety.domestic-violence']
  const recovery = ['housing.recovery']
  it.each([
    [recovery, 'Sober living', ''],
    [recovery, 'Maple Oxford House', 'A self-run home for women in recovery.'],
    [recovery, 'Bridges', 'Residents live in supportive housing while they look for work.'],
    [recovery, 'Bridges', 'Provides sober living, counseling and help finding permanent housing.'],
    [violence, 'Haven House Shelter', ''],
    [violence, 'Advocacy', 'We run an emergency shelter for 30 days.'],
    [violence, 'Advocacy', 'Provides emergency shelter, counseling, and referrals to legal aid.'],
    [violence, 'Advocacy', 'Offers referrals, a hotline and a 20-bed shelter.'],
    [violence, 'Advocacy', 'Shelter, food and clothing for women who leave a violent home.'],
    [violence, 'The Lodge', 'Services include:\n* Advocacy\n* Shelter\n* Hotline'],
    [violence, 'Advocacy', 'Counseling, referrals to legal aid, and emergency shelter.'],
    [['safety.trafficking'], 'New Leaf', 'These youth receive 24-hour residential care.'],
    [violence, 'Advocacy', 'We partner with the police. Our safe house has rooms for 8 families.'],
    [[...violence, 'housing.shelter'], 'New Day', 'For women and their children.'],
    [['safety.trafficking', 'housing.transitional'], 'New Start', ''],
    [violence, 'Casa Abierta', 'Ofrecemos alojamiento a mujeres y sus hijos.'],
  ])('%o %s %s', (needIds, name, text) => {
    expect(isShelterBed({ needIds, name, texts: [text] })).toBe(true)
  })

  it.each([
    [violence, 'Protective orders', 'A lawyer gets an order that your abuser must leave the residence.'],
    [violence, 'Hotline', 'Advocates help you find emergency shelter.'],
    [violence, 'Advocacy', 'Counseling, court support and referrals to domestic violence shelters.'],
    [violence, 'Advocacy', 'Emergency shelter is offered by a partner agency: call Harbor House.'],
    [violence, 'Advocacy', 'We work with Harbor House, which runs an emergency shelter.'],
    [violence, 'Outreach', 'Support groups for women in domestic violence shelters.'],
    [
      violence,
      'Court office',
      'Advocates assist with placement in emergency housing and transportation to a safe house.',
    ],
    [
      [...violence, 'housing.shelter'],
      'Family office',
      'Case managers assist in locating emergency shelter.',
    ],
    [violence, 'Legal aid', 'Divorce, custody, and referrals for emergency shelter and clothing.'],
    [violence, 'Division office', 'Counseling in non-residential facilities.'],
    [recovery, 'Recovery navigators', 'A list of recovery houses and help to get into sober living homes.'],
    [recovery, 'Peer office', 'Peers assist with applications for sober housing.'],
    [violence, 'Mujeres', 'Derivaciones a un refugio y apoyo legal.'],
    [['housing.shelter'], 'Night shelter', 'Beds for 40 men.'],
  ])('not %o %s %s', (needIds, name, text) => {
    expect(isShelterBed({ needIds, name, texts: [text] })).toBe(false)
  })
})
