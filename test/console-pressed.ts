// Pages that no address leads to: forms that came back, what is looked at before it is sent, what is refused. For looking at
// every page; what stands on them is asked elsewhere.
import type { Page } from 'playwright-core'
import type { PageEntry } from './console-pages.ts'

const press = (button: string) => async (page: Page) => {
  await Promise.all([page.waitForEvent('load'), page.locator(button).first().click()])
}
const next = 'main form.form p.buttons button.btn:not(.quiet)'
export const afterPress: readonly PageEntry[] = [
  ...[
    ['new_letter_wrong', '/console/correspondence/new'],
    ['new_label_wrong', '/console/labels/new'],
    ['new_clue_wrong', '/console/clues/new'],
  ].map(([name = '', path = '']) => ({ name, by: 'handler' as const, path: () => path, first: press(next) })),
  {
    ...{ name: 'draft_wrong', by: 'handler', first: press(next) },
    path: ({ draft }) => `/console/drafts/${draft}/parties`,
  },
  {
    ...{ name: 'step_preview', by: 'acceptor', first: press(next) },
    path: ({ waiting }) => `/console/cases/${waiting}/steps/receipt_sign`,
  },
  { name: 'not_there', by: 'handler', path: () => '/console/nothing', status: 404 },
  { name: 'not_yours', by: 'handler', path: () => '/console/administration', status: 403 },
]
