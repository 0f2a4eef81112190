// The pages of supervision and where they stand. Each is made elsewhere in this folder; this is the list.
import { type Context, Hono } from 'hono'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { clocksPage } from './clocks.ts'
import { dashboardPage } from './dashboard.ts'
import { actOnDrawPage, drawActPage, drawPage, memberPage, reviewMemberPage } from './draw.ts'
import { drawFiguresPage } from './draw-figures.ts'
import { announceDrawPage, drawsPage, newDrawPage } from './draws.ts'
import { drillPage } from './drill.ts'
import { exportFigures } from './export.ts'
import { actOnFindingPage, findingActPage, findingPage } from './finding.ts'
import { findingsPage } from './findings.ts'
import { readMap } from './geojson.ts'
import { chargePage, procedurePage, readingPage } from './reading.ts'
import { askReportPage, newReportPage, reportPage, reportsPage } from './reports.ts'
import { askSchedulePage, endScheduleActPage, endSchedulePage, schedulesPage } from './schedules.ts'
import { coveragePage, freezePage, statementsPage } from './statements.ts'
import { wallPage } from './wall.ts'

type C = Context<ConsoleEnv>

/** Throws MapFault where a map is configured and cannot be used. */
export function supervisionPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const door = new Hono<ConsoleEnv>()
  const map = deps.mapGeojson === undefined ? undefined : readMap(deps.mapGeojson)
  const one = (c: C, name = 'id') => encodeURIComponent(c.req.param(name) ?? '')

  door.get('/supervision', (c) => dashboardPage(c, deps, map))
  door.get('/supervision/export', (c) => exportFigures(c))
  door.get('/supervision/figures/:id', (c) => drillPage(c, deps, map))
  door.get('/wall', (c) => wallPage(c, deps, map))
  door.get('/clocks', (c) => clocksPage(c))

  door.get('/findings', (c) => findingsPage(c))
  door.get('/findings/:id', (c) => findingPage(c))
  door.get('/findings/:id/letters/:version', (c) =>
    c.get('pass')(
      `/v1/findings/${one(c)}/letters/${one(c, 'version')}?format=${c.req.query('format') === 'html' ? 'html' : 'docx'}`,
    ),
  )
  door.get('/findings/:id/:act', (c) => findingActPage(c))
  door.post('/findings/:id/:act', (c) => actOnFindingPage(c, deps))

  door.get('/draws', (c) => drawsPage(c))
  door.get('/draws/new', (c) => newDrawPage(c))
  door.get('/draws/figures', (c) => drawFiguresPage(c, deps, map))
  door.post('/draws', (c) => announceDrawPage(c, deps))
  door.get('/draws/:id', (c) => drawPage(c))
  for (const act of ['draw', 'cancel'] as const) {
    door.get(`/draws/:id/${act}`, (c) => drawActPage(c, act))
    door.post(`/draws/:id/${act}`, (c) => actOnDrawPage(c, deps, act))
  }
  for (const file of ['file', 'population'] as const)
    door.get(`/draws/:id/${file}`, (c) => c.get('pass')(`/v1/supervision/draws/${one(c)}/${file}`))
  door.get('/draws/:id/members/:place', (c) => memberPage(c))
  door.post('/draws/:id/members/:place', (c) => reviewMemberPage(c, deps))

  door.get('/reports', (c) => reportsPage(c))
  door.get('/reports/new', (c) => newReportPage(c))
  door.post('/reports', (c) => askReportPage(c, deps))
  door.get('/reports/schedules', (c) => schedulesPage(c))
  door.post('/reports/schedules', (c) => askSchedulePage(c, deps))
  door.get('/reports/schedules/:id/end', (c) => endSchedulePage(c))
  door.post('/reports/schedules/:id/end', (c) => endScheduleActPage(c, deps))
  door.get('/reports/:id', (c) => reportPage(c))
  door.get('/reports/:id/content', (c) =>
    c.get('pass')(`/v1/reports/${one(c)}/content?format=${c.req.query('format') === 'xlsx' ? 'xlsx' : 'docx'}`),
  )
  door.get('/statements', (c) => statementsPage(c))
  door.post('/statements', (c) => freezePage(c, deps))
  door.get('/statements/:id', (c) => c.get('pass')(`/v1/indicators/statements/${one(c)}`))
  door.get('/coverage', (c) => coveragePage(c, deps, map))

  door.get('/reading', (c) => readingPage(c))
  door.get('/reading/procedure', (c) => procedurePage(c))
  door.get('/reading/:charge', (c) => chargePage(c))
  return door
}
