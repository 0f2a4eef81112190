// The map of the wall: regions from a GeoJSON file of the site, as SVG paths of a plain projection (longitude shrunk by the
// cosine of the middle latitude), fitted to a box. Drawn once at the start; what is no map is refused then.
import { readFileSync } from 'node:fs'
import { z } from 'zod'

export interface GeoRegion {
  /** GB/T 2260, six digits. */
  readonly code: string
  readonly name: string | undefined
  readonly d: string
  /** Where its name stands. */
  readonly x: number
  readonly y: number
}

export interface GeoMap {
  readonly width: number
  readonly height: number
  readonly regions: readonly GeoRegion[]
}

/** A file that is set and cannot be used. */
export class MapFault extends Error {}

const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).rest(z.number())
const ring = z.array(position).min(4)
const collection = z.object({
  type: z.literal('FeatureCollection'),
  features: z
    .array(
      z.object({
        properties: z.object({ adcode: z.union([z.string(), z.number()]), name: z.string().optional() }),
        geometry: z.discriminatedUnion('type', [
          z.object({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1) }),
          z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring).min(1)).min(1) }),
        ]),
      }),
    )
    .min(1)
    .max(500),
})

const box = { width: 640, height: 560, edge: 8 }
/** More is not seen on a wall, and would make the page heavy. */
const pointsMax = 6_000

type Point = readonly [x: number, y: number]

/** Reads the file. Throws MapFault. */
export function readMap(path: string): GeoMap {
  let text: unknown
  try {
    text = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new MapFault(`XIANJIE_MAP_GEOJSON: ${path} cannot be read (${(error as Error).message})`)
  }
  const parsed = collection.safeParse(text)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new MapFault(
      `XIANJIE_MAP_GEOJSON: ${path} is no map of regions (${issue?.path.join('.')}: ${issue?.message})`,
    )
  }
  return fitted(
    parsed.data.features.map(({ properties, geometry }) => ({
      code: String(properties.adcode),
      name: properties.name,
      rings: (geometry.type === 'Polygon'
        ? [geometry.coordinates]
        : geometry.coordinates
      ).flat() as unknown as Point[][],
    })),
  )
}

function fitted(
  regions: readonly { code: string; name: string | undefined; rings: readonly (readonly Point[])[] }[],
): GeoMap {
  const all = regions.flatMap(({ rings }) => rings.flat())
  const bounds = (i: 0 | 1) =>
    all.reduce(([least, most], p) => [Math.min(least, p[i]), Math.max(most, p[i])] as const, [
      Infinity,
      -Infinity,
    ] as const)
  const [[west, east], [south, north]] = [bounds(0), bounds(1)]
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const [w, h] = [Math.max((east - west) * shrink, 1e-9), Math.max(north - south, 1e-9)]
  const scale = Math.min((box.width - 2 * box.edge) / w, (box.height - 2 * box.edge) / h)
  const placed = ([lon, lat]: Point): Point => [
    box.edge + (lon - west) * shrink * scale,
    box.edge + (north - lat) * scale,
  ]
  // Points nearer to the last one than this are left out: all together stay below the limit.
  const near = all.length > pointsMax ? Math.sqrt((w * h * scale * scale) / pointsMax) / 4 : 0.3
  return {
    width: Math.ceil(w * scale + 2 * box.edge),
    height: Math.ceil(h * scale + 2 * box.edge),
    regions: regions.map(({ code, name, rings }) => {
      const drawn = rings.map((points) => thinned(points.map(placed), near))
      const largest = drawn.reduce((a, b) => (areaOf(b) > areaOf(a) ? b : a))
      const [x, y] = middleOf(largest)
      return { code, name, d: drawn.map(pathOf).join(''), x: Math.round(x), y: Math.round(y) }
    }),
  }
}

function thinned(points: readonly Point[], near: number): readonly Point[] {
  const kept: Point[] = []
  for (const point of points) {
    const last = kept.at(-1)
    if (last === undefined || Math.hypot(point[0] - last[0], point[1] - last[1]) >= near) kept.push(point)
  }
  return kept.length < 3 ? points : kept
}

const pathOf = (points: readonly Point[]) => `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`

const cross = (a: Point, b: Point) => a[0] * b[1] - b[0] * a[1]
const pairs = (points: readonly Point[]) => points.map((p, i) => [p, points[(i + 1) % points.length] as Point] as const)
const areaOf = (points: readonly Point[]) => Math.abs(pairs(points).reduce((sum, [a, b]) => sum + cross(a, b), 0) / 2)

function middleOf(points: readonly Point[]): Point {
  const doubled = pairs(points).reduce((sum, [a, b]) => sum + cross(a, b), 0)
  if (doubled === 0) return points[0] as Point
  const at = (i: 0 | 1) => pairs(points).reduce((sum, [a, b]) => sum + (a[i] + b[i]) * cross(a, b), 0) / (3 * doubled)
  return [at(0), at(1)]
}
