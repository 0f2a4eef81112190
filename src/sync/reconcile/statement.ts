// The statement of a reconciliation: both sides' figures and every difference, signed by the gateway, so that it can be shown
// to the other side and to whoever supervises both.
import { hash } from 'node:crypto'
import type { Begun, DayKept, DifferenceKept, Ended } from './keep.ts'
import type { DayFigures } from './sides.ts'

export const statementType = 'xianjie-reconciliation+jwt'

/** A statement is a page, not an archive: beyond this, differences are counted and covered by the digest of the list. */
const differencesNamed = 1_000

const figures = ({ count, sum, digest }: DayFigures) => ({
  count,
  ...(sum !== null && { sumFen: sum }),
  ...(digest !== null && { digest }),
})

export function statementPayload(
  issuer: string,
  begun: Begun,
  ended: Omit<Ended, 'statement' | 'error' | 'state'> & { readonly state: string },
  days: readonly DayKept[],
  differences: readonly DifferenceKept[],
  times: { readonly begunAt: Date; readonly endedAt: Date },
): Record<string, unknown> {
  return {
    iss: issuer,
    jti: begun.id,
    iat: Math.floor(times.endedAt.getTime() / 1000),
    sub: `${begun.kind}:${begun.partnerId}`,
    name: begun.name,
    from: begun.from,
    to: begun.to,
    begunAt: times.begunAt.toISOString(),
    endedAt: times.endedAt.toISOString(),
    repair: begun.repair,
    state: ended.state,
    // A side that gives no digests or no sums is compared by what it gives.
    compared: ended.compared,
    found: { missing: ended.missing, surplus: ended.surplus, different: ended.different, underWay: ended.underWay },
    repaired: ended.repaired,
    open: ended.open,
    days: days.map((d) => ({
      day: d.day,
      equal: d.equal,
      ours: figures(d.ours),
      theirs: figures(d.theirs),
      ...(d.oursAfter && { oursAfter: figures(d.oursAfter) }),
      ...(d.theirsAfter && { theirsAfter: figures(d.theirsAfter) }),
    })),
    differences: differences
      .slice(0, differencesNamed)
      .map(({ day, key, kind, ours, theirs, state }) => ({ day, key, kind, ours, theirs, state })),
    differencesDigest: listDigest(differences),
  }
}

/** SHA-256 of the lines `day\tkey\tkind\tours\ttheirs\tstate\n` in the order of the list. */
export function listDigest(differences: readonly DifferenceKept[]): string {
  const lines = differences.map((d) => [d.day, d.key, d.kind, d.ours ?? '', d.theirs ?? '', d.state].join('\t'))
  return hash('sha256', lines.map((line) => `${line}\n`).join(''), 'hex')
}
