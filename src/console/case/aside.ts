// Beside a case: who it concerns (masked), what it is about, duties that follow acts, what proves it, and what hangs on it:
// related cases, findings, labels.
import { html } from 'hono/html'
import type { View } from '../env.ts'
import { count, day, yuan } from '../html/format.ts'
import { type LightName, lit } from '../html/light.ts'
import { card, foreign, type Html, type Shown, said, summary, unbroken } from '../html/pieces.ts'
import { basisNames } from '../words/basis.ts'
import { valueName } from '../words/values.ts'
import { ownerName } from './head.ts'
import { at } from './load.ts'
import { listOf, maskedName, ordinal } from './names.ts'
import type { Case, Said } from './shape.ts'

const partiesShown = 4

export interface FindingShown {
  readonly id: string
  readonly zh: string
  readonly en: string
  readonly grade: string
}

export interface LabelShown {
  readonly id: string
  readonly name: string
  readonly kind: string
}

type Row = readonly [Shown, Shown]
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const row = (name: Shown, value: Shown | undefined): Row[] => (value === undefined ? [] : [[name, value]])

/** Of the letter, in its own order: what is known of one party, masked. */
export function partyRows(v: View, party: Said, index: number): Row[] {
  const { t, lang } = v
  const {
    kind,
    name,
    uscc,
    legalRepresentative,
    idType,
    idNumber,
    gender,
    birthDate,
    phone,
    address,
    nationality,
    occupation,
  } = party
  const year = text(birthDate)?.slice(0, 4)
  const beside = [text(gender) && valueName(lang, 'gender', String(gender)), year && t('case.born', { year })].filter(
    Boolean,
  )
  const representative = text(legalRepresentative)
  return kind === 'unit'
    ? [
        ...row(html`${ordinal(v, index)} <span class="sub">${t('case.unit')}</span>`, foreign(text(name), 100)),
        ...row(t('case.uscc'), text(uscc) && html`<span class="long">${foreign(text(uscc))}</span>`),
        ...row(t('case.representative'), representative && foreign(maskedName(representative))),
        ...row(t('case.phone'), text(phone) && unbroken(foreign(text(phone)))),
        ...row(t('case.address'), text(address) && foreign(text(address), 100)),
      ]
    : [
        ...row(
          html`${ordinal(v, index)} <span class="sub">${t('case.person')}</span>`,
          html`${foreign(maskedName(text(name) ?? ''))}${beside.length === 0 ? '' : html` <span class="sub">${beside.join(' · ')}</span>`}`,
        ),
        ...row(
          text(idType) === undefined ? t('case.idNumber') : valueName(lang, 'idType', String(idType)),
          text(idNumber) && html`<span class="long">${foreign(text(idNumber))}</span>`,
        ),
        ...row(t('case.phone'), text(phone) && unbroken(foreign(text(phone)))),
        ...row(t('case.nationality'), text(nationality) && foreign(text(nationality))),
        ...row(t('case.occupation'), text(occupation) && foreign(text(occupation), 60)),
      ]
}

/** Parties as the letter named them, or as the case knows them where there was none. */
export function partiesOf({ transfer }: Case): Said[] {
  const named = listOf(transfer.submission?.suspects)
  if (named.length > 0) return named
  return transfer.suspects.map(({ kind, name }) => ({ kind, name }))
}

function partiesCard(v: View, one: Case): Html {
  const parties = partiesOf(one)
  const rest = parties.length - partiesShown
  return card(
    v.t('case.parties'),
    html`${parties.slice(0, partiesShown).map((party, i) => summary(partyRows(v, party, i)))}${
      rest > 0
        ? html`<p class="small"><a href="${at(one, 'people')}">${v.t('case.moreParties', { n: rest })}</a></p>`
        : ''
    }`,
    { aside: html`<a class="small" href="${at(one, 'reveal')}">${v.t('case.askReveal')}</a>`, id: 'parties' },
  )
}

function factsCard(v: View, one: Case): Html {
  const { transfer, hushed } = one
  const { submission = {} } = transfer
  const charges = listOf(submission.charges)
  const charged = new Set(transfer.suspects.flatMap((s) => Object.values(s.charges ?? {}).flat()))
  const rows: Row[] = [
    ...row(
      v.t('case.charges'),
      charges.length > 0
        ? charges.map(({ name, article }, i) => {
            const crime = String(name)
            return html`${i > 0 ? html`<br>` : ''}<a href="/console/reading/${encodeURIComponent(crime)}">${foreign(crime, 60)}</a>${
              text(article) === undefined
                ? ''
                : html`${v.t('case.in')}${v.t('case.criminalLaw')}${foreign(text(article), 40)}${v.t('case.out')}`
            }`
          })
        : charged.size > 0
          ? foreign([...charged].join(v.t('case.and')), 120)
          : undefined,
    ),
    ...listOf(submission.amounts).map(
      ({ kind, cny, approximate }): Row => [
        valueName(v.lang, 'amountKind', String(kind)),
        html`${approximate === true ? v.t('case.about') : ''}${yuan(v, String(cny))}`,
      ],
    ),
    ...row(v.t('case.domain'), valueName(v.lang, 'domain', transfer.domain)),
    ...row(v.t('case.source'), text(submission.caseSource) && foreign(hushed(String(submission.caseSource)), 100)),
    ...row(v.t('case.opened'), day(v, transfer.createdAt)),
    ...transfer.gaps.map(
      ({ kind, reason }): Row => [
        v.t('case.gap'),
        html`${valueName(v.lang, 'materialKind', kind)}${v.t('form.colon')}${foreign(hushed(reason), 120)}`,
      ],
    ),
  ]
  const facts = text(submission.facts)
  return card(
    v.t('case.facts'),
    html`${summary(rows)}${
      facts === undefined
        ? ''
        : html`<details${one.print ? html` open` : ''}><summary>${v.t('case.factsInFull')}</summary><p class="prose">${foreign(hushed(facts), 20_000)}</p></details>`
    }`,
  )
}

function dutiesCard(v: View, one: Case): Html {
  const { transfer, print } = one
  const owed = transfer.duties.filter(({ state }) => state === 'owed')
  const done = transfer.duties.filter(({ state }) => state === 'done')
  if (owed.length + done.length === 0) return html``
  const list = (duties: Case['transfer']['duties'], light: LightName, words: string) =>
    html`<ul class="plain">${duties.map(
      (duty) =>
        html`<li>${lit(light, words)} ${said(v, duty)}<span class="sub">${ownerName(v, one, duty.owner)} · ${basisNames(v.lang, duty.basis.slice(0, 1))}</span></li>`,
    )}</ul>`
  return card(
    v.t('case.duties'),
    html`${owed.length === 0 ? html`<p class="muted">${v.t('case.noDuty')}</p>` : list(owed, 'b', v.t('case.owed'))}${
      done.length === 0
        ? ''
        : html`<details${print ? html` open` : ''}><summary>${v.t('case.dutiesDone', { n: done.length })}</summary>${list(done, 'g', v.t('case.done'))}</details>`
    }`,
    { id: 'duties' },
  )
}

function proofCard(v: View, one: Case): Html {
  const { transfer } = one
  return card(
    v.t('case.proof'),
    summary([
      [
        v.t('case.entries'),
        html`<a href="${at(one, 'journal')}">${v.t('case.entryCount', { n: count(transfer.version) })}</a>`,
      ],
      [
        v.t('case.receipts'),
        html`<a href="${at(one, 'receipts')}">${v.t('case.receiptCount', { n: transfer.counts.receipts })}</a>`,
      ],
      [v.t('case.bundle'), html`<a href="${at(one, 'receipts')}?size=1#bundle">${v.t('case.bundleTake')}</a>`],
    ]),
  )
}

function hangsOn(
  v: View,
  { transfer, print }: Case,
  findings: readonly FindingShown[],
  labels: readonly LabelShown[],
): Html {
  const { related = [] } = transfer
  const rows: Row[] = [
    ...related.map(
      ({ id, relation }): Row => [
        valueName(v.lang, 'relation', relation),
        html`<a href="/console/cases/${id}">${v.t('case.openRelated')}</a>`,
      ],
    ),
    ...findings.map((f): Row => [v.t('case.finding'), html`<a href="/console/findings/${f.id}">${said(v, f)}</a>`]),
    ...labels.map(
      ({ id, name, kind }): Row => [
        v.t(kind === 'listed' ? 'case.listed' : 'case.campaign'),
        html`<a href="/console/labels/${id}">${foreign(name, 80)}</a>`,
      ],
    ),
  ]
  const puts = !print && v.session !== null && v.session.me.certificateNo !== null
  if (rows.length === 0 && !puts) return html``
  return card(
    v.t('case.related'),
    html`${rows.length === 0 ? '' : summary(rows)}${
      puts
        ? html`<p class="small"><a href="/console/correspondence/new?transfer=${transfer.id}">${v.t('letters.aboutThis')}</a></p><p class="small"><a href="/console/labels/put?subject=transfer:${transfer.id}">${v.t('labels.putThis')}</a></p>`
        : ''
    }`,
  )
}

export function asideOf(v: View, one: Case, findings: readonly FindingShown[], labels: readonly LabelShown[]): Html {
  return html`${partiesCard(v, one)}${factsCard(v, one)}${dutiesCard(v, one)}${hangsOn(v, one, findings, labels)}${proofCard(v, one)}`
}
