// The map of the wall as SVG: paths that were drawn at the start, each with the class of its figure. Names are escaped here, for
// what leaves this folder is markup.
import type { GeoMap } from '../geojson.ts'

/** Classes by share; `m0` where nothing was to be counted. */
export function shadeOf(share: number | null | undefined): 'm0' | 'm1' | 'm2' | 'm3' | 'm4' {
  if (share === null || share === undefined) return 'm0'
  return share >= 0.95 ? 'm4' : share >= 0.9 ? 'm3' : share >= 0.8 ? 'm2' : 'm1'
}

const escaped = (text: string) =>
  text.toWellFormed().replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const namedMax = 40

/** `shares` by region code. */
export function shaded(
  map: GeoMap,
  shares: ReadonlyMap<string, number | null>,
  labelledBy: string,
  nameOf: (code: string) => string,
): string {
  const paths = map.regions.map(({ code, d }) => `<path class="${shadeOf(shares.get(code))}" d="${d}"/>`)
  const names =
    map.regions.length > namedMax
      ? []
      : map.regions.map(
          ({ code, x, y }) =>
            `<text class="mn" x="${x}" y="${y}" text-anchor="middle" font-size="14">${escaped(nameOf(code))}</text>`,
        )
  return `<svg viewBox="0 0 ${map.width} ${map.height}" role="img" aria-labelledby="${escaped(labelledBy)}">${paths.join('')}${names.join('')}</svg>`
}
