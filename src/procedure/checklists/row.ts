// What a row of a checklist is: a paper that a stage of a case asks for, by domain and charge, under which condition, and
// under which article. `mandatory` is only what a text that was read asks for; the rest is usual and refuses nothing.
import type { EvidenceCode } from '../../../schemas/index.ts'
import type { Citations } from '../citation.ts'

export const stages = {
  transfer: { zh: '移送', en: 'transfer' },
  supplement: { zh: '补充材料', en: 'making good' },
  handover: { zh: '立案后移交', en: 'handing over after the filing' },
  reverse: { zh: '反向移送', en: 'the way back' },
  supervision: { zh: '立案监督建议', en: 'suggestion to supervise' },
} as const
export type ChecklistStage = keyof typeof stages

/** What may be true of a case; a row holds where all that it names are. */
export const facts = {
  seized_items: { zh: '有涉案物品', en: 'items were seized' },
  penalised_before: { zh: '同一事实已作出行政处罚', en: 'a penalty was imposed for the same facts' },
  test_involved: { zh: '涉及检验、检测、鉴定', en: 'a test or an expert opinion is involved' },
  hazardous_waste: { zh: '涉及危险废物', en: 'hazardous waste is involved' },
  recovery_notice: { zh: '已送达追缴通知', en: 'a notice to pay was served' },
  filed: { zh: '已立案', en: 'filed' },
  not_filed: { zh: '不予立案', en: 'filing refused' },
  upheld: { zh: '复议维持不予立案', en: 'the refusal was upheld' },
  revoked: { zh: '撤销案件', en: 'the filing was withdrawn' },
  not_prosecuted: { zh: '不起诉', en: 'not prosecuted' },
  judged: { zh: '法院判决', en: 'judged' },
  overdue: { zh: '逾期未作决定', en: 'no decision in time' },
} as const
export type CaseFact = keyof typeof facts

export interface ChecklistRow {
  readonly id: string
  readonly zh: string
  readonly en: string
  readonly stage: ChecklistStage
  /** Left out: every domain, every charge. A charge is meant where its name contains one of these. */
  readonly domains?: readonly string[]
  readonly exceptDomains?: readonly string[]
  readonly charges?: readonly string[]
  /** Any one of these kinds of material or of evidence will do. A gap is acknowledged under the first kind. */
  readonly kinds: readonly [string, ...string[]]
  readonly codes?: readonly EvidenceCode[]
  readonly when?: readonly [CaseFact, ...CaseFact[]]
  readonly basis: Citations
  /** How far the text was read that asks for it. */
  readonly confidence: 'read' | 'read-q' | 'memory'
  readonly weight: 'mandatory' | 'usual'
  /** Texts differ, or it stands by analogy: it counts only where the operator says so. */
  readonly contested?: true
}

/** The articles of a row as a refusal says them. */
export const basisText = ({ basis }: Pick<ChecklistRow, 'basis'>): string => basis.join('; ')
