// The form of each act of administration: its fields, and what of them goes to the gateway. What the page was opened for stands
// in its address; the gateway decides whether it stands.

import { type AdministrationAct, administrationActs, domains } from '../../../schemas/index.ts'
import { agencyKinds, officerRoles, specialties } from '../../agencies/index.ts'
import type { View } from '../env.ts'
import { type FieldShown, typedDay } from '../html/form.ts'
import { textOf } from '../session/forms.ts'
import { valueName } from '../words/values.ts'
import { named, roleName } from './shown.ts'

type Query = (name: string) => string | undefined

export const isAct = (text: string): text is AdministrationAct =>
  (administrationActs as readonly string[]).includes(text)

/** Done at once; the others wait for a second person. */
export const aloneActs: ReadonlySet<AdministrationAct> = new Set(['add_agency', 'add_certificate', 'end_sessions'])

/** What is told by the address and may not be typed over. */
const fixed = (v: View, q: Query, ...names: string[]): FieldShown[] =>
  names.map((name) => ({
    name,
    label: named(v, 'field', name),
    value: q(name) ?? '',
    ...(q(name) !== undefined && { more: { readonly: '' } }),
  }))

export function actFields(v: View, act: AdministrationAct, q: Query): readonly FieldShown[] {
  const { t } = v
  const text = (name: string, more: Partial<FieldShown> = {}): FieldShown => ({
    name,
    label: named(v, 'field', name),
    value: q(name) ?? '',
    ...more,
  })
  const agencyForm: FieldShown[] = [
    text('name'),
    text('regionCode', { kind: 'number', max: 6 }),
    {
      ...text('domains', {
        kind: 'checkboxes',
        optional: true,
        value: (q('domains') ?? '').split(',').filter((d) => d !== ''),
      }),
      options: domains.map((d) => ({ value: d, words: valueName(v.lang, 'domain', d) })),
    },
    {
      ...text('specialty', { kind: 'select', optional: true }),
      options: [{ value: '', words: t('administration.nothing') }, ...specialties.map((s) => ({ value: s, words: s }))],
    },
    text('requiresSignature', { kind: 'checkbox' }),
  ]
  const certificate = [text('number'), text('validFrom', { kind: 'date' }), text('validTo', { kind: 'date' })]
  const roles: FieldShown = {
    ...text('roles', { kind: 'checkboxes', value: (q('roles') ?? '').split(',').filter((r) => r !== '') }),
    options: officerRoles.map((r) => ({ value: r, words: roleName(v, r) })),
  }
  const keys = text('jwks', { kind: 'prose', rows: 8, hint: t('administration.field.jwksHint') })
  switch (act) {
    case 'add_agency':
      return [
        { ...text('agency'), label: t('administration.field.code') },
        {
          ...text('kind', { kind: 'select' }),
          options: agencyKinds.map((k) => ({ value: k, words: valueName(v.lang, 'kind', k) })),
        },
        ...agencyForm,
      ]
    case 'change_agency':
      return [...fixed(v, q, 'agency'), ...agencyForm]
    case 'disable_agency':
    case 'enable_agency':
      return fixed(v, q, 'agency')
    case 'add_client':
      return [
        ...fixed(v, q, 'agency'),
        text('client', { optional: true }),
        text('name'),
        { ...keys, optional: true },
        text('auditor', { kind: 'checkbox' }),
        text('operator', { kind: 'checkbox' }),
      ]
    case 'add_client_keys':
      return [...fixed(v, q, 'client'), keys]
    case 'disable_client':
    case 'enable_client':
      return fixed(v, q, 'client')
    case 'revoke_key':
      return fixed(v, q, 'client', 'kid')
    case 'set_receiver':
      return [
        ...fixed(v, q, 'sender'),
        text('domain', { value: q('domain') ?? '*' }),
        text('receiver', { optional: true, hint: t('administration.unsetHint') }),
      ]
    case 'set_supervisor':
      return [...fixed(v, q, 'agency'), text('supervisor', { optional: true, hint: t('administration.unsetHint') })]
    case 'load_calendar':
      return [
        text('regionCode', { kind: 'number', max: 6, value: q('regionCode') ?? '100000' }),
        text('year', { kind: 'number', max: 4 }),
        text('source'),
        text('rest', { kind: 'prose', rows: 10, hint: t('administration.field.restHint') }),
        text('worked', { kind: 'prose', rows: 5, optional: true, hint: t('administration.field.workedHint') }),
      ]
    case 'opt_in':
      return [...fixed(v, q, 'clock', 'stage', 'domain'), text('regionCode', { kind: 'number', max: 6 }), text('basis')]
    case 'opt_out':
      return fixed(v, q, 'regionCode', 'clock', 'stage', 'domain')
    case 'add_officer':
      return [
        ...fixed(v, q, 'agency'),
        { ...text('name'), label: t('administration.field.person') },
        roles,
        ...certificate.map((f) => ({ ...f, optional: true })),
      ]
    case 'change_roles':
      return [...fixed(v, q, 'officer'), roles]
    case 'disable_officer':
    case 'end_sessions':
      return fixed(v, q, 'officer')
    case 'add_certificate':
      return [...fixed(v, q, 'officer'), ...certificate]
    case 'revoke_certificate':
      return fixed(v, q, 'officer', 'number')
    case 'bind_identity':
      return [...fixed(v, q, 'officer'), text('issuer'), text('subject')]
    case 'unbind_identity':
      return fixed(v, q, 'officer', 'issuer', 'subject')
  }
}

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** What the form says, as the contract of the act has it; what is not typed is left out. */
export function whatOf(v: View, act: AdministrationAct, form: URLSearchParams, q: Query): Record<string, unknown> {
  const what: Record<string, unknown> = {}
  for (const { name, kind = 'text' } of actFields(v, act, q)) {
    const typed = textOf(form, name).trim()
    if (kind === 'checkboxes') what[name] = form.getAll(name)
    else if (kind === 'checkbox') what[name] = typed === 'true'
    else if (name === 'rest') what[name] = daysOff(typed)
    else if (name === 'worked') what[name] = lines(typed).map(typedDay)
    else if (name === 'jwks') what[name] = typed === '' ? undefined : parsed(typed)
    else if (name === 'receiver' || name === 'supervisor') what[name] = typed === '' ? null : typed
    else if (name === 'year' || name === 'stage') what[name] = /^\d{1,4}$/.test(typed) ? Number(typed) : typed
    else if (typed !== '') what[name] = kind === 'date' ? typedDay(typed) : typed
  }
  if (act === 'add_officer') {
    const { number, validFrom, validTo, ...officer } = what
    return number === undefined ? officer : { ...officer, certificate: { number, validFrom, validTo } }
  }
  if (act === 'change_agency' || act === 'add_agency') return { ...what, specialty: what.specialty ?? null }
  return what
}

function daysOff(text: string): Record<string, string> {
  return Object.fromEntries(
    lines(text).map((line) => {
      const [date = '', ...name] = line.split(/[\s，,]+/)
      return [typedDay(date), name.join(' ')]
    }),
  )
}

/** Text that is no JSON goes as text: the gateway says what is wrong with it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
