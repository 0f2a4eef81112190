// The door of the reports: what an organ or a procuratorate says of a period, composed from the kept figures, drawn, kept.
export { askReport, askSchedule, enterReport, enterSchedule } from './ask.ts'
export { type ChartDrawer, chartDrawer } from './chart-drawer.ts'
export { chartFont } from './chart-font.ts'
export { compose } from './compose.ts'
export { type CellValue, type ReportContent, type ReportTable, shownCell, tablesOf } from './content.ts'
export { docxOfReport } from './document.ts'
export { drawCharts } from './draw-charts.ts'
export type { FigureSource, FiguresAsked as ReportFiguresAsked, ReportFigure } from './figure-source.ts'
export type { Gathered as ReportGathered } from './gathered.ts'
export { keptFigures } from './kept-figures.ts'
export { makes, type ReportAsked, type ReportKind, reportKinds, type Theme as ReportTheme } from './kinds.ts'
export { makeReport, makeReports, type ReportMade } from './make.ts'
export { type Every, everys, keyOf as periodKey, periodName, periodsEnded } from './period.ts'
export {
  listReports,
  listSchedules,
  type ReportFormat,
  type ReportRow,
  type ReportViewer,
  reportFile,
  reportFormats,
  reportStates,
  type ScheduleRow,
  showReport,
} from './read.ts'
export { openReports, type Reports, type ReportsDeps } from './room.ts'
export { endSchedule, oweReports } from './schedules.ts'
export { xlsxOfReport, xlsxType } from './workbook.ts'
