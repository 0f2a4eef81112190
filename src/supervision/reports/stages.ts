// The way of a case in ten counts, each the numerator or the denominator of an indicator: so a count in a report and the
// indicator of the same name can never differ.
import type { Counted, ReportFigure } from './figure-source.ts'

export interface Stage {
  readonly id: string
  readonly zh: string
  readonly indicator: string
  readonly of: 'numerator' | 'denominator'
}

export const stages: readonly Stage[] = [
  { id: 'punished', zh: '行政处罚案件', indicator: 'transfer_share', of: 'denominator' },
  { id: 'threshold', zh: '疑似达到追诉标准', indicator: 'transfer_rate', of: 'denominator' },
  { id: 'transferred', zh: '移送公安机关', indicator: 'acceptance_rate', of: 'denominator' },
  { id: 'accepted', zh: '公安机关受案', indicator: 'acceptance_rate', of: 'numerator' },
  { id: 'filed', zh: '公安机关立案', indicator: 'filing_rate', of: 'numerator' },
  { id: 'not_filed', zh: '不予立案', indicator: 'non_filing_rate', of: 'numerator' },
  { id: 'supervised', zh: '立案监督', indicator: 'supervision_success', of: 'denominator' },
  { id: 'prosecuted', zh: '提起公诉', indicator: 'prosecution_rate', of: 'numerator' },
  { id: 'convicted', zh: '有罪判决', indicator: 'conviction_rate', of: 'numerator' },
  { id: 'reverse', zh: '反向移送行政处罚', indicator: 'reverse_penalty_rate', of: 'denominator' },
]

const partOf = (counted: Counted | null | undefined, of: Stage['of']): number | null => counted?.[of] ?? null

/** Count of a stage among figures of one key; zero where nothing of it was counted. */
export function stageCount(figures: readonly ReportFigure[], id: string, key = ''): number {
  const stage = stages.find((one) => one.id === id) as Stage
  return (
    partOf(
      figures.find((f) => f.indicator === stage.indicator && f.key === key),
      stage.of,
    ) ?? 0
  )
}

/** The same a year before; null where the figures were asked without it. */
export function stageBefore(figures: readonly ReportFigure[], id: string, key = ''): number | null {
  const stage = stages.find((one) => one.id === id) as Stage
  return partOf(figures.find((f) => f.indicator === stage.indicator && f.key === key)?.before, stage.of)
}

/** Whether a region or an organ had anything of what a report is about. */
export const nothingHappened = (figures: readonly ReportFigure[]): boolean =>
  ['threshold', 'transferred', 'reverse'].every((id) => stageCount(figures, id) === 0)
