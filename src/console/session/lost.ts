// A form that arrives after its session has ended: nothing is done, and what was typed is shown once, so that it can be copied
// and is not lost with the session.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ConsoleEnv } from '../env.ts'
import { idOf } from '../html/form.ts'
import type { Html } from '../html/pieces.ts'
import { refusedPage } from '../html/refused.ts'
import { fieldName } from '../words/index.ts'
import { formOf } from './forms.ts'

/** Shorter ones are typed again sooner than they are copied. */
const worthCharacters = 8
const fieldsMax = 40
const shownMax = 20_000

export async function lostPage(c: Context<ConsoleEnv>): Promise<Response> {
  const { t, here } = c.get('view')
  const asForm = /^application\/x-www-form-urlencoded\b/.test(c.req.header('content-type') ?? '')
  const typed = asForm
    ? [...(await formOf(c))].filter(([name, value]) => !name.startsWith('_') && value.length >= worthCharacters)
    : []
  const [path = ''] = here.split('?')
  return refusedPage(c, {
    title: t('session.notIn'),
    status: 403,
    why: t('session.ended'),
    more: html`${typed.slice(0, fieldsMax).map(([name, value], i) => kept(c, name, value, i))}<p><a class="btn" href="/console/sign-in?back=${encodeURIComponent(path)}">${t('session.again')}</a></p>`,
  })
}

function kept(c: Context<ConsoleEnv>, name: string, value: string, i: number): Html {
  const { lang } = c.get('view')
  const id = `${idOf(name)}-${i}`
  const text = value.toWellFormed()
  return html`<div class="fg"><label for="${id}">${fieldName(lang, name) ?? name.toWellFormed().slice(0, 80)}</label><textarea id="${id}" rows="${text.length > 200 ? 8 : 2}" readonly>${'\n'}${text.slice(0, shownMax)}</textarea></div>`
}
