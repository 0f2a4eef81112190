// Cases as an import reads them from an older platform, written down by hand: entries with their own times and the older
// platform's own words, for tests of what is kept of them.
import { type CaseEvent, gatewayId, procedureAt } from '../src/procedure/index.ts'
import { derivedId, derivedSalt } from '../src/takeover/ids.ts'

const secret = Buffer.alloc(32, 7)
const importedAt = '2025-10-09T00:00:00.000Z'
const procedure = procedureAt(Date.parse(importedAt))

export const caseId = (key: string, atMs = Date.parse('2025-03-04T01:00:00.000Z')): string =>
  derivedId(secret, 'HC', 'CASE_BASIC', key, atMs)
export const saltOf = (transferId: string, version: number, digest: string): Buffer =>
  derivedSalt(secret, transferId, version, digest)

export interface Organs {
  readonly sender: string
  readonly police: string
  readonly procuratorate: string
}

/** The next entry: a step of the table, or `imported_record` where it has none. */
export type Told = Partial<Omit<CaseEvent, 'imported'>> & {
  readonly step: string
  readonly by: CaseEvent['by']
  readonly imported?: Partial<NonNullable<CaseEvent['imported']>>
}

/** Entries from `after` on, a day apart. */
export function told(key: string, acts: readonly Told[], after = 0): CaseEvent[] {
  return acts.map(({ imported, ...act }, i) => {
    const version = after + i + 1
    const at = new Date(Date.parse('2025-03-04T01:00:00.000Z') + (version - 1) * 86_400_000).toISOString()
    const event = {
      transferId: caseId(key),
      version,
      ruleSet: procedure.version,
      at,
      basis: procedure.steps[act.step as keyof typeof procedure.steps]?.basis ?? [],
      officers: [],
      input: {},
      moves: [],
      opens: [],
      clocks: { starts: [], settles: [], advances: [] },
      parts: { begins: [], ends: [] },
      sets: {},
      letters: [],
      adds: { materials: 0, items: 0, receipts: 0 },
      ...act,
      imported: {
        ...{ installation: 'HC', table: 'CASE_STEP', key: `${key}-${version}`, importedAt, recordedAt: at },
        ...{ actor: { name: '周某', account: 'zhou01', organ: '海城区局' }, words: { step: act.step } },
        ...imported,
      },
    }
    return event as CaseEvent
  })
}

const client = { clientId: 'takeover' }

/** A transfer of two persons: one filed, with an arrest asked for that the agency does not see; the other not filed. */
export function twoFates(key: string, { sender, police, procuratorate }: Organs): CaseEvent[] {
  const suspects = ['张三', '李四'].map((name, i) => ({ id: `s${i + 1}`, kind: 'person' as const, name }))
  return told(key, [
    {
      step: 'imported_record',
      by: { agencyId: sender, part: 'sender', ...client },
      input: { documentNo: '', caseName: '张三、李四销售伪劣产品案' },
      parts: { begins: [{ part: 'sender', agencyId: sender }], ends: [] },
      sets: { domain: 'market', regionCode: '450502', suspects },
      imported: { words: { step: '行政立案' } },
    },
    {
      step: 'transfer_dispatch',
      by: { agencyId: sender, part: 'sender', ...client },
      input: {
        ...{ documentNo: '海市监移〔2025〕3号', caseName: '张三、李四销售伪劣产品案', facts: `以次充好，${key}。` },
        suspects: [
          { kind: 'person', name: '张三', idType: 'id_card', idNumber: '11010519491231002X' },
          { kind: 'person', name: '李四', idType: 'unknown' },
        ],
        charges: [{ name: '生产、销售伪劣产品罪' }],
      },
      opens: [{ instance: 'criminal/case/1', state: 'transferred' }],
      parts: {
        begins: [
          { part: 'police_in_charge', agencyId: police },
          { part: 'supervisor', agencyId: procuratorate },
        ],
        ends: [],
      },
      about: ['s1', 's2'],
      imported: { words: { step: '移送公安机关' }, typedAt: '2025-03-04T16:00:00.000Z' },
    },
    {
      step: 'filing_approved',
      by: { agencyId: police, part: 'police_in_charge', ...client },
      about: ['s1'],
      opens: [{ instance: 'criminal/s1/1', state: 'filed' }],
    },
    {
      step: 'filing_refused',
      by: { agencyId: police, part: 'police_in_charge', ...client },
      about: ['s2'],
      moves: [{ instance: 'criminal/case/1', from: 'transferred', to: 'divided' }],
      opens: [{ instance: 'criminal/s2/1', state: 'not_filed' }],
      input: { reasons: '情节显著轻微' },
    },
    {
      step: 'arrest_request',
      by: { agencyId: police, part: 'police_in_charge', ...client },
      about: ['s1'],
      visibleTo: ['police_in_charge', 'supervisor'],
      opens: [{ instance: 'coercive/s1/1', state: 'arrest_requested' }],
    },
    {
      step: 'imported_record',
      by: { agencyId: gatewayId, part: 'gateway', ...client },
      imported: { words: { step: '补充调查' }, raw: { MEMO: '见附件' } },
    },
  ])
}
