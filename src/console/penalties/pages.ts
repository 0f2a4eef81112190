// The pages of penalty cases: for the organs that punish, and for those who watch whether what is a crime is transferred.
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { ConsoleDeps, ConsoleEnv, Me } from '../env.ts'
import { actPage } from '../html/act-page.ts'
import { signing } from '../html/act-said.ts'
import type { FieldShown } from '../html/form.ts'
import { foreign } from '../html/pieces.ts'
import { textOf } from '../session/forms.ts'
import { needsThat } from '../session/needs.ts'
import { correctPage, withdrawPage } from './correct.ts'
import { heldPage, releasePage } from './held.ts'
import { penaltiesPage, quarantinePage } from './lists.ts'
import { penaltyPage } from './page.ts'
import { current, type Head } from './shown.ts'

type C = Context<ConsoleEnv>

const kinds = [
  'administrative',
  'procuratorate',
  'justice_bureau',
  'government',
  'supervisory_commission',
  'service_platform',
]
const looks = (me: Me) => kinds.includes(me.agency.kind)
/** Says of a fact in the organ's name: with a certificate. */
const says = (me: Me) => looks(me) && me.certificateNo !== null
/** Repairs what its own systems sent. */
const repairs = (me: Me) => me.certificateNo !== null && ['administrative', 'service_platform'].includes(me.agency.kind)

/** Whose penalty it is, or who sent it where the deciding organ is not registered; a platform only passes on. */
const corrects =
  (me: Me) =>
  ({ organ, sender }: Pick<Head, 'organ' | 'sender'>) =>
    repairs(me) &&
    (organ.agencyId === null
      ? sender?.id === me.agency.id && me.agency.kind !== 'service_platform'
      : organ.agencyId === me.agency.id)

/** Nothing else fits into a path of the API. */
const one = ':id{[0-9a-f-]{36}}'

export function penaltyPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const door = new Hono<ConsoleEnv>()
  door.use('/penalties', needsThat(looks))
  door.use('/penalties/*', needsThat(looks))
  door.get('/penalties', penaltiesPage)
  door.get('/penalties/quarantine', (c) => quarantinePage(c, repairs(c.get('session').me)))
  door.get(`/penalties/quarantine/${one}`, (c) => heldPage(c, repairs(c.get('session').me)))
  door.on(['GET', 'POST'], `/penalties/quarantine/${one}/release`, needsThat(repairs), (c) => releasePage(c, deps))
  door.get(`/penalties/${one}`, (c) => {
    const { me } = c.get('session')
    return penaltyPage(c, { facts: says(me), submit: me.agency.kind === 'administrative', corrects: corrects(me) })
  })
  door.on(['GET', 'POST'], `/penalties/${one}/correct`, needsThat(repairs), (c) => correctPage(c, deps))
  door.on(['GET', 'POST'], `/penalties/${one}/withdraw`, needsThat(repairs), (c) => withdrawPage(c, deps))
  door.on(['GET', 'POST'], `/penalties/${one}/facts`, needsThat(says), (c) => factsPage(c, deps))
  return door
}

const decisions = ['confirm', 'reject', 'state', 'withdraw'] as const

/** A figure as typed: separators are not part of it; what is none goes as it is, and is refused. */
function figure(typed: string): number | string | undefined {
  const plain = typed.normalize('NFKC').replace(/[,\s]/g, '')
  if (plain === '') return undefined
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : typed
}

function factsPage(c: C, deps: ConsoleDeps): Promise<Response> {
  const { t } = c.get('view')
  const id = c.req.param('id') ?? ''
  const { proposal, fact, words } = c.req.query()
  const decision = decisions.find((d) => d === c.req.query('decision')) ?? 'state'
  const figures: FieldShown[] = [
    {
      name: 'least',
      label: t('penalties.least'),
      kind: 'number',
      hint: t('penalties.leastHint'),
      ...(decision === 'confirm' && { optional: true }),
    },
    { name: 'most', label: t('penalties.most'), kind: 'number', hint: t('penalties.mostHint'), optional: true },
  ]
  const said = {
    confirm: t('penalties.confirm'),
    reject: t('penalties.reject'),
    state: t('penalties.state_fact'),
    withdraw: t('penalties.withdrawFact'),
  }[decision]
  return actPage(c, deps, {
    ...{ title: t('penalties.factsTitle'), current, button: said },
    lead: html`<p>${foreign(words ?? fact ?? proposal ?? '', 200)}</p><p class="muted">${t('penalties.factsLead')}</p>`,
    back: { href: `${current}/${id}`, words: t('penalties.head') },
    fields: [
      ...(decision === 'state' || decision === 'confirm' ? figures : []),
      { name: 'reason', label: t('penalties.reason'), kind: 'prose', rows: 3, max: 2_000 },
    ],
    ask: (form) => ({
      path: `/v1/penalty-cases/${id}/facts`,
      body: {
        decision,
        ...(decision === 'confirm' || decision === 'reject' ? { proposal } : { fact }),
        ...{ least: figure(textOf(form, 'least')), most: figure(textOf(form, 'most')) },
        ...{ reason: textOf(form, 'reason').trim(), officers: signing(c) },
      },
    }),
    done: { zh: '已留存，案件将重新筛查。', en: 'It is kept; the case will be screened again.' },
  })
}
