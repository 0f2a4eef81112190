// Screening as the doors show it.

import type { Explained, Organs, ScreenedItem } from '../penalties/index.ts'
import { flagNames, rules } from '../screening/index.ts'
import { headOf } from './penalties-shown.ts'

const chargeOf = new Map(rules.map((r) => [r.id, r.charge]))

export function screenedShown({ seen, kept }: ScreenedItem, organs: Organs) {
  const triage = kept.triage as { readonly convert?: readonly { readonly reason: string }[] } | null
  const charges = new Map(kept.hitRules.flatMap((id) => chargeOf.get(id) ?? []).map((c) => [c.zh, c]))
  return {
    case: headOf(seen.row, seen.record, organs),
    ...{ verdict: kept.verdict, rules: kept.hitRules, charges: [...charges.values()] },
    flags: flagNames.filter((_, i) => (kept.flags & (1 << i)) !== 0),
    convert: (triage?.convert ?? []).map((r) => r.reason),
    ...{ transferred: kept.transferred, screenedAt: kept.at.toISOString() },
  }
}

export const explainedShown = ({ kept, sayings, ...explained }: Explained) => ({
  ...explained,
  kept: kept === null ? null : { ...kept, at: kept.at.toISOString() },
  sayings: sayings.map((s) => ({ ...s, at: s.at.toISOString() })),
})
