// What letters, labels and assignments are about: cases, penalty cases and findings, as far as an organ sees them, with the
// line by which a person knows one again. Nothing of it widens what anybody sees.
import { type CasesDeps, list as listCases } from '../cases/index.ts'
import { maskText } from '../kernel/index.ts'
import { list as listPenalties, type Penalties } from '../penalties/index.ts'
import { type Findings, heads as findingHeads } from '../supervision/index.ts'
import { headOf } from './penalties-shown.ts'

export type SubjectKind = 'transfer' | 'penalty' | 'finding'

/** One line: number, name or organ; persons masked. */
export interface SubjectHead {
  readonly title: string
}

export interface SubjectsSeen {
  readonly heads: (
    agencyId: string,
    kind: SubjectKind,
    ids: readonly string[],
  ) => Promise<ReadonlyMap<string, SubjectHead>>
  /** Organs with a part in each case, as one of them sees it. */
  readonly partsSeen: (agencyId: string, ids: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>
}

const atOnce = 200

export function subjectsSeen(cases: CasesDeps, penalties: Penalties, findings: Findings): SubjectsSeen {
  const agencyOf = async (id: string) => (await cases.directory()).byId.get(id)

  async function casesSeen(agencyId: string, ids: readonly string[]) {
    const context = { directory: await cases.directory(), nowMs: cases.now() }
    const filter = { after: null, limit: ids.length, ids }
    return (await listCases(cases.pool, agencyId, filter, context)).items
  }

  async function headsOf(
    agencyId: string,
    kind: SubjectKind,
    ids: readonly string[],
  ): Promise<[string, SubjectHead][]> {
    if (kind === 'transfer')
      return (await casesSeen(agencyId, ids)).map((one) => [
        one.id,
        { title: maskText([one.documentNo, one.caseName].filter(Boolean).join(' ')) },
      ])
    const agency = await agencyOf(agencyId)
    if (agency === undefined) return []
    if (kind === 'finding')
      return (await findingHeads(findings, ids, agency)).map((one) => [
        one.id,
        { title: [one.zh, one.agency?.name, one.domain].filter(Boolean).join(' ') },
      ])
    const organs = await penalties.organs()
    const { items } = await listPenalties(penalties, agency, { after: null, limit: ids.length, ids })
    return items.map(({ row, record }) => {
      const head = headOf(row, record, organs)
      const parties = head.parties.map((party) => party.name).filter(Boolean)
      return [
        row.id,
        { title: maskText([head.organ.name, head.decisionNo, parties.join('、')].filter(Boolean).join(' ')) },
      ]
    })
  }

  return {
    async heads(agencyId, kind, ids) {
      const found = new Map<string, SubjectHead>()
      for (let i = 0; i < ids.length; i += atOnce)
        for (const [id, head] of await headsOf(agencyId, kind, ids.slice(i, i + atOnce))) found.set(id, head)
      return found
    },
    async partsSeen(agencyId, ids) {
      const found = new Map<string, readonly string[]>()
      for (let i = 0; i < ids.length; i += atOnce)
        for (const one of await casesSeen(agencyId, ids.slice(i, i + atOnce)))
          found.set(
            one.id,
            one.parts.map((part) => part.agency.id),
          )
      return found
    },
  }
}
