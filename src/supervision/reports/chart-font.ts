// The font that charts are written in: the one that is configured, or the first known one with Chinese characters that is
// installed. Without one there are no pictures, for they would show boxes in place of words.
import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

export interface ChartFont {
  readonly file: string
  readonly family: string
}

/** File → the family inside, the best one first. */
const known: readonly (readonly [RegExp, string])[] = [
  [/^NotoSansCJK-Regular\.ttc$/i, 'Noto Sans CJK SC'],
  [/^(NotoSansCJKsc|NotoSansSC)-Regular\.(otf|ttf)$/i, 'Noto Sans CJK SC'],
  [/^SourceHanSansSC-Regular\.otf$/i, 'Source Han Sans SC'],
  [/^SourceHanSans-Regular\.ttc$/i, 'Source Han Sans SC'],
  [/^simhei\.ttf$/i, 'SimHei'],
  [/^msyh\.tt[cf]$/i, 'Microsoft YaHei'],
  [/^wqy-microhei\.ttc$/i, 'WenQuanYi Micro Hei'],
  [/^wqy-zenhei\.ttc$/i, 'WenQuanYi Zen Hei'],
  [/^PingFang\.ttc$/i, 'PingFang SC'],
  [/^STHeiti (Light|Medium)\.ttc$/i, 'Heiti SC'],
  [/^NotoSerifCJK-Regular\.ttc$/i, 'Noto Serif CJK SC'],
]

const folders = [
  '/usr/share/fonts',
  '/usr/local/share/fonts',
  '/System/Library/Fonts',
  '/Library/Fonts',
  'C:\\Windows\\Fonts',
]
/** Folders of fonts are flat; a link in a circle must not be followed for ever. */
const depthMax = 5

/** Undefined where there is none. `configured` is believed. */
export function chartFont(configured?: string, places: readonly string[] = folders): ChartFont | undefined {
  if (configured !== undefined) return { file: configured, family: familyOf(configured) ?? '' }
  let best: { readonly file: string; readonly rank: number } | undefined
  for (const file of places.flatMap((place) => filesBelow(place, 0))) {
    const rank = known.findIndex(([name]) => name.test(basename(file)))
    if (rank >= 0 && (best === undefined || rank < best.rank)) best = { file, rank }
  }
  return best && { file: best.file, family: known[best.rank]?.[1] ?? '' }
}

const familyOf = (file: string): string | undefined => known.find(([name]) => name.test(basename(file)))?.[1]

function filesBelow(folder: string, depth: number): string[] {
  if (depth > depthMax) return []
  try {
    return readdirSync(folder)
      .sort()
      .flatMap((name) => {
        const path = join(folder, name)
        return statSync(path).isDirectory() ? filesBelow(path, depth + 1) : [path]
      })
  } catch {
    return [] // not there, or not ours to read
  }
}
