// The table for partners: everything a row says, as plain JSON, made from the rows that the machine obeys. What the
// reader should look for is at hand: each entry has its id, the row of the statutory procedure it stands for, its source.
import { instruments } from './citation.ts'
import { contractArticles } from './rules/contract.ts'
import type { ClockRule, Procedure, Stage } from './table.ts'

/** `schemas/published/procedure.json` and GET /v1/procedure. */
export function describeProcedure(procedure: Procedure) {
  return {
    version: procedure.version,
    inForceFrom: procedure.inForceFrom,
    ...(procedure.inForceTo !== undefined && { inForceTo: procedure.inForceTo }),
    ...(procedure.transitional && { transitional: procedure.transitional }),
    instruments: Object.entries(instruments).map(([code, i]) => ({ code, ...i })),
    tracks: Object.entries(procedure.tracks).map(([id, { states, ...track }]) => ({
      id,
      ...track,
      states: Object.keys(states),
    })),
    states: Object.entries(procedure.tracks).flatMap(([track, { states }]) =>
      Object.entries(states).map(([id, words]) => ({ id, track, row: '6', ...words })),
    ),
    steps: Object.entries(procedure.steps).map(([id, { input, ...rule }]) => ({
      id,
      ...rule,
      input: input.meta()?.id ?? id,
    })),
    rules: named(procedure.rules),
    duties: named(procedure.duties),
    clocks: Object.entries(procedure.clocks).map(([id, { overrides: _, ...rule }]) => ({ id, ...rule })),
    overrides: [...clockOverrides(procedure), ...named(procedure.domains)],
    conditions: Object.entries(procedure.conditions).map(([id, { kind, zh, en, basis }]) => ({
      id,
      kind,
      zh,
      en,
      basis,
    })),
    letters: named(procedure.letters),
    contract: contractArticles.map(({ article, ...words }) => ({ id: `XJ ${article}`, ...words })),
  }
}

const named = <T extends object>(rows: Readonly<Record<string, T>>) =>
  Object.entries(rows).map(([id, row]) => ({ id, ...row }))

/** One entry a clock and domain: the stages that hold there instead of the general ones. */
function clockOverrides({ clocks }: Procedure) {
  return Object.entries(clocks).flatMap(([clock, rule]: [string, ClockRule<string>]) =>
    Object.entries(rule.overrides ?? {}).map(([domain, stages]) => ({
      id: `${clock}:${domain}`,
      row: rule.row,
      clock,
      domain,
      zh: rule.zh,
      en: rule.en,
      basis: [...new Set(stages.flatMap((s: Stage) => s.basis))],
      stages,
    })),
  )
}
