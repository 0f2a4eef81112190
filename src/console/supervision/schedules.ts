// 定期报告: the reports that are made by the calendar, a new one entered, and one ended with a reason.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { dayText, localDay } from '../../kernel/index.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { buttons, type FieldShown, form, typedDay } from '../html/form.ts'
import { day } from '../html/format.ts'
import { card, empty, foreign, table } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { textOf } from '../session/forms.ts'
import type { ScheduleList } from './answers.ts'
import { type Again, fieldsAgain, given, saidOf, sent, signing, summaryAgain, typedText } from './forms.ts'
import { monthLong } from './pieces.ts'
import { kindField, kindsOf, reportTabs, themeFields, themeOf } from './reports.ts'

function scheduleFields(v: View, c: Context<ConsoleEnv>): FieldShown[] {
  const kinds = kindsOf(c).filter((kind) => kind !== 'zero')
  return [
    kindField(v, kinds, false),
    {
      name: 'every',
      label: v.t('sup.report.every'),
      kind: 'radio',
      value: 'quarter',
      options: (['month', 'quarter', 'year'] as const).map((every) => ({
        value: every,
        words: v.t(`sup.every.${every}`),
      })),
    },
    {
      name: 'since',
      label: v.t('sup.report.since'),
      kind: 'date',
      value: dayText(localDay(v.nowMs)),
      hint: v.t('sup.report.sinceHint'),
    },
    { name: 'delayDays', label: v.t('sup.report.delay'), kind: 'number', value: '3' },
    ...themeFields(v),
  ]
}

export async function schedulesPage(c: Context<ConsoleEnv>, again?: Again): Promise<Response> {
  const v = c.get('view')
  const found = await c.get('ask')<ScheduleList>('GET', '/v1/reports/schedules')
  if (!found.ok) return refused(c, found.problem)
  const fields = scheduleFields(v, c)
  const { items } = found.body
  const may = kindsOf(c).some((kind) => kind !== 'zero')
  return page(
    c,
    {
      title: v.t('sup.report.schedules'),
      current: '/console/reports',
      ...(again !== undefined && { wrong: true, status: 422 as const }),
    },
    html`${summaryAgain(v, fields, again)}<h1>${v.t('menu.reports')}</h1>${reportTabs(v, 'schedules')}${card(
      v.t('sup.report.schedules'),
      items.length === 0
        ? empty(v.t('sup.report.schedulesNone'))
        : table(
            v.t('sup.report.schedules'),
            [
              { words: v.t('sup.col.standing') },
              { words: v.t('sup.report.kind') },
              { words: v.t('sup.report.every') },
              { words: v.t('sup.report.since') },
              { words: v.t('sup.report.last') },
            ],
            [
              {
                rows: items.map((s) => [
                  s.endedAt === null
                    ? html`<a href="/console/reports/schedules/${s.id}/end">${v.t('sup.report.end')}</a>`
                    : html`${v.t('sup.report.ended')}<span class="sub">${foreign(s.endedBecause)}</span>`,
                  v.t(`sup.reportKind.${s.kind}`),
                  v.t(`sup.every.${s.every}`),
                  day(v, `${s.since}T12:00:00+08:00`),
                  s.last === null ? '—' : html`<a href="/console/reports/${s.last.id}">${monthLong(v, s.last.to)}</a>`,
                ]),
              },
            ],
          ),
    )}${may ? card(v.t('sup.report.schedule'), form(v, { action: '/console/reports/schedules' }, html`${fieldsAgain(v, fields, again)}${buttons({ words: v.t('sup.report.enter') })}`)) : ''}`,
  )
}

export async function askSchedulePage(c: Context<ConsoleEnv>, deps: ConsoleDeps): Promise<Response> {
  return sent(c, deps, {
    path: '/v1/reports/schedules',
    body: (typed) => {
      const [kind, delay] = [textOf(typed, 'kind'), textOf(typed, 'delayDays').trim()]
      return given({
        ...{
          kind,
          every: textOf(typed, 'every'),
          since: typedDay(textOf(typed, 'since')),
          officers: signing(c),
          ...themeOf(typed, kind),
        },
        delayDays: /^\d{1,3}$/.test(delay) ? Number(delay) : delay,
        addressee: typedText(typed, 'addressee'),
      })
    },
    said: () => saidOf('sup.report.scheduled'),
    to: () => '/console/reports/schedules',
    again: (again) => schedulesPage(c, again),
  })
}

const endFields = (v: View): FieldShown[] => [{ name: 'reason', label: v.t('sup.f.reasons'), kind: 'prose', rows: 3 }]

export async function endSchedulePage(c: Context<ConsoleEnv>, again?: Again): Promise<Response> {
  const v = c.get('view')
  const fields = endFields(v)
  const title = v.t('sup.report.end')
  return page(
    c,
    {
      title,
      current: '/console/reports',
      ...(again !== undefined && { wrong: true, status: 422 as const }),
    },
    html`<p class="crumb"><a href="/console/reports/schedules">${v.t('sup.report.schedules')}</a></p>${summaryAgain(v, fields, again)}<h1>${title}</h1>${form(
      v,
      { action: `/console/reports/schedules/${encodeURIComponent(c.req.param('id') ?? '')}/end` },
      html`${fieldsAgain(v, fields, again)}${buttons({ words: title })}`,
    )}`,
  )
}

export async function endScheduleActPage(c: Context<ConsoleEnv>, deps: ConsoleDeps): Promise<Response> {
  return sent(c, deps, {
    path: `/v1/reports/schedules/${encodeURIComponent(c.req.param('id') ?? '')}/end`,
    body: (typed) => ({ reason: typedText(typed, 'reason') ?? '' }),
    said: () => saidOf('sup.report.endDone'),
    to: () => '/console/reports/schedules',
    again: (again) => endSchedulePage(c, again),
  })
}
