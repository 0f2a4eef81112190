// The frame of every page: bar, menu, place for the page, foot. `page` is the only way an answer of HTML leaves the console.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { assetUrl } from '../assets.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { glyph } from './icons.ts'
import { menu } from './menu.ts'
import { foreign, formMarks, type Html, hidden, said, type Shown } from './pieces.ts'

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
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}"${session?.theme ? html` data-theme="${session.theme}"` : ''}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="renderer" content="webkit">
<title>${title.toWellFormed()}</title><link rel="stylesheet" href="${assetUrl('console.css')}"><link rel="icon" href="data:,">${['keys.js', ...(about.scripts ?? [])].map(
    (name) => html`<script src="${assetUrl(name)}" defer></script>`,
  )}</head>
<body${session?.keys === false ? html` data-keys="off"` : ''}><a class="skip" href="#main">${t('page.skip')}</a>
${about.bare === true ? '' : bar(v, about)}${about.bare === true ? html`<main id="main" tabindex="-1" class="bare">${body}</main>` : html`<div class="frame">${session === null ? html`<div class="side"></div>` : html`<nav class="side" aria-label="${t('page.nav')}">${items(v, about.current)}</nav>`}<main id="main" tabindex="-1">${notice(v)}${body}<footer class="foot">${t('page.foot', { id: v.requestId })}</footer>${
    about.marked === true && session !== null ? html`<div class="wm" aria-hidden="true"></div><link rel="stylesheet" href="/console/mark.css?s=${session.id.slice(0, 8)}">` : ''
  }</main></div>`}</body></html>`
}

function bar(v: View, { current }: Page): Html {
  const { t, session } = v
  return html`<header class="bar"><div class="brand"><a href="/console/">${t('app.name')}</a><span>${t('app.title')}</span></div>
${
  session === null
    ? ''
    : html`<details class="menu"><summary>${glyph.menu} ${t('page.menu')}</summary><nav aria-label="${t('page.menu')}">${items(v, current)}</nav></details>
<form class="find" role="search" action="/console/search"><label class="sr" for="q">${t('page.find')}</label><input id="q" name="q" type="search" autocomplete="off" placeholder="${t('page.findHint')}"><button><span class="sr">${t('page.find')}</span>${glyph.find}</button></form>`
}<div class="me">${
    session === null
      ? ''
      : html`<a href="/console/me"><b>${foreign(session.me.name)}</b></a><span class="org">${foreign(session.me.agency.name)}</span>`
  }${language(v)}${
    session === null
      ? ''
      : html`<form method="post" action="/console/sign-out">${formMarks(v)}<button class="plain">${t('session.out')}</button></form>`
  }</div></header>`
}

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
  return html`<div class="note done" role="alert" tabindex="-1"><h2 class="sr">${v.t('page.noticed')}</h2><p>${said(v, v.notice)}</p>${
    lines.length === 0 ? '' : html`<ul>${lines.map((line) => html`<li>${said(v, line)}</li>`)}</ul>`
  }</div>`
}
