// What is known of the published decisions from elsewhere (the compiler's hints, the transfers that the pages tell of), and
// why screening says something else where it does. A sentence each; the table of docs/screening.md is made from it.

export interface KnownOf {
  /** `over` = it went to the police or its figures are said to be above a threshold; `no` = said to be none; `open` = said to depend. */
  readonly known: 'over' | 'no' | 'open'
  readonly what: string
  /** Why no hit follows from the fields where there should be one, or why there is one where there should be none. */
  readonly why?: string
}

export const known: Readonly<Record<string, KnownOf>> = {
  P009: {
    known: 'no',
    what: 'tax of 592,801 yuan, but a misdeclaration and no smuggling',
    why: 'The tax is withheld: with a misdeclaration it is unpaid and not evaded. Whether it was evaded is a person’s to say, so R02 asks for it.',
  },
  P013: { known: 'over', what: '336,600 yuan evaded by a unit' },
  P021: {
    known: 'no',
    what: 'tax of 243,881 yuan, but a misdeclaration',
    why: 'As P009.',
  },
  P024: {
    known: 'over',
    what: '18.2 tonnes of waste smuggled knowingly',
    why: 'Smuggling of waste (Criminal Law 152) is not among the 46 thresholds; R02 asks for a tax that waste does not have.',
  },
  P028: {
    known: 'over',
    what: 'crocodile skins of about 170,000 yuan bought from smugglers',
    why: 'Smuggling of wildlife products (151) is not among the 46 thresholds. The value stands as that of goods; whether the goods are protected (R38) is a person’s to say.',
  },
  P045: {
    known: 'open',
    what: '140,000 yuan in cash, handed to the anti-smuggling bureau',
    why: 'Cash is no ordinary goods. The bureau is police and administrative organ at once, and the page does not say which of the two took it.',
  },
  P046: {
    known: 'over',
    what: '2,948 cartons of cigarettes, handed to the anti-smuggling bureau',
    why: 'As smuggling it is measured by tax, which the page does not give; as illegal business (R28) it is asked for in the field of tobacco, and 589,600 cigarettes are known. Whether it was trade is a person’s to say.',
  },
  P063: {
    known: 'over',
    what: 'sildenafil found in food, transferred',
    why: 'Only the prose says so. The fact is proposed with its quotation; confirmed, R08 hits.',
  },
  P066: {
    known: 'over',
    what: '“the value reaches the standard”, transferred',
    why: 'The page gives no figure; its 100,000 yuan are an earlier fine.',
  },
  P067: {
    known: 'over',
    what: 'pork sold as donkey, transferred',
    why: 'That the goods are fake is proposed from the prose; their sales are not stated, so R04 and R05 stay open.',
  },
  P069: {
    known: 'open',
    what: 'dead cattle sold; not prosecuted for want of proof, then fined',
    why: 'Only the prose says so; confirmed, R07 hits. It stays suspicion: the procuratorate had decided otherwise, and a person weighs that.',
  },
  P070: {
    known: 'over',
    what: 'turnover of 1,870,838 yuan with counterfeit valves',
    why: 'The kind of violation names an infringement, not counterfeiting; the figures of R16 are those of any income. The act is proposed from the prose; confirmed, R16 hits.',
  },
  P072: {
    known: 'over',
    what: 'more than 300 million yuan, transferred and judged',
    why: 'The figure stands as “involved in the case” and is no turnover by itself; it is proposed as a lower bound. Confirmed, R16 hits.',
  },
  P073: {
    known: 'over',
    what: 'unsold counterfeit spirits of 2,840,000 yuan, transferred',
    why: 'A value of goods is not stated to be unsold. Both are proposed from the prose; confirmed, R18 hits.',
  },
  P075: {
    known: 'over',
    what: 'false advertising of food, transferred',
    why: 'No figure is given, and R32 (remembered, low confidence) is off.',
  },
  P090: {
    known: 'no',
    what: 'cigarettes of 20,425 yuan, below 50,000',
    why: 'No hit, as it should be. No “no” either: the value of what was found is a part of the turnover.',
  },
  P091: {
    known: 'over',
    what: 'turnover of 110,000 yuan and more; not prosecuted, then fined',
    why: 'The field says “about”, which bounds nothing; the prose says “11万余元”, which is a lower bound and is proposed. Confirmed, R28 hits.',
  },
  P097: {
    known: 'open',
    what: 'substandard medicine of 86,730 yuan; sales not stated',
    why: 'R10 asks for harm done, R04 for sales.',
  },
  P100: {
    known: 'open',
    what: 'a trace of fake medicine',
    why: 'A trace is no finding that the medicine is fake (R09).',
  },
  P103: {
    known: 'open',
    what: 'medicine made and sold without a permit',
    why: 'No figure is stated; R30 asks for it.',
  },
  P115: {
    known: 'over',
    what: 'arsenic of 4.32 mg/l, seven times over',
    why: 'A concentration is no multiple: it takes the standard, which the record does not state. R13 asks for it.',
  },
  P121: {
    known: 'over',
    what: 'a key discharger that falsified its monitoring, transferred',
    why: 'Falsifying is proposed from the prose; that it is a key discharger and what it discharged is not in the record (R15).',
  },
  P126: { known: 'over', what: 'more than three tonnes of hazardous waste, transferred' },
  P127: {
    known: 'open',
    what: '110 tonnes, if they are hazardous waste',
    why: 'They are called slag; an expert says whether it is hazardous waste (R12).',
  },
  P129: {
    known: 'no',
    what: 'transferred for administrative detention',
    why: 'No transfer of a crime; the record keeps the two apart.',
  },
  P130: { known: 'over', what: 'arsenic 289 times over the standard' },
  P132: {
    known: 'over',
    what: 'waste acid let out through a hidden pipe, transferred and judged',
    why: 'Only the prose says so; confirmed, R14 hits.',
  },
  P136: {
    known: 'over',
    what: 'three deaths',
    why: 'The deaths are stated, the breach of safety rules is not: a death alone is no crime. It is proposed from the kind of violation; confirmed, R41 hits.',
  },
  P138: {
    known: 'open',
    what: 'explosives over the limit',
    why: 'A real danger is a person’s finding (R42).',
  },
  P141: { known: 'over', what: 'one death', why: 'As P136.' },
  P144: {
    known: 'over',
    what: 'diesel sold from a car without a permit, transferred',
    why: 'The work without approval is proposed; the real danger that R42 asks for is a person’s finding.',
  },
  P156: {
    known: 'open',
    what: 'more than 100,000 yuan of taxes unpaid, share unknown',
    why: 'The figures stand tax by tax; the share of the tax due and the notice of recovery (R23) are not stated.',
  },
  P159: {
    known: 'open',
    what: 'tax, late fees and fine of 1.341 billion yuan together',
    why: 'One figure for three things bounds none of them; who pays after a first notice is not prosecuted.',
  },
  P162: { known: 'no', what: '664 m² of paddy, about one mu' },
  P163: {
    known: 'open',
    what: '17.4 mu, if farmland',
    why: 'It is not said to be farmland, the day of the act is not stated, and the figures of 2026-05-18 (R33) were not read: off.',
  },
  P169: {
    known: 'open',
    what: 'personal information sold for 20,000 yuan; not prosecuted, then fined',
    why: 'The income is stated, its kind is proposed from the violation; confirmed, R45 hits. The procuratorate had decided otherwise.',
  },
}
