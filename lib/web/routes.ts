import type { Role } from '#base/access/actor.ts'

/**
 * Who may ask for which route. `link`: whoever holds the mailed link, which acts for one record. `account`: whoever is
 * signed in, in whatever role. A list: these roles, asked by `requireRole` before anything is read. A route that is not
 * here fails the test.
 */
export type Admission = 'anyone' | 'link' | 'account' | readonly Role[]

const COORDINATION = ['coordinator', 'supervisor'] as const

export const ROUTES: Readonly<Record<string, Admission>> = {
  '(find)/page.tsx': 'anyone',
  '(find)/browse/page.tsx': 'anyone',
  '(find)/organizations/[id]/page.tsx': 'anyone',
  '(find)/search/page.tsx': 'anyone',
  '(find)/services/[id]/page.tsx': 'anyone',
  '(find)/services/[id]/ask/page.tsx': 'anyone',
  '[...rest]/page.tsx': 'anyone',
  '(account)/sign-in/page.tsx': 'anyone',
  '(account)/sign-in/link/[token]/page.tsx': 'link',
  '(account)/sign-in/second-factor/page.tsx': 'account',
  '(account)/start/page.tsx': 'account',
  '(account)/account/page.tsx': 'account',
  '(account)/account/second-step/page.tsx': 'account',
  '(account)/invitation/[token]/page.tsx': 'link',
  '(refer)/people/page.tsx': ['supervisor', 'agency-admin', 'administrator'],
  '(account)/dev/mail/page.tsx': 'anyone',
  '(link)/answer/[token]/page.tsx': 'link',
  '(find)/card/page.tsx': 'anyone',
  '(link)/answer/[token]/files/[fileId]/route.ts': 'link',
  '(link)/my/[token]/consents/[consentId]/page.tsx': 'link',
  '(link)/my/[token]/page.tsx': 'link',
  '(link)/my/[token]/history/page.tsx': 'link',
  '(link)/my/[token]/appointment/route.ts': 'link',
  '(refer)/clients/page.tsx': COORDINATION,
  '(refer)/clients/new/page.tsx': COORDINATION,
  '(refer)/clients/[clientId]/page.tsx': COORDINATION,
  '(refer)/clients/[clientId]/edit/page.tsx': COORDINATION,
  '(refer)/clients/[clientId]/disclosures/page.tsx': COORDINATION,
  '(refer)/clients/[clientId]/disclosures/export/route.ts': COORDINATION,
  '(refer)/audit/page.tsx': ['administrator'],
  '(refer)/audit/export/route.ts': ['administrator'],
  '(refer)/clients/[clientId]/needs/[clientNeedId]/page.tsx': COORDINATION,
  '(refer)/clients/[clientId]/needs/[clientNeedId]/compare/page.tsx': COORDINATION,
  '(refer)/places/page.tsx': ['steward', 'administrator'],
  '(refer)/places/[locationId]/page.tsx': ['steward', 'administrator'],
  '(refer)/team/page.tsx': ['supervisor'],
  '(refer)/clients/[clientId]/needs/[clientNeedId]/refer/[serviceId]/page.tsx': COORDINATION,
  '(refer)/emergency/page.tsx': COORDINATION,
  '(refer)/tasks/page.tsx': COORDINATION,
  '(refer)/referrals/page.tsx': COORDINATION,
  '(refer)/referrals/[referralId]/page.tsx': [...COORDINATION, 'agency-staff', 'agency-admin'],
  '(refer)/referrals/[referralId]/send/page.tsx': COORDINATION,
  '(refer)/consents/[consentId]/page.tsx': COORDINATION,
  '(refer)/referrals/[referralId]/packet/page.tsx': COORDINATION,
  '(refer)/referrals/[referralId]/card/page.tsx': COORDINATION,
  '(refer)/files/[fileId]/route.ts': [...COORDINATION, 'agency-staff', 'agency-admin'],
  '(refer)/inbox/page.tsx': ['agency-staff', 'agency-admin'],
  '(refer)/doubts/page.tsx': ['steward', 'administrator'],
  '(refer)/agencies/page.tsx': ['agency-admin', 'steward', 'administrator'],
  '(refer)/agencies/[agencyId]/page.tsx': ['agency-admin', 'steward', 'administrator'],
  'api/auth/[...nextauth]/route.ts': 'anyone',
  'api/basemap/route.ts': 'anyone',
  'api/health/route.ts': 'anyone',
  'api/v1/match/route.ts': 'anyone',
  'api/v1/openapi.json/route.ts': 'anyone',
  'api/v1/search/route.ts': 'anyone',
}
