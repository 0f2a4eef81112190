// The words of a mail: what the thing is, its number, when it is due, under which article, and where to look. Chinese first,
// then English. Whoever reads over a shoulder or keeps the mail server learns nobody's name: the rest is asked for.
import { rfc3339, shanghaiOffsetMs } from '../kernel/index.ts'
import { type Grade, type NoticeAbout, type NoticeKind, pathOf } from './owe.ts'
import { gradeWords, kindWords, told } from './words.ts'

export interface MailItem {
  readonly kind: NoticeKind
  readonly id: string
  readonly step: string
  readonly at: string
  readonly about: NoticeAbout | null
}

export interface MailText {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** So much of a digest is listed; the inbox has all of it. */
export const digestListed = 100
/** A subject is one line that phones show. */
const subjectCharactersMax = 120

// biome-ignore lint/suspicious/noControlCharactersInRegex: a subject is one line
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g
const oneLine = (text: string) => text.replace(unprintable, ' ').trim()
const cut = (text: string) => {
  const characters = [...oneLine(text)]
  return characters.length <= subjectCharactersMax
    ? characters.join('')
    : `${characters.slice(0, subjectCharactersMax - 1).join('')}…`
}

/** `2026-11-23 24:00` is no time of a clock face: the local minute, with the zone said once. */
const local = (iso: string) =>
  rfc3339(Date.parse(iso) + shanghaiOffsetMs)
    .slice(0, 16)
    .replace('T', ' ')

interface Fact {
  readonly zh: string
  readonly en: string
  readonly value: string
}

function factsOf(issuer: string, { kind, id, at, about }: MailItem): Fact[] {
  const { zh, en } = gradeWords[about?.grade ?? 'notice']
  return [
    { zh: '级别', en: 'Grade', value: `${zh} ${en}` },
    ...(about?.number === undefined ? [] : [{ zh: '文号', en: 'Document', value: about.number }]),
    ...(about?.dueAt === undefined ? [] : [{ zh: '期限', en: 'Due', value: `${local(about.dueAt)} (UTC+8)` }]),
    ...((about?.basis ?? []).length === 0 ? [] : [{ zh: '依据', en: 'Basis', value: (about?.basis ?? []).join('；') }]),
    { zh: '时间', en: 'Time', value: `${local(at)} (UTC+8)` },
    { zh: '查看', en: 'See', value: `${issuer}${pathOf[kind](id)}` },
  ].map((fact) => ({ ...fact, value: oneLine(fact.value) }))
}

const titleOf = ({ kind, step, about }: MailItem) => {
  const words = told(kind, step)
  return { zh: oneLine(about?.zh ?? words.zh), en: oneLine(about?.en ?? words.en) }
}

const foot = [
  '本邮件由系统自动发送，请勿回复；不含个人信息，详情请登录系统查看。停止接收请联系系统管理员。',
  'Sent by the system; please do not reply. It holds no personal data: look there for the rest. To stop these mails, ask the operator of the gateway.',
]

/** One warning, sent at once. */
export function warningMail(issuer: string, item: MailItem): MailText {
  const grade: Grade = item.about?.grade ?? 'notice'
  const title = titleOf(item)
  const facts = factsOf(issuer, item)
  const number = item.about?.number === undefined ? '' : ` ${item.about.number}`
  return {
    subject: cut(`【${gradeWords[grade].zh}】${title.zh}${number}`),
    text: lines([
      ...[title.zh, ...facts.map((f) => `${f.zh}：${f.value}`)],
      ...['', title.en, ...facts.map((f) => `${f.en}: ${f.value}`)],
    ]),
    html: page([card(title.zh, title.en, facts)]),
  }
}

/** What is less urgent, once a day; `more` are in the inbox only. */
export function digestMail(issuer: string, day: string, items: readonly MailItem[], more: number): MailText {
  const total = items.length + more
  const counted = countsOf(items)
  const rest = more === 0 ? [] : [`其余 ${more} 项见收件箱 · ${more} more in the inbox: ${issuer}/v1/inbox`]
  return {
    subject: cut(`【每日汇总】${day} 共 ${total} 项待办提示 · ${total} ${total === 1 ? 'item' : 'items'}`),
    text: lines([
      `${day} 待办提示汇总：共 ${total} 项${counted.zh}。`,
      `Digest of ${day}: ${total} ${total === 1 ? 'item' : 'items'}${counted.en}.`,
      ...items.flatMap((item, i) => {
        const title = titleOf(item)
        const facts = factsOf(issuer, item).map((f) => `   ${f.zh} ${f.en}: ${f.value}`)
        return ['', `${i + 1}. ${title.zh}`, `   ${title.en}`, ...facts]
      }),
      ...(rest.length === 0 ? [] : ['', ...rest]),
    ]),
    html: page([
      `<p>${escaped(`${day} 待办提示汇总：共 ${total} 项${counted.zh}。`)}<br>${escaped(`Digest of ${day}: ${total}${counted.en}.`)}</p>`,
      ...items.map((item) => {
        const title = titleOf(item)
        return card(title.zh, title.en, factsOf(issuer, item))
      }),
      ...rest.map((text) => `<p>${escaped(text)}</p>`),
    ]),
  }
}

/** That the way is open: what an operator sends to see it. */
export function testMail(issuer: string, at: string): MailText {
  const said = [
    `这是 ${issuer} 于 ${local(at)} (UTC+8) 发出的测试邮件。`,
    `A test from ${issuer}, sent ${local(at)} (UTC+8).`,
  ]
  return {
    subject: '【测试】衔接系统邮件测试 · test',
    text: lines(said),
    html: page([`<p>${said.map(escaped).join('<br>')}</p>`]),
  }
}

function countsOf(items: readonly MailItem[]): { zh: string; en: string } {
  const counts = new Map<NoticeKind, number>()
  for (const { kind } of items) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  if (counts.size < 2) return { zh: '', en: '' }
  const each = [...counts]
  return {
    zh: `（${each.map(([kind, n]) => `${kindWords[kind].zh} ${n}`).join('，')}）`,
    en: ` (${each.map(([kind, n]) => `${kindWords[kind].en} ${n}`).join(', ')})`,
  }
}

const lines = (said: readonly string[]) => [...said, '', '-- ', ...foot, ''].join('\n')

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const linked = (value: string) =>
  /^https?:\/\/[^\s"<>]+$/.test(value) ? `<a href="${escaped(value)}">${escaped(value)}</a>` : escaped(value)

function card(zh: string, en: string, facts: readonly Fact[]): string {
  const rows = facts.map(
    (f) => `<tr><td>${escaped(f.zh)} <span lang="en">${escaped(f.en)}</span></td><td>${linked(f.value)}</td></tr>`,
  )
  return `<h3>${escaped(zh)}</h3><p lang="en">${escaped(en)}</p><table cellpadding="4">${rows.join('')}</table>`
}

/** No pictures, no styles from elsewhere, no scripts: nothing tells anybody that it was opened. */
const page = (parts: readonly string[]) =>
  `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"></head><body>${parts.join('')}<hr><p><small>${foot.map(escaped).join('<br>')}</small></p></body></html>`
