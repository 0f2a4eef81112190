// What the API answers to these pages, by its published contract.
import type { z } from 'zod'
import type {
  clockFigures,
  coverageFiguresAnswer,
  coverageList,
  drawAnswer,
  drawList,
  drawnAnswer,
  drawnList,
  findingAnswer,
  findingList,
  indicatorCases,
  indicatorFigures,
  indicatorStatementList,
  reportAnswer,
  reportList,
  reportScheduleList,
  thresholdList,
} from '../../../schemas/index.ts'

export type ClockFigures = z.output<typeof clockFigures>
export type CoverageFigures = z.output<typeof coverageFiguresAnswer>
export type CoverageList = z.output<typeof coverageList>
export type Draw = z.output<typeof drawAnswer>
export type DrawList = z.output<typeof drawList>
export type Drawn = z.output<typeof drawnAnswer>
export type DrawnList = z.output<typeof drawnList>
export type Finding = z.output<typeof findingAnswer>
export type FindingList = z.output<typeof findingList>
export type FindingLine = FindingList['items'][number]
export type IndicatorCases = z.output<typeof indicatorCases>
export type IndicatorFigures = z.output<typeof indicatorFigures>
export type StatementList = z.output<typeof indicatorStatementList>
export type Report = z.output<typeof reportAnswer>
export type ReportList = z.output<typeof reportList>
export type ScheduleList = z.output<typeof reportScheduleList>
export type ThresholdList = z.output<typeof thresholdList>
export type Threshold = ThresholdList['items'][number]
