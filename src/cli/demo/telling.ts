// Turns answers of the gateway into blocks for the screen: a step with who, what, under which article, what is due when;
// a refusal; the lights. Chinese first.
import type { z } from 'zod'
import type { answers } from '../../../schemas/index.ts'
import { shanghaiOffsetMs } from '../../kernel/index.ts'
import { type Citation, citationText } from '../../procedure/index.ts'
import type { Problem } from './caller.ts'
import type { Colour, Painted, Row, Screen } from './screen.ts'

export type Event = z.output<typeof answers.eventAnswer>
export type Acted = z.output<typeof answers.actedAnswer>
export type Clock = z.output<typeof answers.clockAnswer>

const lights: Readonly<Record<Clock['light'], readonly [string, Colour]>> = {
  green: ['绿 green', 'green'],
  yellow: ['黄 yellow', 'yellow'],
  orange: ['橙 orange', 'orange'],
  red: ['红 red', 'red'],
  blue: ['蓝 blue', 'blue'],
  grey: ['灰 grey', 'grey'],
}

const partNames: Readonly<Record<string, string>> = {
  sender: '移送机关 sender',
  police_in_charge: '受案机关 police in charge',
  supervisor: '检察监督 supervisor',
}

const roleNames: Readonly<Record<string, string>> = {
  agency_head: '机关负责人 agency head',
  police_case_acceptor: '受案民警 case acceptor',
  police_chief: '公安机关负责人 police chief',
}

/** `2026-11-22 14:30`, Asia/Shanghai. */
export function localTime(instant: string): string {
  return new Date(Date.parse(instant) + shanghaiOffsetMs).toISOString().slice(0, 16).replace('T', ' ')
}

export function partName(part: string): string {
  return partNames[part] ?? part
}

export function lightOf(light: Clock['light']): string {
  return lights[light][0]
}

/** A clock with its light, and when it is due or when it was settled. */
export function clockLine(clock: Clock): Painted {
  const [light, colour] = lights[clock.light]
  const provisional = clock.provisional ? '（暂定 provisional）' : ''
  const due =
    clock.status === 'running'
      ? `${dueText(clock)}${clock.breachAt === clock.dueAt ? '' : `；最迟 at the latest ${localTime(clock.breachAt)}`}`
      : `${clock.localDate}；办结 settled ${clock.settledAt === undefined ? '' : localTime(clock.settledAt)}`
  return [`● ${light} · ${clock.zh} ${clock.en} · 到期 due ${due}${provisional}`, colour]
}

/** The local date the clock was counted to, with the hour where the instant falls on that date. */
function dueText({ dueAt, localDate }: Clock): string {
  const instant = localTime(dueAt)
  return instant.startsWith(localDate) ? instant : `${localDate}（${instant}）`
}

function clockRow(label: string, clocks: readonly Clock[]): Row[] {
  return clocks.length === 0 ? [] : [[label, ...clocks.map(clockLine)]]
}

/** Articles as officials read them, each instrument named once. */
export function articles(texts: readonly string[]): string {
  const byInstrument = new Map<string, string[]>()
  for (const text of texts) {
    const end = text.indexOf('》') + 1
    const named = byInstrument.get(text.slice(0, end)) ?? []
    byInstrument.set(text.slice(0, end), [...named, text.slice(end)])
  }
  return [...byInstrument].map(([instrument, ones]) => instrument + ones.join('、')).join('；')
}

/** One step as it stands in the timeline; `what` tells what this one was about. */
export function tellStep(screen: Screen, event: Event, { transfer, receipt }: Acted, what: string): void {
  const moved = new Set([...event.moves, ...event.opens].map((m) => m.instance))
  const states = transfer.tracks.filter((t) => moved.has(t.key)).map((t) => `${t.key}: ${t.zh} ${t.en}`)
  const decided = event.decidedBy
  screen.block(`▸ v${event.version}  ${event.zh} · ${event.en}   [${event.step}]`, [
    [
      '谁 who',
      `${event.by.agency.name ?? event.by.agency.id} · ${partName(event.by.part)}`,
      `承办 officers ${event.officers.map((o) => o.name).join('、')}${decided ? `；决定 decided by ${decided.name}（${roleNames[decided.role] ?? decided.role}）` : ''}`,
    ],
    ['事由 what', what],
    ['依据 articles', articles(event.basisZh)],
    ['状态 state', ...states],
    ...clockRow(
      '起算 starts',
      event.clocksStarted.filter((c) => c.status === 'running'),
    ),
    ...clockRow(
      '计毕 measured',
      event.clocksStarted.filter((c) => c.status !== 'running'),
    ),
    ...clockRow('办结 settled', event.clocksSettled),
    [
      '版本 version',
      `${transfer.version} · 回执 receipt: ${receipt === null ? '本步骤不出具 none at this step' : `第 ${receipt.no} 号 no. ${receipt.no}（JWS，已签名 signed）`}`,
    ],
  ])
}

/** What a refusal says, with the articles it rests on. */
export function problemRows(problem: Problem): Row[] {
  return [
    ['拒绝 refused', [`${problem.status} ${problem.code}`, 'yellow']],
    ['理由 reason', ...(problem.errors?.map((e) => `${e.pointer}: ${e.detail}`) ?? [problem.detail])],
    ['依据 articles', articles((problem.basis ?? []).map((b) => citationText(b as Citation)))],
  ]
}
