// Penalty cases that hang together across organs and regions: one subject punished piece by piece (化整为零), again and again,
// or several subjects behind which stands one person, one address, one stock of goods. Cases are grouped by what they share
// and never compared pair by pair; a mark that everybody has is left aside and said to be.

export type MarkKind = 'person' | 'unit' | 'name' | 'legal_rep' | 'address' | 'goods'

export interface ClusterMember {
  readonly caseId: string
  /** Local day, `yyyy-mm-dd`; a case without one is in no window and no cluster. */
  readonly day: string | null
  readonly regionCode: string | null
  readonly agencyId: string | null
  readonly marks: readonly { readonly kind: MarkKind; readonly digest: string }[]
  readonly amountFen: number | null
  readonly domain: string | null
  readonly violation: string | null
}

export interface Cluster {
  /** Its first case (day, then id): cases that come later do not change it. */
  readonly key: string
  /** By day, then id. */
  readonly caseIds: readonly string[]
  readonly shared: readonly { readonly kind: MarkKind; readonly digest: string; readonly caseIds: readonly string[] }[]
  /** Days of the cases, in order, each once. */
  readonly days: readonly string[]
  readonly organs: readonly string[]
  readonly regions: readonly string[]
  /** `split`: one subject, one kind of act, days close together. `repeated`: one subject, one field. `linked`: the rest. */
  readonly kind: 'split' | 'repeated' | 'linked'
  readonly because: { readonly zh: string; readonly en: string }
}

export interface ClusterOptions {
  /** Two cases that share a mark hang together when no more days lie between them. */
  readonly windowDays?: number
  /** Acts of one subject within so many days may be one act in pieces. */
  readonly splitDays?: number
  /** A mark of more cases than these tells nothing: the address of a market, a name that thousands bear. */
  readonly crowd?: number
}

/** Who looks for members asks for a hundred of a mark at most: what comes near that is everybody's. */
const defaults = { windowDays: 365, splitDays: 30, crowd: 60 }
/** An identifier is one subject for sure; a platform or a chain store is punished often all the same. */
const crowdOfIdentifiers = 2_000
/** Cases in one cluster; of a longer row the next begins where the first is full. */
const casesMax = 500

const isStrong = (kind: MarkKind): boolean => kind === 'person' || kind === 'unit'

/** Clusters of two cases and more, by their key. Takes time in proportion to members and marks. */
export function clustersOf(given: readonly ClusterMember[], options: ClusterOptions = {}): Cluster[] {
  const settings = { ...defaults, ...options }
  const members = [...new Map(given.map((m) => [m.caseId, m])).values()]
    .filter((m): m is Dated => m.day !== null)
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.caseId < b.caseId ? -1 : 1))
  const roots = members.map((_, i) => i)
  const sizes = members.map(() => 1)
  const rootOf = (i: number): number => {
    let root = i
    while (roots[root] !== root) {
      roots[root] = roots[roots[root] as number] as number
      root = roots[root] as number
    }
    return root
  }
  for (const group of groupsOf(members, settings)) {
    for (let i = 1; i < group.length; i++) {
      const [before, after] = [group[i - 1] as number, group[i] as number]
      if (daysBetween((members[before] as Dated).day, (members[after] as Dated).day) > settings.windowDays) continue
      const [a, b] = [rootOf(before), rootOf(after)]
      const size = (sizes[a] as number) + (sizes[b] as number)
      if (a === b || size > casesMax) continue
      roots[Math.max(a, b)] = Math.min(a, b)
      sizes[Math.min(a, b)] = size
    }
  }
  const found = new Map<number, Dated[]>()
  for (let i = 0; i < members.length; i++) {
    const root = rootOf(i)
    const list = found.get(root)
    if (list === undefined) found.set(root, [members[i] as Dated])
    else list.push(members[i] as Dated)
  }
  return [...found.values()]
    .filter((list) => list.length > 1)
    .map((list) => clusterOf(list, settings))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** Marks that so many cases have that they join none; for telling what was left aside. */
export function crowdedMarks(
  members: readonly ClusterMember[],
  { crowd = defaults.crowd }: ClusterOptions = {},
): { readonly kind: MarkKind; readonly digest: string; readonly cases: number }[] {
  const unique = [...new Map(members.map((m) => [m.caseId, m])).values()]
  return [...countsOf(unique.map(keysOf))]
    .filter(([key, cases]) => cases > crowdOf(kindOf(key), crowd))
    .map(([key, cases]) => ({ kind: kindOf(key), digest: key.slice(key.indexOf(':') + 1), cases }))
}

type Dated = ClusterMember & { readonly day: string }
const crowdOf = (kind: MarkKind, crowd: number): number => (isStrong(kind) ? crowdOfIdentifiers : crowd)
const kindOf = (key: string): MarkKind => key.slice(0, key.indexOf(':')) as MarkKind

/** The marks of a case as texts, each once. */
const keysOf = ({ marks }: ClusterMember): string[] => [
  ...new Set(marks.map(({ kind, digest }) => `${kind}:${digest}`)),
]

function countsOf(lists: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const keys of lists) for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

/** Places of members, by day, that share an identifier, or two weak marks at once, or a name, a county and a kind of act. */
function groupsOf(members: readonly Dated[], { crowd }: Required<ClusterOptions>): readonly number[][] {
  const lists = members.map(keysOf)
  const counts = countsOf(lists)
  const groups = new Map<string, number[]>()
  const put = (key: string, i: number) => {
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [i])
    else group.push(i)
  }
  for (let i = 0; i < members.length; i++) {
    const weak: { key: string; kind: MarkKind }[] = []
    for (const key of lists[i] as string[]) {
      const count = counts.get(key) as number
      const kind = kindOf(key)
      // What one case alone has joins nothing.
      if (count < 2 || count > crowdOf(kind, crowd)) continue
      if (isStrong(kind)) put(key, i)
      else weak.push({ key, kind })
    }
    if (weak.length > 0) putWeak(members[i] as Dated, weak, (key) => put(key, i))
  }
  return [...groups.values()].filter((group) => group.length > 1)
}

/** Of the weak marks of one case: pairs grow with the square. */
const weakMax = 12

function putWeak(
  { regionCode, violation }: Dated,
  weak: readonly { readonly key: string; readonly kind: MarkKind }[],
  put: (key: string) => void,
): void {
  const kept = [...weak].sort((a, b) => (a.key < b.key ? -1 : 1)).slice(0, weakMax)
  for (const [i, a] of kept.entries()) {
    if (a.kind === 'name' && regionCode !== null && violation !== null) put(`${a.key}|${regionCode}|${violation}`)
    for (const b of kept.slice(i + 1)) if (a.kind !== b.kind) put(`${a.key}|${b.key}`)
  }
}

function clusterOf(members: readonly Dated[], { splitDays, crowd }: Required<ClusterOptions>): Cluster {
  const byMark = new Map<string, { kind: MarkKind; digest: string; caseIds: string[] }>()
  for (const { caseId, marks } of members)
    for (const { kind, digest } of marks) {
      const key = `${kind}:${digest}`
      const one = byMark.get(key) ?? { kind, digest, caseIds: [] }
      if (one.caseIds.at(-1) !== caseId) one.caseIds.push(caseId)
      byMark.set(key, one)
    }
  const shared = [...byMark.values()]
    .filter(({ kind, caseIds }) => caseIds.length > 1 && caseIds.length <= crowdOf(kind, crowd))
    .sort(
      (a, b) =>
        strength(a.kind) - strength(b.kind) || b.caseIds.length - a.caseIds.length || (a.digest < b.digest ? -1 : 1),
    )
  const distinct = <T>(list: readonly (T | null)[]): T[] =>
    [...new Set(list.filter((one) => one !== null))].sort() as T[]
  const days = distinct(members.map(({ day }) => day))
  const organs = distinct(members.map(({ agencyId }) => agencyId))
  const regions = distinct(members.map(({ regionCode }) => regionCode))
  const ofAll = shared.filter(({ caseIds }) => caseIds.length === members.length).map((s) => s.kind)
  // A name alone makes nobody one subject; with an address or a representative beside it, it does.
  const one = ofAll.some(isStrong) || (ofAll.includes('name') && ofAll.some((k) => k !== 'name'))
  const kind = !one ? 'linked' : isSplit(members, splitDays) ? 'split' : hasOneField(members) ? 'repeated' : 'linked'
  return {
    key: (members[0] as Dated).caseId,
    caseIds: members.map(({ caseId }) => caseId),
    shared,
    days,
    organs,
    regions,
    kind,
    because: explained(kind, members, shared, days, organs.length, regions.length),
  }
}

const kinds: readonly MarkKind[] = ['person', 'unit', 'legal_rep', 'address', 'goods', 'name']
const strength = (kind: MarkKind): number => kinds.indexOf(kind)
/** Two neighbours in time, close together, of one kind of act. */
const isSplit = (members: readonly Dated[], splitDays: number): boolean =>
  members.some((m, i) => {
    const next = members[i + 1]
    return next !== undefined && daysBetween(m.day, next.day) <= splitDays && sameAct(m, next)
  })

function sameAct(a: Dated, b: Dated): boolean {
  if (a.violation !== null && a.violation === b.violation) return true
  const goods = new Set(a.marks.filter(({ kind }) => kind === 'goods').map(({ digest }) => digest))
  return b.marks.some(({ kind, digest }) => kind === 'goods' && goods.has(digest))
}

const hasOneField = (members: readonly Dated[]): boolean =>
  members[0]?.domain != null && members.every(({ domain }) => domain === members[0]?.domain)

const words: Readonly<Record<MarkKind, { readonly zh: string; readonly en: string }>> = {
  person: { zh: '同一自然人（证件号码相同）', en: 'one person (same number)' },
  unit: { zh: '同一单位（代码相同）', en: 'one unit (same code)' },
  name: { zh: '同名', en: 'same name' },
  legal_rep: { zh: '同一法定代表人', en: 'same legal representative' },
  address: { zh: '同一地址', en: 'same address' },
  goods: { zh: '同一货物', en: 'same goods' },
}
const titles = {
  split: { zh: '疑似化整为零', en: 'possibly one act in pieces' },
  repeated: { zh: '同一当事人多次受处罚', en: 'one subject penalised again' },
  linked: { zh: '相互关联', en: 'linked' },
} as const

function explained(
  kind: Cluster['kind'],
  members: readonly Dated[],
  shared: Cluster['shared'],
  days: readonly string[],
  organs: number,
  regions: number,
): Cluster['because'] {
  const span = daysBetween(days[0] as string, days.at(-1) as string) + 1
  const what = kinds.filter((one) => shared.some((s) => s.kind === one))
  const fen = members.reduce((sum, { amountFen }) => sum + (amountFen ?? 0), 0)
  const yuan = fen / 100
  return {
    zh: `${titles[kind].zh}：${members.length}件，${span}天内，${organs}个机关，${regions}个地区；${what.map((k) => words[k].zh).join('、')}${fen > 0 ? `；金额合计${yuan}元` : ''}`,
    en: `${titles[kind].en}: ${members.length} cases in ${span} days, ${organs} organs, ${regions} regions; ${what.map((k) => words[k].en).join(', ')}${fen > 0 ? `; ${yuan} yuan in all` : ''}`,
  }
}

const dayNumbers = new Map<string, number>()
function daysBetween(a: string, b: string): number {
  return Math.abs(dayNumber(b) - dayNumber(a))
}
function dayNumber(day: string): number {
  let number = dayNumbers.get(day)
  if (number === undefined) {
    number = Date.parse(`${day}T00:00:00Z`) / 86_400_000
    if (dayNumbers.size > 20_000) dayNumbers.clear()
    dayNumbers.set(day, number)
  }
  return number
}
