// Findings as rows: the period first, then what it is, whose matter, since when, how it stands.
import { html } from 'hono/html'
import type { View } from '../env.ts'
import { shortDay, span } from '../html/format.ts'
import { type LightName, light, lit } from '../html/light.ts'
import { foreign, type Html, said, table } from '../html/pieces.ts'
import type { FindingLine } from './answers.ts'

const gradeLights: Readonly<Record<FindingLine['grade'], LightName>> = {
  notice: 'b',
  yellow: 'y',
  orange: 'o',
  red: 'r',
}

/** By the end of its period; without one by how long it has stood. */
export function findingLight(
  v: View,
  finding: Pick<FindingLine, 'dueAt' | 'since' | 'state' | 'closed' | 'response'>,
): Html {
  if (finding.closed !== null) return lit('g', v.t('sup.state.closed'))
  const end = finding.response.replyBy ?? finding.dueAt
  if (end === null) return lit('b', v.t('light.since', { span: span(v, v.nowMs - Date.parse(finding.since)) }))
  return light(v, { anchorAt: finding.since, dueAt: end, breachAt: end, status: 'running' })
}

export const gradeLight = (v: View, grade: FindingLine['grade']): Html =>
  lit(gradeLights[grade], v.t(`sup.grade.${grade}`))

/** What it is about, in a line: the period, a document number; else the field. */
export function subjectWords(v: View, { detail }: Pick<FindingLine, 'detail'>, domainWords: string): Html {
  const text = (name: string) => (typeof detail[name] === 'string' ? (detail[name] as string) : undefined)
  const period = text(v.lang) ?? text('zh')
  const number = text('documentNo') ?? text('decisionNo')
  if (period === undefined && number === undefined) return html`${domainWords}`
  return html`${period === undefined ? '' : foreign(period, 80)}${period !== undefined && number !== undefined ? ' · ' : ''}${number === undefined ? '' : foreign(number, 80)}`
}

export const findingsTable = (
  v: View,
  caption: string,
  list: readonly FindingLine[],
  domainName: (domain: string) => string,
): Html =>
  table(
    caption,
    [
      v.t('sup.col.clock'),
      v.t('sup.col.finding'),
      v.t('sup.col.organ'),
      v.t('sup.col.found'),
      v.t('sup.col.standing'),
    ].map((words) => ({ words })),
    [
      {
        rows: list.map((f) => [
          findingLight(v, f),
          html`<a class="do" href="/console/findings/${f.id}">${said(v, f)}</a><span class="sub">${subjectWords(v, f, domainName(f.domain))}</span>`,
          f.agency === null ? v.t('sup.unregistered') : foreign(f.agency.name ?? f.agency.code),
          html`<span class="nw">${shortDay(v, f.raisedAt)}</span>`,
          html`${v.t(`sup.state.${f.state}`)}${f.response.urgedTimes > 0 ? html`<span class="sub">${v.t('sup.urged', { n: f.response.urgedTimes })}</span>` : ''}`,
        ]),
      },
    ],
  )

/** The nearest end first; what has none stands last, the oldest first. */
export const byEnd = (a: FindingLine, b: FindingLine): number =>
  endOf(a) - endOf(b) || Date.parse(a.since) - Date.parse(b.since)
const endOf = ({ dueAt, response }: FindingLine) => Date.parse(response.replyBy ?? dueAt ?? '9999-01-01T00:00:00Z')
