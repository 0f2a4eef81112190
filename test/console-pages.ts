// Every page of the console in one list: what it is called, where it is, who looks at it. The bench measures these, the
// browser looks at these, and the pictures in the documents are of these.
import type { Page } from 'playwright-core'
import type { PostName } from './console-staff.ts'

/** What the pages are about, in the place where they are looked at. */
export interface Subjects {
  /** A case under way, sent by the agency to the police. */
  readonly transfer: string
  /** A case that waits for the police's signature. */
  readonly waiting: string
  readonly penalty?: string | undefined
  readonly finding?: string | undefined
  readonly draw?: string | undefined
  readonly draft?: string | undefined
  readonly approval?: string | undefined
  readonly letter?: string | undefined
}

export interface PageEntry {
  readonly name: string
  readonly by: PostName
  /** Undefined where its subject is not there. */
  readonly path: (of: Subjects) => string | undefined
  /** Done on the page before it is looked at, by whoever looks with a browser. */
  readonly first?: (page: Page) => Promise<void>
  /** Where it is no 200. */
  readonly status?: number
  /** Has drawings; the bench counts it by itself. */
  readonly charts?: boolean
  /** Carries the uploads; may weigh more. */
  readonly uploads?: boolean
  /** One of those that stand in the documents. */
  readonly shown?: boolean
  /** In the short forms of the bench and of the look. */
  readonly brief?: boolean
}

const fixed = (path: string) => () => path
const about = (key: keyof Subjects, path: (id: string) => string) => (of: Subjects) => {
  const id = of[key]
  return id === undefined ? undefined : path(id)
}
const ofCase = (rest: string) => about('transfer', (id) => `/console/cases/${id}${rest}`)

/** Pages that are about nothing in particular, by their places. */
const within = (by: PostName, places: readonly string[]): PageEntry[] =>
  places.map((place) => ({ name: place.replaceAll('/', '_'), by, path: fixed(`/console/${place}`) }))

export const consolePages: readonly PageEntry[] = [
  { name: 'queue', by: 'handler', path: fixed('/console/'), shown: true, brief: true },
  { name: 'queue_waiting', by: 'handler', path: fixed('/console/?tab=waiting') },
  { name: 'queue_new', by: 'handler', path: fixed('/console/?tab=new') },
  { name: 'queue_done', by: 'handler', path: fixed('/console/?tab=done') },
  { name: 'queue_closed', by: 'handler', path: fixed('/console/?tab=closed') },
  { name: 'queue_police', by: 'acceptor', path: fixed('/console/') },
  { name: 'cases', by: 'handler', path: fixed('/console/cases'), brief: true },
  { name: 'search', by: 'handler', path: fixed('/console/search?q=%E8%99%9A%E5%81%87') },
  { name: 'case', by: 'handler', path: ofCase(''), shown: true, brief: true },
  { name: 'case_materials', by: 'handler', path: ofCase('/materials') },
  { name: 'case_items', by: 'handler', path: ofCase('/items') },
  { name: 'case_letters', by: 'handler', path: ofCase('/letters') },
  { name: 'case_receipts', by: 'handler', path: ofCase('/receipts') },
  { name: 'case_journal', by: 'handler', path: ofCase('/journal') },
  { name: 'case_people', by: 'handler', path: ofCase('/people') },
  {
    ...{ name: 'step', by: 'acceptor', shown: true, brief: true },
    path: about('waiting', (id) => `/console/cases/${id}/steps/receipt_sign`),
  },
  { name: 'begin', by: 'handler', path: fixed('/console/begin') },
  { name: 'signing', by: 'chief', path: fixed('/console/signing') },
  { name: 'submit', by: 'handler', path: fixed('/console/submit'), shown: true, brief: true },
  { name: 'draft', by: 'handler', path: about('draft', (id) => `/console/drafts/${id}`) },
  {
    ...{ name: 'draft_materials', by: 'handler', uploads: true },
    path: about('draft', (id) => `/console/drafts/${id}/materials`),
  },
  { name: 'approvals', by: 'head', path: fixed('/console/approvals') },
  { name: 'approval', by: 'head', path: about('approval', (id) => `/console/approvals/${id}`) },
  { name: 'penalties', by: 'handler', path: fixed('/console/penalties'), shown: true },
  { name: 'penalty', by: 'handler', path: about('penalty', (id) => `/console/penalties/${id}`) },
  { name: 'correspondence', by: 'handler', path: fixed('/console/correspondence') },
  ...within('handler', ['clues', 'clues/new', 'clues/intake', 'labels', 'labels/new', 'correspondence/new']),
  { name: 'letter', by: 'handler', path: about('letter', (id) => `/console/correspondence/${id}`) },
  {
    name: 'supervision',
    by: 'procurator',
    path: fixed('/console/supervision'),
    charts: true,
    shown: true,
    brief: true,
  },
  { name: 'wall', by: 'procurator', path: fixed('/console/wall'), charts: true, shown: true },
  { name: 'findings', by: 'procurator', path: fixed('/console/findings'), shown: true },
  { name: 'finding', by: 'procurator', path: about('finding', (id) => `/console/findings/${id}`) },
  { name: 'clocks', by: 'procurator', path: fixed('/console/clocks'), charts: true },
  { name: 'draws', by: 'procurator', path: fixed('/console/draws') },
  { name: 'draw', by: 'procurator', path: about('draw', (id) => `/console/draws/${id}`) },
  { name: 'reports', by: 'procurator', path: fixed('/console/reports') },
  { name: 'statements', by: 'procurator', path: fixed('/console/statements') },
  { name: 'reading', by: 'procurator', path: fixed('/console/reading') },
  {
    name: 'reading_charge',
    by: 'handler',
    path: fixed('/console/reading/%E6%B1%A1%E6%9F%93%E7%8E%AF%E5%A2%83%E7%BD%AA'),
  },
  { name: 'reading_procedure', by: 'handler', path: fixed('/console/reading/procedure') },
  { name: 'figure_cases', by: 'procurator', path: fixed('/console/supervision/figures/acceptance_rate') },
  { name: 'clocks_list', by: 'procurator', path: fixed('/console/clocks?urgency=watch') },
  { name: 'finding_act', by: 'procurator', path: about('finding', (id) => `/console/findings/${id}/urge`) },
  { name: 'draw_new', by: 'procurator', path: fixed('/console/draws/new') },
  { name: 'coverage', by: 'procurator', path: fixed('/console/coverage') },
  { name: 'sync', by: 'operator', path: fixed('/console/sync'), shown: true },
  { name: 'administration', by: 'systemAdministrator', path: fixed('/console/administration'), shown: true },
  { name: 'access', by: 'auditor', path: fixed('/console/access') },
  { name: 'requests', by: 'auditor', path: fixed('/console/requests') },
  { name: 'me', by: 'handler', path: fixed('/console/me') },
  ...within('procurator', ['reports/new', 'reports/schedules']),
  ...within('operator', ['sync/gaps', 'sync/reconciliations', 'sync/webhooks']),
  ...within(
    'systemAdministrator',
    ['agencies', 'clients', 'routing', 'calendars', 'rules', 'checklists', 'log'].map((one) => `administration/${one}`),
  ),
  ...within('securityAdministrator', ['administration/officers']),
]
