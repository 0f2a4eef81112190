// What is played, as data: two published records that really went to the police, and how their cases go on from there.
// Everything but the record itself is invented.
import { inventedUscc, type OrganKey } from './organs.ts'

export interface Plot {
  readonly recordId: string
  readonly zh: string
  readonly en: string
  readonly sender: OrganKey
  readonly police: OrganKey
  readonly procuratorate: OrganKey
  /** An organ without a part in the case, for which it must not exist. */
  readonly stranger: OrganKey
  /** Signs of the organs in their document numbers (机关代字). */
  readonly signs: { readonly transfer: string; readonly filing: string; readonly refusal: string }
  readonly domain: 'market' | 'customs'
  readonly caseName: string
  readonly charge: { readonly name: string; readonly article: string }
  readonly legalBasis: readonly string[]
  readonly invented: string
  readonly suspects: readonly object[]
  readonly seizedItems: readonly { readonly name: string; readonly quantity: string; readonly unit: string }[]
  /** Left out of the first submission, which is refused for it. */
  readonly forgotten: 'M2' | 'M3'
  readonly rounds: readonly {
    readonly kind: 'M4' | 'M5'
    readonly title: string
    readonly zh: string
    readonly en: string
  }[]
  readonly refusedFor?: { readonly suspect: string; readonly zh: string; readonly en: string }
  readonly endsAs: string
}

export const plots: readonly Plot[] = [
  {
    recordId: 'P075',
    zh: '市场监管：食品虚假广告',
    en: 'market supervision: false advertising of food',
    sender: 'market',
    police: 'police',
    procuratorate: 'procuratorate',
    stranger: 'xihuProcuratorate',
    signs: { transfer: '北海市监移演', filing: '北海公立演', refusal: '北海公不立演' },
    domain: 'market',
    caseName: '北海演示电子商务有限公司等涉嫌虚假广告案',
    charge: { name: '虚假广告罪', article: '第二百二十二条' },
    legalBasis: ['《行政处罚法》第二十七条第一款', '《行政执法机关移送涉嫌犯罪案件的规定》第三条第一款'],
    invented: '当事人在网店页面宣称所售普通食品可以治疗疾病，查扣宣传册二百册。',
    suspects: [
      {
        kind: 'unit',
        name: '北海演示电子商务有限公司（虚构）',
        uscc: inventedUscc('91', '450502', 75),
        legalRepresentative: '甘演（虚构）',
      },
      { kind: 'person', name: '甘演（虚构）', idType: 'unknown', occupation: '法定代表人' },
    ],
    seizedItems: [{ name: '宣传册', quantity: '200', unit: '册' }],
    forgotten: 'M3',
    rounds: [
      {
        kind: 'M4',
        title: '食品检验报告',
        zh: '缺所涉食品的检验报告',
        en: 'the inspection report on the food is missing',
      },
      {
        kind: 'M5',
        title: '广告发布费用票据',
        zh: '缺广告发布费用的票据',
        en: 'the invoices for the advertisements are missing',
      },
    ],
    refusedFor: {
      suspect: 's2',
      zh: '现有材料不足以证明其本人知情，情节显著轻微',
      en: 'nothing shows that he himself knew; obviously minor',
    },
    endsAs: 'several_outcomes',
  },
  {
    recordId: 'P046',
    zh: '海关：出口夹藏卷烟',
    en: 'customs: cigarettes hidden in an export shipment',
    sender: 'customs',
    police: 'antiSmuggling',
    procuratorate: 'cityProcuratorate',
    stranger: 'xihuPolice',
    signs: { transfer: '长机关移演', filing: '长关缉立演', refusal: '长关缉不立演' },
    domain: 'customs',
    caseName: '长沙演示国际货运有限公司涉嫌走私案',
    charge: { name: '走私普通货物、物品罪', article: '第一百五十三条' },
    legalBasis: ['《海关法》第八十二条', '《行政执法机关移送涉嫌犯罪案件的规定》第三条第一款'],
    invented: '卷烟夹藏于六十四件出口货物中，未向海关申报。',
    suspects: [
      {
        kind: 'unit',
        name: '长沙演示国际货运有限公司（虚构）',
        uscc: inventedUscc('91', '430100', 46),
        legalRepresentative: '齐演（虚构）',
      },
    ],
    seizedItems: [{ name: '卷烟', quantity: '2948', unit: '条' }],
    forgotten: 'M2',
    rounds: [
      {
        kind: 'M4',
        title: '偷逃税款核定意见',
        zh: '缺偷逃税款核定意见',
        en: 'the assessment of the duty evaded is missing',
      },
    ],
    endsAs: 'filed',
  },
]
