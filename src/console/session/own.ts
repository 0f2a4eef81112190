// The officer's own page: who the registry says it is, its choices, and its sessions; and the word that it is still there.
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { certificatesOf } from '../../agencies/index.ts'
import { dayText, localDay } from '../../kernel/index.ts'
import type { ConsoleDeps, ConsoleEnv, Session, View } from '../env.ts'
import { buttons, field, form } from '../html/form.ts'
import { day, moment } from '../html/format.ts'
import { card, foreign, formMarks, type Html, hidden, type Shown, summary, table } from '../html/pieces.ts'
import { page } from '../html/shell.ts'
import { giveCookie, languageCookie } from './cookies.ts'
import { formOf, textOf } from './forms.ts'
import { changeSession, endSession, leaveNotice, type SessionShown, seen, sessionsOf } from './sessions.ts'

type C = Context<ConsoleEnv>

/** Behind the sign-in. */
export function ownPages({ pool, issuer, now, limits }: ConsoleDeps): Hono<ConsoleEnv> {
  const door = new Hono<ConsoleEnv>()

  door.get('/me', async (c) => {
    const v = c.get('view')
    const session = c.get('session')
    const { officerId } = session.me
    const [certificates, sessions] = await Promise.all([
      certificatesOf(pool, officerId),
      sessionsOf(pool, officerId, { idleMs: limits.idleMs, nowMs: v.nowMs }),
    ])
    return page(
      c,
      { title: v.t('session.me'), current: '/console/me' },
      html`<div class="head"><h1>${v.t('session.me')}</h1></div>${card(v.t('session.officer'), officer(v, session, certificates))}${card(
        v.t('session.choices'),
        choices(v, session),
      )}${card(v.t('session.sessions'), sessionList(v, session, sessions))}`,
    )
  })

  door.post('/me/choices', async (c) => {
    const form = await formOf(c)
    const lang = textOf(form, 'lang') === 'en' ? 'en' : 'zh'
    const theme = (['light', 'dark'] as const).find((one) => one === textOf(form, 'theme')) ?? null
    const { id } = c.get('session')
    await changeSession(pool, id, { lang, theme, keys: form.get('keys') === 'true' })
    giveCookie(c, issuer, languageCookie, lang, 31_536_000)
    await leaveNotice(pool, id, { zh: '已保存。', en: 'Saved.' })
    return c.redirect('/console/me', 303)
  })

  door.post('/me/sessions', async (c) => {
    const { id, me } = c.get('session')
    const other = textOf(await formOf(c), 'session')
    const ended = other === id ? undefined : await endSession(pool, other, me.officerId)
    await leaveNotice(
      pool,
      id,
      ended === undefined
        ? { zh: '该登录已经结束。', en: 'That session had ended already.' }
        : { zh: '已退出该登录。', en: 'That session is signed out.' },
    )
    return c.redirect('/console/me', 303)
  })

  door.post('/extend', async (c: C) => {
    const { id, endsAt } = c.get('session')
    const nowMs = now()
    await seen(pool, id, nowMs)
    const left = Math.floor(Math.min(limits.idleMs, endsAt.getTime() - nowMs) / 1000)
    return (c.req.header('accept') ?? '').includes('application/json') ? c.json({ left }) : c.redirect('/console/', 303)
  })
  return door
}

function officer(v: View, { me }: Session, certificates: Awaited<ReturnType<typeof certificatesOf>>): Html {
  const { t } = v
  const today = dayText(localDay(v.nowMs))
  const stands = (c: (typeof certificates)[number]): Shown => {
    if (c.revokedAt !== null) return t('session.revoked')
    if (c.validFrom > today) return t('session.notYet')
    return c.validTo < today ? t('session.expired') : t('session.valid')
  }
  return html`${summary([
    [t('session.name'), foreign(me.name)],
    [t('session.organ'), html`${foreign(me.agency.name)} <span class="muted nw">${me.agency.code}</span>`],
    [t('session.roles'), me.roles.map((role) => t(`role.${role}`)).join(v.lang === 'zh' ? '、' : ', ')],
    ...certificates.map(
      (c) =>
        [
          t('session.certificate'),
          html`${foreign(c.number)} <span class="sub">${t('session.period', { from: dateOf(v, c.validFrom), to: dateOf(v, c.validTo) })} · ${stands(c)}</span>`,
        ] as const,
    ),
  ])}${me.certificateNo === null ? html`<p class="note">${t('session.noCertificate')}</p>` : ''}`
}

/** A date of the registry, `yyyy-mm-dd`, as it is written. */
const dateOf = (v: View, date: string): string => day(v, `${date}T00:00:00+08:00`)

function choices(v: View, session: Session): Html {
  const { t } = v
  return form(
    v,
    { action: '/console/me/choices' },
    html`${field(v, {
      ...{ name: 'lang', label: t('session.lang'), kind: 'radio', value: session.lang },
      options: [
        { value: 'zh', words: html`<span lang="zh-CN">中文</span>` },
        { value: 'en', words: html`<span lang="en">English</span>` },
      ],
    })}${field(v, {
      ...{ name: 'theme', label: t('session.theme'), kind: 'radio', value: session.theme ?? 'system' },
      options: (['system', 'light', 'dark'] as const).map((value) => ({ value, words: t(`theme.${value}`) })),
    })}${field(v, { name: 'keys', label: t('session.keys'), kind: 'checkbox', hint: t('session.keysHint'), value: session.keys ? 'true' : '' })}${buttons({ words: t('session.save') })}`,
  )
}

function sessionList(v: View, session: Session, list: readonly SessionShown[]): Html {
  const { t } = v
  const rows = list.map((one): Shown[] => [
    html`${one.id === session.id ? html`<b>${t('session.this')}</b>` : foreign(device(one.agent), 80)}<span class="sub">${foreign(one.address)}</span>`,
    one.id === session.id
      ? t('session.until', { at: moment(v, one.endsAt) })
      : html`<form method="post" action="/console/me/sessions">${formMarks(v)}${hidden('session', one.id)}<button class="btn quiet">${t('session.out')}<span class="sr">：${foreign(device(one.agent), 80)} ${moment(v, one.createdAt)}</span></button></form>`,
    html`<span class="nw">${moment(v, one.createdAt)}</span>`,
    html`<span class="nw">${moment(v, one.seenAt)}</span>`,
  ])
  return html`${table(
    t('session.sessions'),
    [
      { words: t('session.where') },
      { words: t('session.state') },
      { words: t('session.since') },
      { words: t('session.lastSeen') },
    ],
    [{ rows }],
  )}<form method="post" action="/console/sign-out/all">${formMarks(v)}<p class="buttons"><button class="btn quiet">${t('session.outAll')}</button></p></form>`
}

/** By what a person knows a browser; those that name others beside themselves come first. */
const browsers = [
  /Edg\/(\d+)/,
  /QAXBrowser\/(\d+)/,
  /QihooBrowser\/(\d+)/,
  /Firefox\/(\d+)/,
  /Chrome\/(\d+)/,
  /Version\/(\d+).*Safari/,
]
const browserNames = ['Edge', '奇安信', '360', 'Firefox', 'Chrome', 'Safari']

function device(agent: string | null): string {
  const at = browsers.findIndex((one) => one.test(agent ?? ''))
  const browser = at < 0 ? '' : `${browserNames[at]} ${browsers[at]?.exec(agent ?? '')?.[1]}`
  const system = /Windows NT [\d.]+|Mac OS X|Android|iPhone|Kylin|UOS|Linux/.exec(agent ?? '')?.[0] ?? ''
  const named = [browser, system].filter((part) => part !== '')
  return named.length === 0 ? (agent ?? '').slice(0, 80) : named.join(' · ')
}
