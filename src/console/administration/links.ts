// Ways to the forms of acts, and the small fields of filters.
import { html } from 'hono/html'
import type { View } from '../env.ts'
import type { Html } from '../html/pieces.ts'
import { current, named } from './shown.ts'

/** The address of an act's form. */
export const act = (name: string, about: Readonly<Record<string, string | number>>): string =>
  `${current}/acts/${name}?${new URLSearchParams(Object.entries(about).map(([k, one]): [string, string] => [k, String(one)]))}`
export const link = (v: View, name: string, about: Readonly<Record<string, string | number>>): Html =>
  html`<a class="btn quiet" href="${act(name, about)}">${named(v, 'act', name)}</a>`

export const option = (value: string, words: string, chosen: string | undefined) =>
  html`<option value="${value}"${value === (chosen ?? '') ? html` selected` : ''}>${words}</option>`
export const search = (name: string, label: string, value: string | undefined) =>
  html`<label>${label}<input name="${name}" value="${(value ?? '').toWellFormed()}" autocomplete="off"></label>`
export const go = (v: View) => html`<button class="btn quiet">${v.t('administration.filter')}</button>`
