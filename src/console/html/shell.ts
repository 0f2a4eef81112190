// The frame of every page: bar, menu, place for the page, foot. `page` is the only way an answer of HTML leaves the console.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { assetUrl } from '../assets.ts'
import type { ConsoleEnv, Session, View } from '../env.ts'
import { clockTime } from './format.ts'
import { glyph } from './icons.ts'
import { menu } from './menu.ts'
import { foreign, formMarks, type Html, hidden, type Shown, said } from './pieces.ts'

export interface Page {
  /** Without the name of the program; case numbers do not belong in titles of lists. */
  readonly title: string
  /** Path of the menu's item that this page belongs to. */
  readonly current?: string
  /** Something on the page must be corrected: the title says so first. */
  readonly wrong?: boolean
  /** Scripts of `assets/` that save time here. */
  readonly scripts?: readonly string[]
  /** Of a case: the viewer's mark lies over the page. */
  readonly marked?: boolean
  /** Without bar and menu: the wall. */
  readonly bare?: boolean
  /** Instead of the officer's choice. */
  readonly theme?: 'light' | 'dark'
  readonly status?: 200 | 201 | 400 | 401 | 403 | 404 | 409 | 412 | 413 | 422 | 429 | 500 | 502 | 503
}

/** Answers with a page. */
export function page(c: Context<ConsoleEnv>, about: Page, body: Shown): Promise<Response> {
  const view = c.get('view')
  return Promise.resolve(c.html(document(view, about, body), about.status ?? 200))
}

export function document(v: View, about: Page, body: Shown): Html {
  const { lang, t, session } = v
  const title = `${about.wrong === true ? t('page.error') : ''}${about.title} - ${t('app.title')}`
  return html`<!doctype html>
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}"${(about.theme ?? session?.theme) ? html` data-theme="${about.theme ?? session?.theme}"` : ''}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="renderer" content="webkit">
<title>${title.toWellFormed()}</title><link rel="stylesheet" href="${assetUrl('console.css')}"><link rel="icon" href="data:,">${[
    ...(about.bare === true ? [] : ['keys.js', 'form.js']),
    ...(session === null || about.bare === true ? [] : ['session.js']),
    ...(about.scripts ?? []),
  ].map((name) => html`<script src="${assetUrl(name)}" defer></script>`)}</head>
<body${session?.keys === false ? html` data-keys="off"` : ''}><a class="skip" href="#main">${t('page.skip')}</a>
${session === null || about.bare === true ? '' : idle(v, session)}${about.bare === true ? '' : bar(v, about)}${about.bare === true ? html`<main id="main" tabindex="-1" class="bare">${body}${mark(about, session)}</main>` : html`<div class="frame">${session === null ? html`<div class="side"></div>` : html`<nav class="side" aria-label="${t('page.nav')}">${items(v, about.current)}</nav>`}<main id="main" tabindex="-1">${notice(v)}${body}<footer class="foot">${session?.method === 'demo' ? html`<p>${t('page.demo')}</p>` : ''}<p>${t('page.foot', { id: v.requestId })}</p></footer>${mark(about, session)}</main></div>`}</body></html>`
}

/** The viewer's mark over the page, on paper too. */
const mark = ({ marked }: Page, session: View['session']): Html | '' =>
  marked === true && session !== null
    ? html`<div class="wm" aria-hidden="true"></div><link rel="stylesheet" href="/console/mark.css?s=${session.id.slice(0, 8)}">`
    : ''

function bar(v: View, { current }: Page): Html {
  const { t, session } = v
  return html`<header class="bar"><div class="brand"><a href="/console/">${t('app.name')}<span>${t('app.title')}</span></a>${session?.method === 'demo' ? html`<b class="demo">${t('page.demoTag')}</b>` : ''}</div>
${
  session === null
    ? ''
    : html`<details class="menu"><summary>${glyph.menu} ${t('page.menu')}</summary><nav aria-label="${t('page.menu')}">${items(v, current)}<a href="/console/me"${current === '/console/me' ? html` aria-current="page"` : ''}>${t('session.me')}</a>${language(v)}${signOut(v)}</nav></details>
<form class="find" role="search" action="/console/search"><label class="sr" for="q">${t('page.find')}</label><input id="q" name="q" type="search" autocomplete="off" placeholder="${t('page.findHint')}"><button><span class="sr">${t('page.find')}</span>${glyph.find}</button></form>`
}<div class="me">${
    session === null
      ? ''
      : html`<a href="/console/me"><b>${foreign(session.me.name)}</b></a><span class="org">${foreign(session.me.agency.name)}</span>`
  }${language(v)}${session === null ? '' : signOut(v)}</div></header>`
}

/** Shown by assets/session.js before the session ends: of itself, or because nobody has done anything. */
function idle(v: View, { idleUntil, endsAt }: Session): Html {
  const { t } = v
  const last = endsAt <= idleUntil
  const left = Math.max(0, Math.floor((Math.min(idleUntil.getTime(), endsAt.getTime()) - v.nowMs) / 1000))
  return html`<div class="idle" id="idle" role="alert" data-left="${left}" hidden><p>${last ? t('session.ending', { at: clockTime(endsAt) }) : t('session.idle')}</p><p hidden>${t('session.ended')}</p>${
    last
      ? ''
      : html`<form method="post" action="/console/extend">${formMarks(v)}<button class="btn quiet">${t('session.extend')}</button></form>`
  }</div>`
}

const signOut = (v: View): Html =>
  html`<form method="post" action="/console/sign-out">${formMarks(v)}<button class="plain">${v.t('session.out')}</button></form>`

/** Keeps the place: posts the choice and comes back here. */
function language(v: View): Html {
  const other = v.lang === 'zh' ? 'en' : 'zh'
  return html`<form method="post" action="/console/language">${v.session === null ? '' : formMarks(v)}${hidden('lang', other)}${hidden('back', v.here)}<button class="plain" lang="${other === 'zh' ? 'zh-CN' : 'en'}">${v.t('page.other')}</button></form>`
}

function items({ t, session }: View, current: string | undefined): Html {
  if (session === null) return html``
  return html`${menu.map(({ words, items: list }) => {
    const mine = list.filter((item) => item.for(session.me))
    return mine.length === 0
      ? ''
      : html`<h2>${t(words)}</h2>${mine.map(
          ({ href, words: name }) =>
            html`<a href="${href}"${href === current ? html` aria-current="page"` : ''}><span>${t(name)}</span></a>`,
        )}`
  })}`
}

function notice(v: View): Html {
  if (v.notice === null) return html``
  const { lines = [] } = v.notice
  return html`<div class="note done" role="alert" tabindex="-1" data-focus><h2 class="sr">${v.t('page.noticed')}</h2><p>${said(v, v.notice)}</p>${
    lines.length === 0 ? '' : html`<ul>${lines.map((line) => html`<li>${said(v, line)}</li>`)}</ul>`
  }</div>`
}
