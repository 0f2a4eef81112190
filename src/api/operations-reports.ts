// The operations of reports and of the coverage. Part of the one list in operations.ts.
import {
  askReportBody,
  coverageFiguresAnswer,
  coverageList,
  endScheduleBody,
  reportAnswer,
  reportAsked,
  reportList,
  reportScheduleAsked,
  reportScheduleEnded,
  reportScheduleList,
  scheduleReportBody,
} from '../../schemas/index.ts'
import { docxType } from '../letters/index.ts'
import type { Operation } from './operations.ts'

const tag = 'Reports'
const acting = ['Idempotency-Key', 'X-JWS-Signature']
const limit = { name: 'limit', description: '1 to 200, 50 where none is given' }
const cursor = { name: 'cursor', description: 'where the former page ended (`next`)' }

export const reportOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/reports',
    id: 'askReport',
    tag,
    summary: '生成报告 · ask for a report: self-examination, work report, bulletin over a theme, zero report',
    description:
      'Figures, charts and tables are filled in; what a human must write stands in it as 【此处由撰写人填写：…】. It is made by the worker; ask for it again until `state` is `made`. A zero report is a statement of the officers named: it is refused (`condition_unmet`, with `counts`) where the gateway knows of cases in the period.',
    headers: acting,
    body: askReportBody,
    ok: { status: 202, description: 'taken', schema: reportAsked },
    refusals: [400, 401, 403, 404, 409, 413, 415, 422],
  },
  {
    method: 'get',
    path: '/v1/reports',
    id: 'listReports',
    tag,
    summary: 'Reports of the caller’s agency, of a procuratorate also those of its region, newest first',
    query: [
      ...[limit, cursor],
      { name: 'kind', description: 'self_examination, work, bulletin or zero' },
      { name: 'state', description: 'waiting, making, made or failed' },
      { name: 'agency', description: 'of this agency, by its id' },
    ],
    ok: { status: 200, description: 'a page', schema: reportList },
    refusals: [400, 401],
  },
  {
    method: 'post',
    path: '/v1/reports/schedules',
    id: 'scheduleReport',
    tag,
    summary: '定期报告 · have a report made for every month, quarter or year, once each',
    headers: acting,
    body: scheduleReportBody,
    ok: { status: 201, description: 'entered', schema: reportScheduleAsked },
    refusals: [400, 401, 403, 404, 409, 413, 415, 422],
  },
  {
    method: 'get',
    path: '/v1/reports/schedules',
    id: 'listReportSchedules',
    tag,
    summary: 'The caller’s schedules of reports, ended ones included',
    ok: { status: 200, description: 'all of them, the oldest first', schema: reportScheduleList },
    refusals: [401],
  },
  {
    method: 'post',
    path: '/v1/reports/schedules/{id}/end',
    id: 'endReportSchedule',
    tag,
    summary: 'End a schedule; what it had made stays',
    headers: ['X-JWS-Signature'],
    body: endScheduleBody,
    ok: { status: 200, description: 'ended', schema: reportScheduleEnded },
    refusals: [400, 401, 404, 413, 415],
  },
  {
    method: 'get',
    path: '/v1/reports/{id}',
    id: 'getReport',
    tag,
    summary: 'One report with every figure in it',
    ok: { status: 200, description: 'the report', schema: reportAnswer },
    refusals: [400, 401, 404],
  },
  {
    method: 'get',
    path: '/v1/reports/{id}/content',
    id: 'reportContent',
    tag,
    summary: 'The report as DOCX or XLSX',
    query: [{ name: 'format', description: '`docx` or `xlsx`; `docx` where none is given' }],
    ok: { status: 200, description: 'DOCX, or XLSX where that is asked for, as what it is', type: docxType },
    refusals: [400, 401, 404, 409],
  },
  {
    method: 'get',
    path: '/v1/coverage',
    id: 'listCoverage',
    tag,
    summary: '接入名册 · organs that should be connected, and how each stands',
    description:
      'For procuratorates and for clients registered as operator: organs of their region and of what lies in it, by region and code. The roster is entered on the command line (`xianjie roster import`).',
    query: [
      ...[limit, cursor],
      { name: 'region', description: 'of this region, six digits, with what lies in it' },
      { name: 'kind', description: 'of this kind of organ' },
      { name: 'domain', description: 'of this field of enforcement' },
      { name: 'state', description: 'entering, silent or not_connected' },
    ],
    ok: { status: 200, description: 'a page', schema: coverageList },
    refusals: [400, 401, 403],
  },
  {
    method: 'get',
    path: '/v1/coverage/figures',
    id: 'coverageFigures',
    tag,
    summary: '接入率、录入率 · how many of the roster are connected and enter, by kind, region and field',
    query: [{ name: 'region', description: 'of this region, six digits, with what lies in it' }],
    ok: { status: 200, description: 'counts; shares are of `due` and of `connected`', schema: coverageFiguresAnswer },
    refusals: [400, 401, 403],
  },
]
