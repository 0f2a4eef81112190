// One act of administration: the form of it, made at an address that says what it is about.
import type { Context } from 'hono'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { actPage } from '../html/act-page.ts'
import { textOf } from '../session/forms.ts'
import { actFields, aloneActs, isAct, whatOf } from './act-fields.ts'
import { current, named } from './shown.ts'

export function administrationActPage(c: Context<ConsoleEnv>, deps: ConsoleDeps): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const act = c.req.param('act') ?? ''
  if (!isAct(act)) return Promise.resolve(c.notFound())
  const q = (name: string) => c.req.query(name)
  const alone = aloneActs.has(act)
  return actPage(c, deps, {
    ...{ title: named(v, 'act', act), current, button: t('administration.ask') },
    lead: t(alone ? 'administration.aloneLead' : 'administration.askLead'),
    back: { href: backFor(q), words: t('menu.administration') },
    fields: [
      ...actFields(v, act, q),
      { name: 'reason', label: t('administration.reason'), kind: 'prose', rows: 3, max: 2_000 },
    ],
    ask: (form) => ({
      path: '/v1/administration/acts',
      body: { act, what: whatOf(v, act, form, q), reason: textOf(form, 'reason').trim() },
    }),
    done: alone
      ? { zh: '已生效，记入管理日志。', en: 'It is in effect and logged.' }
      : {
          zh: '已提交，须由另一名管理员在七日内批准。',
          en: 'Submitted; another administrator must approve it within seven days.',
        },
    leads: (body) => {
      const request = body.request as { id: string } | null
      return request === null ? backFor(q) : `${current}/requests/${request.id}`
    },
  })
}

/** The page that the form was opened from. */
function backFor(q: (name: string) => string | undefined): string {
  const officer = q('officer')
  if (officer !== undefined && /^[0-9a-f-]{36}$/.test(officer)) return `${current}/officers/${officer}`
  const agency = q('agency') ?? q('sender')
  if (agency !== undefined && /^[0-9A-Z]{18}$/.test(agency)) return `${current}/agencies/${agency}`
  if (q('client') !== undefined) return `${current}/clients`
  if (q('clock') !== undefined) return `${current}/rules`
  return current
}
