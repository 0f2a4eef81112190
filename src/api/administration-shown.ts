// The registry, requests and the log of administration as their door shows them.
import {
  type Administrator,
  type Directory,
  type EntryRow,
  mayDecide,
  type PagedOfficer,
  type RegisteredAgency,
  type RegisteredClient,
  type RegisteredOptIn,
  type RequestRow,
  requestState,
} from '../agencies/index.ts'
import { agencyView } from '../cases/index.ts'
import { ruleSets } from '../procedure/index.ts'

const iso = (at: Date | string | null) => (at === null ? null : new Date(at).toISOString())

/** Disabled organs are in no directory: they are still somebody. */
export const organByCode = (organs: Directory, code: string) => {
  const found = organs.byCode.get(code)
  return { id: found?.id ?? null, code, name: found?.name ?? null }
}

export const entryShown = (e: EntryRow, organs: Directory) => ({
  ...{ no: e.no, at: e.at.toISOString(), phase: e.phase, act: e.act, role: e.role, target: e.target },
  requestId: e.requestId,
  by: { id: e.officerId, name: e.officerName, agency: agencyView(organs, e.agencyId) },
  ...{ reason: e.reason, what: e.what, before: e.before, after: e.after },
})

export function requestShown(r: RequestRow, who: Administrator, organs: Directory, nowMs: number) {
  const state = requestState(r, nowMs)
  return {
    ...{ id: r.id, act: r.act, role: r.role, target: r.target, what: r.what, before: r.before, foreseen: r.foreseen },
    reason: r.reason,
    askedBy: { id: r.askedById, name: r.askedByName, agency: agencyView(organs, r.askedByAgencyId) },
    ...{ askedAt: r.askedAt.toISOString(), expiresAt: r.expiresAt.toISOString(), state },
    decided:
      r.decidedById === null || r.decidedAt === null
        ? null
        : {
            by: {
              id: r.decidedById,
              name: r.decidedByName ?? '',
              agency: agencyView(organs, r.decidedByAgencyId ?? ''),
            },
            at: r.decidedAt.toISOString(),
            reason: r.decidedReason ?? '',
          },
    mayDecide: mayDecide(who, r, nowMs),
    mayWithdraw: state === 'open' && r.askedById === who.id,
  }
}

export const agencyShown = ({ supervisedById, disabledAt, ...a }: RegisteredAgency, organs: Directory) => ({
  ...{
    id: a.id,
    code: a.code,
    name: a.name,
    kind: a.kind,
    regionCode: a.regionCode,
    level: a.level,
    domains: a.domains,
  },
  ...{ specialty: a.specialty, requiresSignature: a.requiresSignature },
  supervisor: supervisedById === null ? null : agencyView(organs, supervisedById),
  disabledAt: iso(disabledAt),
})

export const clientShown = (c: RegisteredClient, organs: Directory) => ({
  ...{ id: c.id, agency: organByCode(organs, c.agency), name: c.name, auditor: c.auditor, operator: c.operator },
  disabledAt: iso(c.disabledAt),
  keys: c.keys.map((k) => ({
    ...{
      kid: k.kid,
      alg: k.alg ?? null,
      notBefore: iso(k.notBefore),
      expiresAt: iso(k.expiresAt),
      revokedAt: iso(k.revokedAt),
    },
  })),
})

export const officerShown = (o: PagedOfficer, organs: Directory) => ({
  ...{ id: o.id, agency: organByCode(organs, o.agency), name: o.name, roles: o.roles, disabledAt: iso(o.disabledAt) },
  certificates: o.certificates.map((c) => ({ ...c, revokedAt: iso(c.revokedAt) })),
  identities: o.identities,
})

export const optInShown = (o: RegisteredOptIn) => ({
  ...{ id: o.id, regionCode: o.regionCode, domain: o.domain, clock: o.clock, stage: o.stage, basis: o.basis },
  ...{ enabledAt: o.enabledAt.toISOString(), endedAt: iso(o.endedAt) },
})

export const ruleSetsShown = () =>
  ruleSets.map((set) => ({
    ...{ version: set.version, from: set.inForceFrom, to: set.inForceTo ?? null },
    ...{ steps: Object.keys(set.steps).length, clocks: Object.keys(set.clocks).length },
  }))

/** What a region may put in force, and what a lawyer should look at. */
export function stagesShown() {
  const clocks = Object.entries(ruleSets.at(-1)?.clocks ?? {})
  return clocks.flatMap(([clock, rule]) =>
    Object.entries({ '*': rule.stages, ...rule.overrides }).flatMap(([domain, stages]) =>
      stages.flatMap((stage, i) =>
        stage.enabled !== false && stage.contested !== true && stage.confidence === 'read'
          ? []
          : [
              {
                ...{ clock, zh: rule.zh, en: rule.en, domain, stage: i + 1 },
                ...{ amount: stage.period.amount, unit: stage.period.unit, basis: [...stage.basis] as string[] },
                ...{
                  confidence: stage.confidence,
                  contested: stage.contested === true,
                  inForce: stage.enabled !== false,
                },
              },
            ],
      ),
    ),
  )
}
