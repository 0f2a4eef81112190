// The chapters and sections of the special part of the Criminal Law, by their articles: where a charge stands in the law.

interface Chapter {
  readonly from: number
  readonly zh: string
  readonly en: string
}

/** Each goes up to the next; a chapter with sections is named with its section. */
const chapters: readonly Chapter[] = [
  { from: 102, zh: '第一章 危害国家安全罪', en: 'Chapter I: endangering national security' },
  { from: 114, zh: '第二章 危害公共安全罪', en: 'Chapter II: endangering public security' },
  { from: 140, zh: '第三章第一节 生产、销售伪劣商品罪', en: 'Chapter III, section 1: fake or inferior goods' },
  { from: 151, zh: '第三章第二节 走私罪', en: 'Chapter III, section 2: smuggling' },
  { from: 158, zh: '第三章第三节 妨害对公司、企业的管理秩序罪', en: 'Chapter III, section 3: company administration' },
  { from: 170, zh: '第三章第四节 破坏金融管理秩序罪', en: 'Chapter III, section 4: financial administration' },
  { from: 192, zh: '第三章第五节 金融诈骗罪', en: 'Chapter III, section 5: financial fraud' },
  { from: 201, zh: '第三章第六节 危害税收征管罪', en: 'Chapter III, section 6: tax collection' },
  { from: 213, zh: '第三章第七节 侵犯知识产权罪', en: 'Chapter III, section 7: intellectual property' },
  { from: 221, zh: '第三章第八节 扰乱市场秩序罪', en: 'Chapter III, section 8: market order' },
  { from: 232, zh: '第四章 侵犯公民人身权利、民主权利罪', en: 'Chapter IV: rights of the person' },
  { from: 263, zh: '第五章 侵犯财产罪', en: 'Chapter V: property' },
  { from: 277, zh: '第六章第一节 扰乱公共秩序罪', en: 'Chapter VI, section 1: public order' },
  { from: 305, zh: '第六章第二节 妨害司法罪', en: 'Chapter VI, section 2: administration of justice' },
  { from: 318, zh: '第六章第三节 妨害国（边）境管理罪', en: 'Chapter VI, section 3: borders' },
  { from: 324, zh: '第六章第四节 妨害文物管理罪', en: 'Chapter VI, section 4: cultural relics' },
  { from: 330, zh: '第六章第五节 危害公共卫生罪', en: 'Chapter VI, section 5: public health' },
  { from: 338, zh: '第六章第六节 破坏环境资源保护罪', en: 'Chapter VI, section 6: environment and resources' },
  { from: 347, zh: '第六章第七节 走私、贩卖、运输、制造毒品罪', en: 'Chapter VI, section 7: narcotic drugs' },
  { from: 358, zh: '第六章第八节 组织、强迫、引诱、容留、介绍卖淫罪', en: 'Chapter VI, section 8: prostitution' },
  { from: 363, zh: '第六章第九节 制作、贩卖、传播淫秽物品罪', en: 'Chapter VI, section 9: obscene articles' },
  { from: 368, zh: '第七章 危害国防利益罪', en: 'Chapter VII: national defence' },
  { from: 382, zh: '第八章 贪污贿赂罪', en: 'Chapter VIII: embezzlement and bribery' },
  { from: 397, zh: '第九章 渎职罪', en: 'Chapter IX: dereliction of duty' },
  { from: 420, zh: '第十章 军人违反职责罪', en: 'Chapter X: servicemen’s duties' },
]

/** Of an article as the rules write it: `153(2)`, `142-1`. */
export function chapterOf(article: string): { readonly zh: string; readonly en: string } {
  const number = Number.parseInt(article, 10)
  return chapters.findLast(({ from }) => from <= number) ?? { zh: '刑法', en: 'Criminal Law' }
}

/** `142-1` → 第142条之1, `153(1)(1)` → 第153条第1款第1项. */
export function articleName(lang: 'zh' | 'en', article: string): string {
  const [, main = article, sub, paragraph, item] = /^(\d+)(?:-(\d+))?(?:\((\d+)\))?(?:\((\d+)\))?$/.exec(article) ?? []
  if (lang === 'en') return `art. ${article}`
  return `第${main}条${sub === undefined ? '' : `之${'〇一二三四五六七八九'.charAt(Number(sub)) || sub}`}${paragraph === undefined ? '' : `第${paragraph}款`}${item === undefined ? '' : `第${item}项`}`
}
