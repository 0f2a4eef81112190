// What is chosen and not typed: the officers who act, who decides, and files that were uploaded before.
import { html } from 'hono/html'
import { evidenceCodes, materialKinds } from '../../../schemas/index.ts'
import type { View } from '../env.ts'
import { field, group, idOf, type Option, quietButton } from '../html/form.ts'
import { bytes } from '../html/format.ts'
import { foreign, type Html, hidden } from '../html/pieces.ts'
import { fieldName } from '../words/index.ts'
import { valueName } from '../words/values.ts'
import { at, optional } from './field-leaf.ts'
import type { Chosen } from './field-tree.ts'
import { officerValue, type Values } from './field-values.ts'
import { type Errors, labelOf, type Offer, type OfficerOffered, type UploadOffered } from './offer.ts'
import { ruleOf } from './rule.ts'

/** Two selects that exclude each other; the first is whoever signed in, unless it is the one who decides. */
export function officersFields(
  v: View,
  name: string,
  values: Values,
  errors: Errors,
  { officers, me, decides, step }: Offer,
): Html {
  // A named condition of the step; the contract itself is content with one.
  const both = ruleOf(step)?.needs.includes('twoOfficers') === true
  const words = (o: OfficerOffered) => v.t('form.officer', { name: o.name, no: o.certificateNo })
  const fixed = me !== null && decides !== 'me' ? me : null
  const mine = fixed === null ? '' : officerValue(fixed)
  // Who decides may handle it too, and mostly does.
  const first = fixed === null ? (values.get(`${name}.0`)?.[0] ?? (me === null ? '' : officerValue(me))) : mine
  const options = (other: string): Option[] =>
    officers.map((o) => ({
      value: officerValue(o),
      words: words(o),
      disabled: other !== '' && officerValue(o) === other,
    }))
  const one = `${name}.0`
  const two = `${name}.1`
  const second = values.get(two)?.[0] ?? ''
  const head =
    fixed === null
      ? field(v, {
          name: one,
          label: v.t('form.officer1'),
          kind: 'select',
          options: options(''),
          value: first,
          error: errors.get(one) ?? errors.get(`${one}.certificateNo`),
        })
      : html`<div class="fg" id="${idOf(one)}"><p><b>${v.t('form.officer1')}</b></p>${at(v, one, errors)}<p>${words(fixed)}</p>${hidden(one, mine)}</div>`
  return group(
    labelOf(v, { step: '' }, name),
    html`${at(v, name, errors)}${head}${field(v, { name: two, label: v.t('form.officer2'), hint: v.t(both ? 'form.officer2Needed' : 'form.officer2Hint'), kind: 'select', options: options(fixed === null ? '' : mine), value: second, error: errors.get(two), optional: !both })}`,
    idOf(name),
  )
}

export function deciderField(v: View, name: string, errors: Errors, { me, decides }: Offer): Html {
  if (decides !== 'me' || me === null) return html``
  return html`<div class="fg" id="${idOf(name)}"><p><b>${labelOf(v, { step: '' }, name)}</b></p>${at(v, name, errors)}<p>${v.t(
    'form.officer',
    {
      name: me.name,
      no: me.certificateNo,
    },
  )}</p>${hidden(name, officerValue(me))}</div>`
}

/** Finished uploads that no case has taken yet. */
export function materialsFields(v: View, f: Chosen, name: string, values: Values, errors: Errors, offer: Offer): Html {
  const { t, lang } = v
  const picked = new Set(values.get(name) ?? [])
  const kinds = materialKinds.map((value) => ({ value, words: valueName(lang, 'kind', value) }))
  const codes = evidenceCodes.map((value) => ({ value, words: valueName(lang, 'code', value) }))
  const row = ({ id, filename, size, sha256 }: UploadOffered) => {
    const own = (key: string) => `${name}.${id}.${key}`
    const box = idOf(`${name}.${id}`)
    const open = [...errors.keys()].some((key) => key.startsWith(own('')))
    return html`<div class="row tick${open ? '' : ' shut'}"><input type="checkbox" id="${box}" name="${name}" value="${id}"${
      picked.has(id) ? html` checked` : ''
    }><label for="${box}">${foreign(filename)}<span class="sub">${size === null ? '' : bytes(size)}</span></label>${hidden(own('sha256'), sha256)}<fieldset class="more"><legend class="sr">${foreign(filename)}</legend>${field(
      v,
      {
        name: own('kind'),
        label: fieldName(lang, 'materials.kind'),
        kind: 'select',
        options: kinds,
        value: values.get(own('kind')) ?? null,
        error: errors.get(own('kind')),
      },
    )}${field(v, { name: own('title'), label: fieldName(lang, 'title'), value: values.get(own('title')) ?? filename.replace(/\.\w{1,5}$/, ''), error: errors.get(own('title')), max: 200 })}${field(
      v,
      {
        name: own('documentNo'),
        label: fieldName(lang, 'documentNo'),
        value: values.get(own('documentNo')) ?? null,
        error: errors.get(own('documentNo')),
        optional: true,
        max: 128,
      },
    )}${field(v, { name: own('code'), label: fieldName(lang, 'code'), kind: 'select', options: codes, value: values.get(own('code')) ?? null, optional: true })}</fieldset></div>`
  }
  return html`<fieldset id="${idOf(name)}"><legend>${labelOf(v, offer, name)}${optional(v, f, name, offer)}</legend>${at(v, name, errors)}${
    offer.uploads.length === 0
      ? html`<p class="hint">${t('form.noUploads')}</p>`
      : html`<p class="hint">${t('form.uploadsHint')}</p>${offer.uploads.map(row)}`
  }<p><a href="/console/uploads" target="_blank" rel="noopener">${t('form.upload')}</a></p>${quietButton(t('form.refresh'), '_refresh')}</fieldset>`
}
