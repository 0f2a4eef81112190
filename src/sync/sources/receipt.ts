// The receipt of a package of a file drop: what came, what became of it, signed in the gateway's name. It is made once, kept
// with the package's row, and written again as it stands whenever the package comes again.
import type { FilePage, Source } from './adapter.ts'
import type { Sources } from './room.ts'

export const receiptType = 'xianjie-file-receipt+jwt'

export async function receiptOf(
  room: Pick<Sources, 'sign' | 'issuer' | 'now'>,
  source: Source,
  file: FilePage,
): Promise<{ receipt?: string }> {
  if (room.sign === undefined) return {}
  const receipt = await room.sign(
    {
      iss: room.issuer,
      iat: Math.floor(room.now() / 1000),
      source: source.name,
      package: { name: file.name, sequence: file.sequence, sha256: file.digest },
      outcome: file.state === 'taken' ? 'taken' : 'set aside',
      ...(file.reason !== undefined && { reason: file.reason }),
      ...(file.counts !== undefined && { counts: file.counts }),
      ...(file.faults !== undefined && file.faults.length > 0 && { faults: file.faults }),
    },
    { typ: receiptType },
  )
  return { receipt }
}
