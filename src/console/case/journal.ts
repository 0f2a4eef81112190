// 全程留痕: the whole history of a case in pages, each entry with its place in the public journal; and one entry in full, with
// what it said and the proof that it stands where it is said to stand, checked here and now.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { verifyInclusion } from '../../journal/index.ts'
import type { Answered } from '../ask.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { count, moment } from '../html/format.ts'
import { lit } from '../html/light.ts'
import { card, foreign, type Html, pager, type Shown, said, summary, withQuery } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { basisNames } from '../words/basis.ts'
import { stateName } from '../words/values.ts'
import { saidOf } from './entry-words.ts'
import { casePage, trackName } from './head.ts'
import { importedFacts, rawHidden } from './imported.ts'
import { at, caseOf } from './load.ts'
import { listOf, partyOf } from './names.ts'
import { revealOf } from './reveal.ts'
import type { Case, Entry, Said } from './shape.ts'
import { inTime, onTrack, timelineOf, trackFilter, whoActed } from './timeline.ts'

const pageSize = 50

interface Leaves {
  readonly checkpoint: { readonly size: number } | null
  readonly items: readonly { readonly version: number; readonly leaf: number }[]
}

interface Proof {
  readonly leaf: number
  readonly entry: string
  readonly root: string
  readonly hashes: readonly string[]
  readonly checkpoint: { readonly size: number; readonly note: string; readonly verifierKey: string }
}

export async function journal(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const ask = c.get('ask')
  const id = c.req.param('id') ?? ''
  const track = c.req.query('track') || undefined
  const query = { limit: pageSize, cursor: c.req.query('cursor') }
  const [one, entries, leaves] = await Promise.all([
    caseOf(c),
    ask<{ items: Entry[]; next: string | null }>('GET', `/v1/transfers/${id}/timeline`, {
      query: { ...query, order: 'newest', track },
    }),
    track === undefined ? ask<Leaves>('GET', `/v1/transfers/${id}/journal`, { query }) : undefined,
  ])
  if ('problem' in one) return refused(c, one.problem)
  if (!entries.ok) return refused(c, entries.problem)
  const shown = track === undefined ? entries.body.items : entries.body.items.filter((entry) => onTrack(entry, track))
  return casePage(
    c,
    one,
    { title: v.t('case.journal'), tab: 'journal' },
    html`<div class="cols"><div>${card(
      v.t('case.history'),
      html`${timelineOf(v, one, shown, { wait: false })}${pager(v, entries.body.next)}`,
      {
        aside: one.print
          ? ''
          : html`<span>${trackFilter(v, track)}<a class="small" href="${withQuery(v.here, { print: '1' })}">${v.t('page.print')}</a></span>`,
      },
    )}</div><div>${placesCard(v, one, shown, leaves)}</div></div>`,
  )
}

/** Which leaf of the tree each entry of the page is. */
function placesCard(v: View, one: Case, entries: readonly Entry[], leaves: Answered<Leaves> | undefined): Html {
  const found = leaves?.ok === true ? leaves.body : undefined
  const leafOf = new Map(found?.items.map(({ version, leaf }) => [version, leaf]))
  return card(
    v.t('case.places'),
    html`<p class="small">${v.t('case.placesLead')}</p>${
      found === undefined
        ? ''
        : summary([
            [v.t('case.treeSize'), found.checkpoint === null ? '—' : count(found.checkpoint.size)],
            ...entries.map((entry): readonly [Shown, Shown] => {
              const leaf = leafOf.get(entry.version)
              return [
                html`<a href="${at(one, 'journal', entry.version)}">${v.t('case.entryNo', { n: entry.version })}</a>`,
                leaf === undefined ? v.t('case.notInTree') : v.t('case.leaf', { n: count(leaf) }),
              ]
            }),
          ])
    }`,
  )
}

export async function entryPage(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const ask = c.get('ask')
  const id = c.req.param('id') ?? ''
  const version = /^[1-9]\d{0,6}$/.test(c.req.param('version') ?? '') ? Number(c.req.param('version')) : 0
  const [one, found, proof] = await Promise.all([
    caseOf(c),
    ask<{ items: Entry[] }>('GET', `/v1/transfers/${id}/timeline`, { query: { cursor: version - 1, limit: 1 } }),
    ask<Proof>('GET', `/v1/transfers/${id}/journal/${version}`),
  ])
  if ('problem' in one) return refused(c, one.problem)
  const entry = found.ok ? found.body.items[0] : undefined
  // The next entry that this organ sees is not the one that was asked for.
  if (entry === undefined || entry.version !== version)
    return refused(c, { status: 404, code: 'not_found', detail: '' })
  return casePage(
    c,
    one,
    { title: said(v, entry), tab: 'journal' },
    html`<h2 class="under">${said(v, entry)} ${entry.sealed === true ? html`<span class="tag">${v.t('case.sealed')}</span>` : ''}</h2><div class="cols"><div>${card(
      v.t('case.entryFacts'),
      summary([
        [v.t('case.receipt.at'), moment(v, entry.at)],
        [v.t('case.receipt.by'), whoActed(v, entry)],
        [v.t('basis.word'), basisNames(v.lang, entry.basis)],
        [v.t('case.rulesName'), foreign(entry.ruleSet)],
        ...(entry.about === undefined
          ? []
          : [[v.t('case.parties'), entry.about.map((who) => partyOf(v, who)).join(v.t('case.and'))] as const]),
        ...(entry.imported === undefined ? [] : importedFacts(v, one, entry.imported)),
        ...moved(v, entry),
        ...(entry.clocksSettled.length + entry.clocksStarted.length === 0
          ? []
          : [
              [v.t('case.clocks'), inTime(v, entry).map((word, i) => html`${i > 0 ? html`<br>` : ''}${word}`)] as const,
            ]),
      ]),
      { aside: askRaw(v, one, entry) },
    )}${entry.input === undefined ? '' : card(v.t('case.entrySaid'), saidOf(v, one, ownWords(entry.input), entry.step))}</div><div>${proofCard(v, proof)}${filesCard(v, one, entry)}</div></div>`,
  )
}

/** Where fields of the older platform are masked or cut, the way to them. */
const askRaw = (v: View, one: Case, { version, imported }: Entry): Shown =>
  one.print || imported === undefined || rawHidden(one, imported).length === 0
    ? ''
    : html`<a class="small" href="${revealOf(one, version)}">${v.t('case.askReveal')}</a>`

/** What stands above already is not said a second time. */
const ownWords = (input: Said): Said =>
  Object.fromEntries(Object.entries(input).filter(([name]) => name !== 'officers' && name !== 'decidedBy'))

/** Which tracks went from where to where. */
function moved(v: View, { moves, opens }: Entry): (readonly [Shown, Shown])[] {
  const all = [...moves.map(({ instance, to }) => ({ instance, state: to })), ...opens]
  return all.slice(0, 12).map(({ instance, state }) => {
    const [track = '', subject = ''] = instance.split('/')
    return [
      html`${trackName(v, track)}${/^s\d/.test(subject) ? html` · ${partyOf(v, subject)}` : ''}`,
      stateName(v.lang, track, state),
    ]
  })
}

function proofCard(v: View, proof: Answered<Proof>): Html {
  if (!proof.ok) return card(v.t('case.proof'), html`<p class="muted">${v.t('case.notInTreeYet')}</p>`)
  const { leaf, entry, root, hashes, checkpoint } = proof.body
  const bytes = (text: string) => Buffer.from(text, 'base64')
  const holds = verifyInclusion({
    ...{ entry: bytes(entry), index: leaf, size: checkpoint.size },
    ...{ proof: hashes.map(bytes), root: bytes(root) },
  })
  // The root stands in the signed note: third line, base64.
  const signed = checkpoint.note.split('\n')[2] === root
  return card(
    v.t('case.proof'),
    html`<p>${holds && signed ? lit('g', v.t('case.proofHolds')) : lit('r', v.t('case.proofBroken'))}</p>${summary([
      [v.t('case.leafNo'), count(leaf)],
      [v.t('case.treeSize'), count(checkpoint.size)],
      [v.t('case.path'), v.t('case.pathLength', { n: hashes.length })],
    ])}<details><summary>${v.t('case.checkpoint')}</summary><pre class="digest">${checkpoint.note}</pre><p class="digest">${foreign(checkpoint.verifierKey)}</p></details>`,
  )
}

function filesCard(v: View, one: Case, entry: Entry): Html {
  const given = listOf(entry.input?.materials)
  const links = [
    ...entry.letters.map(
      (letter) =>
        html`<li><a href="${at(one, 'letters', letter.id)}?version=${entry.version}">${said(v, letter)}</a></li>`,
    ),
    ...(entry.receipt
      ? [html`<li><a href="${at(one, 'receipts')}#v${entry.version}">${v.t('case.receiptCheck')}</a></li>`]
      : []),
    ...given
      .slice(0, pageSize)
      .map(
        ({ id, title }) =>
          html`<li><a href="${at(one, 'materials', String(id))}">${foreign(one.hushed(String(title)), 100)}</a></li>`,
      ),
  ]
  return links.length === 0 ? html`` : card(v.t('case.evidence'), html`<ul class="plain">${links}</ul>`)
}
