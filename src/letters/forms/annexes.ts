// What goes with the transfer letter (ENV 6; R310 4, 6): report of the investigation, list of articles, list of materials,
// and the form of an expert opinion on dangerous waste (ENV 22).
import { type LetterEntry, type LetterFacts, lastOf, listed, said, transferOf } from '../facts.ts'
import { ended, form, given, heading, line, may, must, section, sign, text } from '../form.ts'
import { dateText, minuteOf, officersText, wordOf, yuan } from '../wording.ts'
import { amountsText, caseName, listText, peopleText, refDocumentNo } from './sources.ts'

const letterSaid = (field: string) => (f: LetterFacts) => said(transferOf(f), field)
const items = (f: LetterFacts) => listed(transferOf(f), 'seizedItems')
const word = (one: Readonly<Record<string, unknown>>, field: string) =>
  typeof one[field] === 'string' ? String(one[field]) : undefined
const yesNo = (value: unknown) => (value === true ? '是' : value === false ? '否' : undefined)
const asLetter = (f: LetterFacts): LetterFacts => ({ ...f, entry: transferOf(f) as LetterEntry })

export const annexForms = {
  investigation_report: form({
    section: '4.2',
    title: { zh: '案件调查报告', en: 'investigation report' },
    unnumbered: true,
    fields: {
      caseName,
      refDocumentNo,
      caseSource: must(
        '案件来源',
        (f) => letterSaid('caseSource')(f) ?? wordOf('source', said(lastOf(f, 'clue_discovery'), 'source')),
      ),
      howUncovered: must('查获情况', (f) => said(lastOf(f, 'clue_discovery', 'urgent_police_alert'), 'facts')),
      suspectProfile: must('涉嫌犯罪主体情况', peopleText),
      factsSuspectedCriminal: must('涉嫌犯罪事实', letterSaid('facts')),
      evidence: must('证据', (f) => {
        const list = listed<{ title: string; documentNo?: string }>(transferOf(f), 'materials')
        return list
          .map((m, i) => `${i + 1}. ${m.title}${m.documentNo === undefined ? '' : `（${m.documentNo}）`}`)
          .join('\n')
      }),
      legalBasis: must('法律依据', (f) =>
        transferOf(f) === undefined ? undefined : listText('legalBasis')(asLetter(f)),
      ),
      handlingOpinion: must('处理意见', letterSaid('handlingOpinion')),
      adminMeasuresTaken: may('已采取的行政措施', (f) => {
        const taken = items(f).flatMap((i) => {
          const measure = word(i, 'measure')
          if (measure === undefined || measure === 'none') return []
          const no = word(i, 'measureDocumentNo')
          return [`${wordOf('measure', measure)}${word(i, 'name')}${no === undefined ? '' : `（${no}）`}`]
        })
        return taken.join('、')
      }),
      priorPenalties: may('已作出的行政处罚', (f) =>
        listed<{ decisionNo: string; decisionDate: string; kinds: string[] }>(transferOf(f), 'priorPenalties')
          .map((p) => `${dateText(p.decisionDate)}${p.decisionNo}（${p.kinds.join('、')}）`)
          .join('、'),
      ),
      amounts: may('涉案金额', amountsText),
      investigators: must('调查人员', (f) => officersText(transferOf(f)?.officers ?? [])),
    },
    body: (v) => [
      text(`“${v.caseName}”已调查终结，随《涉嫌犯罪案件移送书》（${v.refDocumentNo}）报告如下。`),
      heading('一、案件来源'),
      text(ended(v.caseSource)),
      heading('二、查获情况'),
      text(v.howUncovered),
      heading('三、涉嫌犯罪主体的基本情况'),
      text(ended(v.suspectProfile)),
      heading('四、涉嫌犯罪的事实'),
      text(v.factsSuspectedCriminal),
      given(v.amounts, `涉案金额：${v.amounts}。`),
      heading('五、证据'),
      text(v.evidence),
      heading('六、法律依据'),
      text(ended(v.legalBasis)),
      heading('七、处理意见'),
      text(v.handlingOpinion),
      ...section('八、已采取的行政措施', v.adminMeasuresTaken),
      ...section('九、已作出的行政处罚', v.priorPenalties),
      line(`调查人员：${v.investigators}`),
    ],
  }),

  exhibit_list: form({
    section: '4.3',
    title: { zh: '涉案物品清单', en: 'exhibit list' },
    unnumbered: true,
    landscape: true,
    fields: {
      caseName,
      refDocumentNo,
      handedBy: must('移送人', (f) => officersText(transferOf(f)?.officers ?? [])),
      signatures: sign('当事人（持有人）签名'),
      receivedBy: sign('接收人签名'),
    },
    tables: {
      items: {
        zh: '涉案物品',
        columns: [
          { id: 'seq', zh: '序号', width: 2, need: 'must' },
          { id: 'name', zh: '名称', width: 5, need: 'must' },
          { id: 'quantity', zh: '数量及单位', width: 4, need: 'must' },
          { id: 'features', zh: '特征', width: 5, need: 'must' },
          { id: 'storagePlace', zh: '存放地点', width: 4, need: 'must' },
          { id: 'measureTaken', zh: '所采取措施', width: 4, need: 'must' },
          { id: 'measureDocNo', zh: '措施文书文号', width: 5, need: 'must' },
          { id: 'sourceProof', zh: '来源证明', width: 4, need: 'must' },
          { id: 'perishable', zh: '易腐', width: 2, need: 'may' },
          { id: 'sampleRetained', zh: '留样', width: 2, need: 'may' },
          { id: 'value', zh: '价值', width: 4, need: 'may' },
          { id: 'holder', zh: '持有人', width: 3, need: 'may' },
        ],
        rows: (f) =>
          items(f).map((item, i) => [
            String(i + 1),
            word(item, 'name'),
            `${word(item, 'quantity') ?? ''}${word(item, 'unit') ?? ''}`,
            word(item, 'features'),
            word(item, 'storagePlace'),
            wordOf('measure', word(item, 'measure')),
            word(item, 'measureDocumentNo'),
            word(item, 'sourceProof'),
            yesNo(item.perishable),
            yesNo(item.sampleRetained),
            word(item, 'value') && yuan(String(item.value)),
            word(item, 'holder'),
          ]),
      },
    },
    body: (v, t) => [
      line(`案件名称：${v.caseName}`),
      line(`移送书文号：${v.refDocumentNo}`),
      t.items,
      line(`移送人：${v.handedBy}`),
      line(`当事人（持有人）签名：${v.signatures}　　接收人签名：${v.receivedBy}`),
    ],
  }),

  materials_list: form({
    section: '4.5',
    title: { zh: '移送材料清单', en: 'transfer materials list' },
    unnumbered: true,
    landscape: true,
    fields: {
      caseName,
      refDocumentNo,
      handedBy: must('移送人', (f) => officersText(transferOf(f)?.officers ?? [])),
      handedAt: must('移送时间', (f) => {
        const letter = transferOf(f)
        return letter && minuteOf(letter.at)
      }),
      receivedBy: sign('接收人签名'),
      receivedAt: sign('接收时间'),
    },
    tables: {
      materials: {
        zh: '移送材料',
        columns: [
          { id: 'seq', zh: '序号', width: 2, need: 'must' },
          { id: 'materialName', zh: '材料名称', width: 7, need: 'must' },
          { id: 'documentNo', zh: '文号', width: 5, need: 'may' },
          { id: 'pages', zh: '页数', width: 2, need: 'may' },
          { id: 'copies', zh: '份数', width: 2, need: 'must' },
          { id: 'original', zh: '原件/复制件', width: 3, need: 'may' },
          { id: 'carrier', zh: '载体', width: 2, need: 'must' },
          { id: 'sha256', zh: 'SHA-256', width: 13, need: 'must' },
        ],
        rows: (f) =>
          listed(transferOf(f), 'materials').map((m, i) => [
            String(i + 1),
            word(m, 'title'),
            word(m, 'documentNo'),
            typeof m.pages === 'number' ? String(m.pages) : undefined,
            // Each line is one file; a second copy is a line of its own.
            typeof m.copies === 'number' ? String(m.copies) : '1',
            m.original === true ? '原件' : m.original === false ? '复制件' : undefined,
            '电子',
            word(m, 'sha256'),
          ]),
      },
    },
    body: (v, t) => [
      line(`案件名称：${v.caseName}`),
      line(`移送书文号：${v.refDocumentNo}`),
      t.materials,
      line(`移送人：${v.handedBy}　　移送时间：${v.handedAt}`),
      line(`接收人签名：${v.receivedBy}　　接收时间：${v.receivedAt}`),
    ],
  }),

  determination_opinion: form({
    section: '4.4',
    title: { zh: '检验（鉴定、认定）意见', en: 'inspection, appraisal or determination opinion' },
    fields: {
      caseName,
      commissioner: must('委托单位', (f) => f.entry.by.name),
      unitName: must('涉案单位名称', (f) => f.suspects.find((s) => s.kind === 'unit')?.name),
      cause: must('案由', (f) =>
        (transferOf(f)?.input.charges as { name: string }[] | undefined)?.map((c) => c.name).join('、'),
      ),
      sample: must('检材（样品）', () => undefined),
      method: must('方法和标准', () => undefined),
      identificationReasoning: must('认定理由', () => undefined),
      conclusion: must('结论（属于或者不属于何种物质、代码）', () => undefined),
      institution: must('检验（鉴定、认定）机构', () => undefined),
      institutionQualificationDoc: must('机构资质证明', () => undefined),
      expertQualificationDoc: must('鉴定人资质证明', () => undefined),
      relatedMaterials: may('随案相关材料', (f) =>
        listed<{ kind: string; title: string }>(transferOf(f), 'materials')
          .filter((m) => m.kind === 'M4' || m.kind === 'determination_opinion')
          .map((m) => m.title)
          .join('、'),
      ),
      signatures: sign('检验（鉴定、认定）人签名'),
    },
    body: (v) => [
      line(`案件名称：${v.caseName}`),
      line(`委托单位：${v.commissioner}`),
      line(`涉案单位：${v.unitName}`),
      line(`案由：${v.cause}`),
      heading('一、检材（样品）'),
      text(v.sample),
      heading('二、方法和标准'),
      text(v.method),
      heading('三、认定理由'),
      text(v.identificationReasoning),
      heading('四、结论'),
      text(v.conclusion),
      given(v.relatedMaterials, `随案相关材料：${v.relatedMaterials}。`),
      line(`检验（鉴定、认定）机构：${v.institution}`),
      line(`机构资质证明：${v.institutionQualificationDoc}`),
      line(`鉴定人资质证明：${v.expertQualificationDoc}`),
      line(`检验（鉴定、认定）人签名：${v.signatures}`),
    ],
  }),
}
