// What axe cannot decide on our pages, each with the reason why it is good all the same. Nothing else may stay undecided, and
// nothing may stand here that no page needs any more.

export interface Undecided {
  /** The rule, and what axe says that it could not see. */
  readonly rule: string
  readonly target: RegExp
  readonly because: string
}

export const undecided: readonly Undecided[] = [
  {
    rule: 'th-has-data-cells/th-has-data-cells',
    target: /table$/,
    because: 'the heading of a group of rows (scope=rowgroup) has its cells in the rows below, where axe does not look',
  },
  {
    rule: 'frame-tested/frame-tested',
    target: /iframe$/,
    because: 'a file in the browser’s own viewer, or a letter as it is printed, which is looked at by itself',
  },
  {
    rule: 'color-contrast/imgNode',
    target: /^(text\[transform=|\.k[it]\b)/,
    because:
      'a word of a drawing, over its shapes: each class of words has a ratio that was computed for what it stands on',
  },
  {
    rule: 'color-contrast/shortTextContent',
    target: /^(text\[transform=|\.n-[wkd]\b)/,
    because: 'a number of one digit in a drawing; coloured as those of two, which stand beside it',
  },
]

const met = new Set<Undecided>()

/** `rule/reason selector`, as the look gives it. */
export function allowed(one: string): boolean {
  const at = one.indexOf(' ')
  const found = undecided.find(({ rule, target }) => rule === one.slice(0, at) && target.test(one.slice(at + 1)))
  if (found !== undefined) met.add(found)
  return found !== undefined
}

/** Entries that nothing needed since this file was loaded. */
export const needless = (): string[] =>
  undecided.filter((one) => !met.has(one)).map(({ rule, because }) => `${rule}: ${because}`)
