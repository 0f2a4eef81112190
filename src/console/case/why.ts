// Why another organ's material or letter is opened: asked once for each case (or letter between organs) and session, kept in a
// cookie of that one's paths that only this session's mark can have made, said to the API with every opening and written there into the log of
// reads.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { html } from 'hono/html'
import type { ConsoleEnv, Session, View } from '../env.ts'
import { buttons, errorSummary, type FieldFaultShown, field, form } from '../html/form.ts'
import { type Html, hidden } from '../html/pieces.ts'
import { textOf } from '../session/forms.ts'
import type { WordKey } from '../words/index.ts'
import { at } from './load.ts'

const reasonMax = 500

/** Grounds that officers choose from; the words go into the log with what they add. */
export const grounds = ['identity', 'evidence', 'inquiry', 'supervision', 'service', 'other'] as const
type Ground = (typeof grounds)[number]
const groundWord = (ground: Ground): WordKey => `case.why.${ground}`

const cookieName = (issuer: string): string => (issuer.startsWith('https:') ? '__Secure-xianjie-why' : 'xianjie-why')

const seal = ({ mark }: Pick<Session, 'mark'>, caseId: string, reason: string): Buffer =>
  createHmac('sha256', mark).update(`${caseId}\n${reason}`).digest()

/** The reason that was given for this case in this session; undefined where none was. */
export function reasonKept(c: Context<ConsoleEnv>, issuer: string, caseId: string): string | undefined {
  const [told = '', sealed = ''] = (getCookie(c, cookieName(issuer)) ?? '').split('.')
  const reason = Buffer.from(told, 'base64url').toString()
  const given = Buffer.from(sealed, 'base64url')
  const wanted = seal(c.get('session'), caseId, reason)
  return reason !== '' && given.length === wanted.length && timingSafeEqual(given, wanted) ? reason : undefined
}

export function keepReason(
  c: Context<ConsoleEnv>,
  issuer: string,
  caseId: string,
  reason: string,
  path = at({ id: caseId }),
): void {
  const value = `${Buffer.from(reason).toString('base64url')}.${seal(c.get('session'), caseId, reason).toString('base64url')}`
  setCookie(c, cookieName(issuer), value, {
    path,
    httpOnly: true,
    secure: issuer.startsWith('https:'),
    sameSite: 'Lax',
  })
}

/** Ground and words of a form as one line; or what is wrong with them. */
export function reasonIn(v: View, sent: URLSearchParams): string | FieldFaultShown {
  const ground = grounds.find((one) => one === textOf(sent, 'ground'))
  const more = textOf(sent, 'more').toWellFormed().replace(/\s+/gu, ' ').trim()
  if (ground === undefined)
    return { name: 'ground', label: v.t('case.why.ground'), words: v.t('case.why.groundMissing') }
  if (ground === 'other' && more === '')
    return { name: 'more', label: v.t('case.why.more'), words: v.t('case.why.moreMissing') }
  // The log is read in Chinese, whatever the page spoke.
  const reason = [groundZh[ground], more].filter((part) => part !== '').join('：')
  if (reason.length > reasonMax)
    return { name: 'more', label: v.t('case.why.more'), words: v.t('case.why.tooLong', { n: reasonMax }) }
  return reason
}

const groundZh: Readonly<Record<Ground, string>> = {
  identity: '核对当事人身份',
  evidence: '审查证据材料',
  inquiry: '补充调查、补充侦查',
  supervision: '检察监督、执法监督',
  service: '送达、通知',
  other: '其他',
}

export interface WhyForm {
  readonly action: string
  readonly button: string
  readonly sent?: URLSearchParams | undefined
  readonly fault?: FieldFaultShown | undefined
  /** Hidden fields that come back with it. */
  readonly held?: Readonly<Record<string, string>>
  /** Fields before the reason. */
  readonly before?: Html
}

/** The small form; nothing of it stands in a URL. */
export function whyForm(v: View, { action, button, sent, fault, held = {}, before }: WhyForm): Html {
  const of = (name: string) => (sent === undefined ? '' : textOf(sent, name))
  const wrong = (name: string) => (fault?.name === name ? { error: fault.words } : {})
  return html`${fault === undefined ? '' : errorSummary(v, [fault])}${form(
    v,
    { action },
    html`${Object.entries(held).map(([name, value]) => hidden(name, value))}${before ?? ''}${field(v, {
      name: 'ground',
      kind: 'select',
      label: v.t('case.why.ground'),
      value: of('ground'),
      options: grounds.map((ground) => ({ value: ground, words: v.t(groundWord(ground)) })),
      ...wrong('ground'),
    })}${field(v, {
      name: 'more',
      label: v.t('case.why.more'),
      hint: v.t('case.why.hint'),
      value: of('more'),
      optional: true,
      max: 400,
      ...wrong('more'),
    })}${buttons({ words: button })}`,
  )}`
}
