// The page of GB/T 9704-2012 in the units of WordprocessingML: A4, top margin 37 mm, binding margin 28 mm, text of 156 by
// 225 mm with 22 lines of 28 characters. Twips are twentieths of a point.
const twips = (mm: number) => Math.round((mm / 25.4) * 1440)

export const page = {
  width: twips(210),
  height: twips(297),
  top: twips(37),
  left: twips(28),
  textWidth: twips(156),
  textHeight: twips(225),
  right: twips(210 - 28 - 156),
  bottom: twips(297 - 37 - 225),
  /** Page number 7 mm below the text. */
  footer: twips(297 - 37 - 225 - 7 - 5),
} as const

/** 225 mm in 22 lines: 28.95 points each. */
export const lineTwips = Math.floor(page.textHeight / 22)

/** 28 characters of 16 points are a little wider than 156 mm: each gives up a quarter of a point. */
export const characterSpacing = -5

/** Half points: 2号, 3号, 4号, 小四, 五号. */
export const size = { title: 44, body: 32, fourth: 28, small: 24, fifth: 21 } as const

export interface Font {
  /** As the standard calls it; licensed with an office suite, not with us. */
  readonly name: string
  /** What is used where it is not installed, best first. */
  readonly fallbacks: readonly string[]
  readonly family: 'roman' | 'swiss' | 'modern'
}

export const fonts = {
  body: { name: '仿宋_GB2312', fallbacks: ['FangSong', 'STFangsong', 'Noto Serif CJK SC'], family: 'roman' },
  title: {
    name: '方正小标宋简体',
    fallbacks: ['FZXiaoBiaoSong-B05S', 'SimSun', 'Source Han Serif SC', 'Noto Serif CJK SC'],
    family: 'roman',
  },
  heading: { name: '黑体', fallbacks: ['SimHei', 'Source Han Sans SC', 'Noto Sans CJK SC'], family: 'swiss' },
  song: { name: '宋体', fallbacks: ['SimSun', 'Source Han Serif SC', 'Noto Serif CJK SC'], family: 'roman' },
} as const satisfies Record<string, Font>

/** Of headings of the second level. Named in the table of fonts only where a sheet has one: letters keep their bytes. */
export const subheadingFont: Font = {
  name: '楷体_GB2312',
  fallbacks: ['KaiTi', 'STKaiti', 'Noto Serif CJK SC'],
  family: 'roman',
}

export const latin = 'Times New Roman'

/** Of the red head and its rule. */
export const red = 'FF0000'
