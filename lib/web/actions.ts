import type { PermissionName } from '#base/access/permissions.ts'

/**
 * Who may send which form. A permission: the roles and relations of its line in permissions.ts, asked by the command that
 * the action calls. `anyone`: signing in, and asking for oneself. `link`: whoever holds the mailed link, for its one
 * record. `account`: whoever is signed in, for what is their own. An action that is not here fails the test: each is an
 * address that anybody can post to, whether or not a page shows them its form.
 */
export type ActionRule = PermissionName | 'anyone' | 'link' | 'account'

export const ACTIONS: Readonly<Record<string, Readonly<Record<string, ActionRule>>>> = {
  '_referral/view-actions.ts': { keepView: 'account', removeView: 'account', assign: 'referral:assign' },
  '_staff/idle-actions.ts': { timeLeft: 'account', stay: 'account' },
  '(account)/account': {
    saveProfile: 'account',
    saveNews: 'account',
    savePassword: 'account',
    newRecoveryCodes: 'account',
    proveAgain: 'account',
    provePasskey: 'account',
    passkeyOptions: 'account',
    savePasskey: 'account',
    dropPasskey: 'account',
    endOne: 'account',
    endOthers: 'account',
    actFor: 'account',
  },
  '(account)/invitation/[token]': { accept: 'link' },
  '(account)/sign-in': {
    passwordSignIn: 'anyone',
    mailLink: 'anyone',
    linkSignIn: 'link',
    secondFactor: 'account',
    setUpTotp: 'account',
    leave: 'account',
    passkeySignInOptions: 'anyone',
    passkeySignIn: 'anyone',
    oidcSignIn: 'anyone',
  },
  '(find)/card': { openCard: 'anyone' },
  '(find)/services/[id]/ask': { ask: 'anyone' },
  '(link)/answer/[token]': {
    sendCode: 'link',
    prove: 'link',
    reissue: 'link',
    answer: 'link',
    writeByLink: 'link',
    attachByLink: 'link',
    referOnByLink: 'link',
    markReadByLink: 'link',
    answerCard: 'link',
  },
  '(link)/my/[token]': { sayHowItWent: 'link', stop: 'link', takeBack: 'link', decideConsent: 'link' },
  '(refer)/clients/[clientId]/needs/[clientNeedId]/refer/[serviceId]': { refer: 'referral:create' },
  '(refer)/clients': {
    open: 'client:open',
    change: 'client:change',
    addClientNeed: 'need:write',
    link: 'client:link',
    unlink: 'client:link',
    answerQuestion: 'client:change',
    giveTo: 'client:hand-over',
    weigh: 'need:write',
    forget: 'need:write',
  },
  '(refer)/emergency': { openRecord: 'break-glass:open', closeRecord: 'break-glass:open' },
  '(refer)/people': {
    sendInvitation: 'membership:manage',
    withdraw: 'membership:manage',
    endRole: 'membership:manage',
    deactivate: 'account:deactivate',
    reactivate: 'account:deactivate',
    resetSecondStep: 'account:reset-second-factor',
    makeTeam: 'team:manage',
    addToTeam: 'team:manage',
    takeOut: 'team:manage',
    makeOrganization: 'organization:open',
  },
  '(refer)/referrals/[referralId]/send': { finishAndSend: 'referral:create' },
  '(refer)/referrals': {
    referOnward: 'referral:create',
    act: 'referral:act',
    write: 'message:write',
    attach: 'file:add',
    markRead: 'message:read',
    newCard: 'packet:read',
    logCall: 'referral:act',
    decideHeld: 'referral:act',
    sayMet: 'need:outcome',
    revoke: 'consent:revoke',
    finish: 'task:do',
  },
}
