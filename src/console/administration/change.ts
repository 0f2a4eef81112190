// What a change is about: before and after side by side, what was asked field by field, and the log of it. Organs have their names
// beside their codes: whoever approves must see whom it means.
import { html } from 'hono/html'
import type { z } from 'zod'
import type { administrationLog } from '../../../schemas/index.ts'
import type { ConsoleDeps, View } from '../env.ts'
import { empty, foreign, type Html, type Shown, table } from '../html/pieces.ts'
import { valueName } from '../words/values.ts'
import { at, current, named, organName, roleName, targetLink } from './shown.ts'

export type EntryShown = z.output<typeof administrationLog>['items'][number]

/** The name of an organ by its code, where it is not disabled. */
export type Names = (code: string) => string | undefined

export async function namesOf({ registry }: Pick<ConsoleDeps, 'registry'>): Promise<Names> {
  const { directory } = await registry.current()
  return (code) => directory.byCode.get(code)?.name
}

export function entryRows(v: View, items: readonly EntryShown[], names: Names): Html {
  const { t } = v
  if (items.length === 0) return empty(t('administration.noEntries'))
  return table(
    t('administration.log'),
    [
      ...[
        { words: t('administration.when') },
        { words: t('administration.what') },
        { words: t('administration.target') },
      ],
      ...[
        { words: t('administration.who') },
        { words: t('administration.why') },
        { words: t('administration.change') },
      ],
    ],
    [
      {
        rows: items.map((e) => [
          at(v, e.at),
          html`${named(v, 'phase', e.phase)}${v.t('form.colon')}${
            e.requestId === null
              ? named(v, 'act', e.act)
              : html`<a href="${current}/requests/${e.requestId}">${named(v, 'act', e.act)}</a>`
          }`,
          targetLink(e.target),
          html`${foreign(e.by.name)}<span class="sub">${organName(e.by.agency)}</span>`,
          foreign(e.reason, 200),
          html`<details><summary>${t('administration.change')}</summary>${differences(v, e.before, e.after, t('administration.after'), names)}</details>`,
        ]),
      },
    ],
  )
}

type State = Readonly<Record<string, unknown>> | null

/** What stands on both sides and differs; with nothing on one side, all of the other. */
export function differences(v: View, before: State, after: State, words: string, names: Names): Html {
  const { t } = v
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  const differing = fields.filter((f) => JSON.stringify(before?.[f]) !== JSON.stringify(after?.[f]))
  if (differing.length === 0) return empty(t('administration.same'))
  return table(
    t('administration.change'),
    [{ words: t('administration.field') }, { words: t('administration.before') }, { words }],
    [
      {
        rows: differing.map((f) => [
          short(named(v, 'field', f)),
          value(v, f, before?.[f], names),
          value(v, f, after?.[f], names),
        ]),
      },
    ],
  )
}

/** What was asked, field by field. */
export const given = (
  v: View,
  what: Readonly<Record<string, unknown>>,
  names: Names,
): readonly (readonly [Shown, Shown])[] =>
  Object.entries(what).map(([f, one]) => [short(named(v, 'field', f)), value(v, f, one, names)] as const)

/** What a label says in brackets is for who fills it in. */
const short = (label: string) => label.replace(/\s*[（(][^）)]*[）)]$/, '')

const organFields = new Set(['agency', 'sender', 'receiver', 'supervisor'])

function value(v: View, name: string, one: unknown, names: Names): Html {
  if (one === undefined || one === null || one === '')
    return html`<span class="muted">${v.t('administration.nothing')}</span>`
  if (Array.isArray(one))
    return one.length === 0
      ? html`<span class="muted">${v.t('administration.nothing')}</span>`
      : html`<ul>${one.map((each) => html`<li>${typeof each === 'object' ? inside(v, each) : value(v, name, each, names)}</li>`)}</ul>`
  if (typeof one === 'object') return inside(v, one)
  if (typeof one === 'boolean') return html`${v.t(one ? 'form.yes' : 'form.no')}`
  const organ = organFields.has(name) && typeof one === 'string' ? names(one) : undefined
  if (organ !== undefined) return html`${foreign(organ)}<span class="sub">${foreign(String(one))}</span>`
  if (name === 'roles') return html`${roleName(v, String(one))}`
  if (name === 'kind' || name === 'level') return html`${valueName(v.lang, name, String(one))}`
  if (name === 'domains' || name === 'domain') return html`${valueName(v.lang, 'domain', String(one))}`
  return foreign(String(one), 500)
}

/** A certificate, a key, a day off: its members on one line. */
function inside(v: View, one: object): Html {
  const members = Object.entries(one as Record<string, unknown>).slice(0, 60)
  return html`${members.map(([f, each], i) => html`${i === 0 ? '' : v.t('sync.and')}${named(v, 'field', f)} ${foreign(typeof each === 'object' ? JSON.stringify(each) : String(each), 200)}`)}`
}
