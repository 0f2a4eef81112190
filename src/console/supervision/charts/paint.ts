// The paints of a chart: each is a colour that stands for a class, so that the stylesheet colours the drawing, light and dark.
// A colour that is none of these is a fault, found by the tests and never shown.

/** Fill or stroke in an option → class of the stylesheet. */
const classes = {
  '#010101': 'k1',
  '#010102': 'k2',
  '#010103': 'k3',
  '#010104': 'kt',
  '#010105': 'ki',
  '#010106': 'd3',
  '#010111': 'q-r',
  '#010112': 'q-o',
  '#010113': 'q-y',
  '#010114': 'q-b',
  '#010115': 'q-g',
  '#010116': 'n-w',
  '#010117': 'n-d',
  '#010118': 'n-k',
  '#010121': 'lg',
  '#010122': 'la',
  '#010123': 'l3',
  '#010124': 'qs',
} as const

type Sentinel = keyof typeof classes
const byName = Object.fromEntries(Object.entries(classes).map(([colour, name]) => [name, colour]))

/** The colour that stands for a class. */
export const paint = (name: (typeof classes)[Sentinel]): string => byName[name] as string

/** `none` has no class; undefined for a colour that stands for none. */
export const classOf = (colour: string): string | undefined =>
  Object.hasOwn(classes, colour) ? classes[colour as Sentinel] : undefined
