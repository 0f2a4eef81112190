// Which layout the fields of a record belong to: one, or a sentence that says why there is none.
import { creditLayouts } from './credit-fields.ts'
import { compile, fieldName, isControl, type Layout } from './layout.ts'
import { legacyLayout } from './legacy-fields.ts'
import { publicLayout } from './public-fields.ts'
import { supervisionLayouts } from './supervision-fields.ts'

export const presets: readonly Layout[] = [publicLayout, ...creditLayouts, ...supervisionLayouts, legacyLayout]

export type Recognised =
  | { readonly layout: Layout; readonly fault?: undefined }
  | { readonly layout?: undefined; readonly fault: string }

/** Fewer fields than this are no table. */
const knownMin = 3

/** The preset that knows the most of the fields, among those whose marks are there. */
export function recognise(fields: readonly string[]): Recognised {
  const names = new Set(fields.filter((field) => !isControl(field)).map(fieldName))
  const there = (field: string) => names.has(fieldName(field))
  const candidates = presets
    .filter(({ recognised }) => {
      if (recognised === undefined) return false
      const { anyOf, without = [] } = recognised
      return anyOf.every((group) => group.some(there)) && !without.some(there)
    })
    .map((layout) => ({ layout, known: fields.filter((name) => compile(layout).ruleOf(name) !== undefined).length }))
    .filter(({ known }) => known >= knownMin)
    .sort((a, b) => b.known - a.known)
  const [best, next] = candidates
  if (best === undefined)
    return { fault: `No preset has these fields; name one of ${presets.map(({ id }) => id).join(', ')}, or map them.` }
  if (next !== undefined && next.known === best.known && family(best.layout) !== family(next.layout))
    return { fault: `The fields may be those of ${best.layout.id} and of ${next.layout.id}; name one.` }
  return { layout: best.layout }
}

/** Layouts of one family read their common fields alike. */
const family = ({ id }: Layout): string => id.split('-').slice(0, 2).join('-')

export const layoutOf = (fields: readonly string[]): Layout | undefined => recognise(fields).layout
