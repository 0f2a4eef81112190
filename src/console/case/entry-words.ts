// What an act said, member by member in the catalogue's words: for the page of one entry. Names of natural persons are masked
// as everywhere; what the catalogue does not know is shown as it came.
import { html } from 'hono/html'
import { ruleSets } from '../../procedure/index.ts'
import type { View } from '../env.ts'
import { moment, yuan } from '../html/format.ts'
import { foreign, type Html, said } from '../html/pieces.ts'
import { fieldName } from '../words/index.ts'
import { valueName } from '../words/values.ts'
import { at } from './load.ts'
import { maskedName, partyOf } from './names.ts'
import type { Case, Said } from './shape.ts'

/** The table's name of a step; the step itself where the table has none. */
export function stepTitle(v: Pick<View, 'lang'>, step: string): string {
  const rule = ruleSets.findLast(({ steps }) => Object.hasOwn(steps, step))?.steps[step]
  return rule === undefined ? step : said(v, rule)
}

const membersShown = 60
const moneyNames = new Set(['cny', 'fine', 'value', 'costCny'])
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Entries are kept with their members in the order of the alphabet; a reader wants the name first. */
const first = ['documentNo', 'caseName', 'kind', 'title', 'name', 'certificateNo', 'description', 'reasons', 'reason']
const placeOf = (name: string): number => (first.indexOf(name) + 1 || first.length + 1) - 1

/** The members of an act as nested lists. */
export function saidOf(v: View, one: Case, input: Said, path = ''): Html {
  const members = Object.entries(input)
    .filter(([, value]) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0))
    .toSorted(([a], [b]) => placeOf(a) - placeOf(b))
  return html`<dl class="sl case-said">${members
    .slice(0, membersShown)
    .map(
      ([name, value]) =>
        html`<div><dt>${fieldName(v.lang, `${path}.${name}`) ?? foreign(name, 40)}</dt><dd>${memberOf(v, one, name, value, input, `${path}.${name}`)}</dd></div>`,
    )}</dl>`
}

function memberOf(v: View, one: Case, name: string, value: unknown, of: Said, path: string): Html {
  if (Array.isArray(value)) {
    const shown = value.slice(0, membersShown)
    const rest = value.length - shown.length
    return html`${shown.map((each, i) =>
      typeof each === 'object' && each !== null
        ? html`<div class="case-part">${saidOf(v, one, each as Said, path)}</div>`
        : html`${i > 0 ? v.t('case.and') : ''}${textOf(v, one, name, each, of)}`,
    )}${rest > 0 ? html`<span class="sub">${v.t('case.moreStates', { n: rest })}</span>` : ''}`
  }
  if (typeof value === 'object' && value !== null)
    return html`<div class="case-part">${saidOf(v, one, value as Said, path)}</div>`
  return textOf(v, one, name, value, of)
}

function textOf(v: View, one: Case, name: string, value: unknown, of: Said): Html {
  if (typeof value === 'boolean') return html`${v.t(value ? 'form.yes' : 'form.no')}`
  if (typeof value !== 'string') return html`${String(value)}`
  if (name === 'id' && uuid.test(value))
    return html`<a href="${at(one, 'materials', value)}">${v.t('case.openMaterial')}</a>`
  if (name === 'name' && of.kind === 'person') return foreign(maskedName(value))
  if (name === 'legalRepresentative' || name === 'holder' || name === 'reporter') return foreign(maskedName(value))
  if (moneyNames.has(name) && /^\d+(\.\d+)?$/.test(value)) return html`${yuan(v, value)}`
  if (/^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value))) return html`${moment(v, value)}`
  if (/^s\d{1,3}$/.test(value)) return html`${partyOf(v, value)}`
  if (name === 'sha256' || name === 'sm3') return html`<span class="digest">${foreign(value)}</span>`
  return html`<span class="prose">${foreign(one.hushed(valueName(v.lang, name, value)), 10_000)}</span>`
}
