// Names of regions: the map's where one is supplied, else taken from the organs that are registered there; a code without any is
// shown as it is.
import type { ConsoleDeps } from '../env.ts'
import type { GeoMap } from './geojson.ts'

export type RegionName = (code: string) => string

const suffixes = { procuratorate: '人民检察院', government: '人民政府' } as const

export async function regionNames(
  { registry }: Pick<ConsoleDeps, 'registry'>,
  map: GeoMap | undefined,
): Promise<RegionName> {
  const { directory } = registry.fresh() ?? (await registry.current())
  return (code) => {
    const drawn = map?.regions.find((region) => region.code === code)?.name
    if (drawn !== undefined) return drawn
    for (const { kind, name, regionCode } of directory.byId.values())
      if (regionCode === code && (kind === 'procuratorate' || kind === 'government')) {
        const [place, rest] = name.split(suffixes[kind])
        if (place !== undefined && place !== '' && rest !== undefined) return place
      }
    return code
  }
}
