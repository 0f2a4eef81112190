// A penalty case as a door shows it: names of natural persons masked in lists and heads, the record whole to whoever may see it.
import type { PenaltyParty } from '../../schemas/index.ts'
import type { CaseRow, Held, Organs, Seen, Shown, VersionShown } from '../penalties/index.ts'

const partiesShown = 3

/** The first character stays, as agencies themselves publish natural persons. */
export function maskedName(name: string): string {
  const [first = '', ...rest] = [...name]
  return first + '*'.repeat(Math.min(rest.length, 2))
}

/** A trader's or an unknown party's name of up to four characters may be a person's. */
const isPerson = ({ kind, name }: PenaltyParty) =>
  kind === 'person' || (kind !== 'unit' && name !== null && [...name].length <= 4)

function partyHead(party: PenaltyParty) {
  const code = party.identifiers.find((i) => i.kind === 'uscc' && i.value !== null)?.value
  return {
    kind: party.kind,
    name: party.name === null ? null : isPerson(party) ? maskedName(party.name) : party.name,
    ...(code && { uscc: code }),
  }
}

export function originShown(origin: string): { kind: 'source' | 'agency' | 'import'; name: string } {
  const [kind = 'import', ...name] = origin.split(':')
  return { kind: kind as 'source' | 'agency' | 'import', name: name.join(':') }
}

export function headOf(row: CaseRow, record: Seen['record'], organs: Organs) {
  const sender = row.sender_id === null ? undefined : organs.byId.get(row.sender_id)
  return {
    ...{ id: row.id, version: row.version, state: row.state, key: row.key, origin: originShown(row.origin) },
    organ: { name: row.organ_name, code: row.organ_code, agencyId: row.agency_id },
    sender:
      row.sender_id === null ? null : { id: row.sender_id, code: sender?.code ?? null, name: sender?.name ?? null },
    ...{ regionCode: row.region_code, domain: row.domain, decisionNo: record?.decisionNo?.raw ?? null },
    ...{ decidedOn: row.decided_on, procedure: row.procedure },
    parties: (record?.parties ?? []).slice(0, partiesShown).map(partyHead),
    partyCount: record?.parties.length ?? 0,
    ...{ fineFen: row.fine_fen, suspected: row.suspected, transferred: row.transferred, transferId: row.transfer_id },
    ...{ sourceDay: row.source_day, createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString() },
  }
}

export function caseShown(shown: Shown, organs: Organs) {
  return {
    ...headOf(shown.row, shown.record, organs),
    record: shown.record,
    duplicates: shown.duplicates.map(({ row, sameFacts, sameDecision }) => ({
      ...{ id: row.id, key: row.key, origin: originShown(row.origin), sameFacts, sameDecision },
    })),
    conversions: shown.conversions.map((c) => ({ version: c.version, at: c.at.toISOString(), from: c.from, to: c.to })),
    outcomes: shown.outcomes.map((o) => ({
      ...{ transferId: o.transfer_id, version: o.version, step: o.step, status: o.status, at: o.at.toISOString() },
    })),
  }
}

export const versionShown = (v: VersionShown) => ({
  ...{ version: v.version, at: v.at.toISOString(), operation: v.operation, digest: v.digest, layout: v.layout },
  ...{ sourceAt: v.sourceAt, batchId: v.batchId, reason: v.reason, officers: v.officers, changes: v.changes },
  ...{ record: v.record, raw: v.raw },
})

export const heldShown = (h: Held) => ({
  ...{ id: h.id, state: h.state, key: h.key, origin: originShown(h.origin), layout: h.layout, sourceDay: h.sourceDay },
  ...{ at: h.at.toISOString(), faults: h.faults, raw: h.raw, caseId: h.caseId },
  resolvedAt: h.resolvedAt?.toISOString() ?? null,
})
