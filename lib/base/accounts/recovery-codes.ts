import { randomBytes } from 'node:crypto'
import { newId } from '../core/ids.ts'
import { keyedDigest } from '../core/seal.ts'
import type { Tx } from '../db/context.ts'
import { keyring } from '../runtime/keyring.ts'

/** Ten new codes instead of the old ones. */
export async function makeRecoveryCodes(tx: Tx, accountId: string): Promise<string[]> {
  const codes = Array.from({ length: 10 }, () =>
    randomBytes(5)
      .toString('hex')
      .replace(/(.{5})/, '$1-'),
  )
  await tx.deleteFrom('recovery_code').where('account_id', '=', accountId).execute()
  await tx
    .insertInto('recovery_code')
    .values(
      codes.map((code) => ({ id: newId(), account_id: accountId, code_hash: codeHash(accountId, code) })),
    )
    .execute()
  return codes
}

/** @returns whether it was a recovery code of the account that nobody had used; now it is used. */
export async function spendRecoveryCode(
  tx: Tx,
  input: { accountId: string; code: string; now: Date },
): Promise<boolean> {
  const spent = await tx
    .updateTable('recovery_code')
    .set({ used_at: input.now })
    .where('account_id', '=', input.accountId)
    .where('code_hash', '=', codeHash(input.accountId, input.code.trim().toLowerCase()))
    .where('used_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return spent !== undefined
}

function codeHash(accountId: string, code: string): string {
  return keyedDigest(keyring(), `recovery ${accountId}`, code)
}
