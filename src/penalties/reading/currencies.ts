// Which currency an amount names, by the words and codes that customs and tax decisions use.

const currencies: readonly (readonly [RegExp, string])[] = [
  [/港元|港币|HK\$|HKD/i, 'HKD'],
  [/澳元|澳大利亚元|AUD/i, 'AUD'],
  [/加元|加拿大元|CAD/i, 'CAD'],
  [/新加坡元|新元|SGD/i, 'SGD'],
  [/新台币|台币|TWD/i, 'TWD'],
  [/澳门元|葡币|MOP/i, 'MOP'],
  [/丹麦克朗|DKK/i, 'DKK'],
  [/瑞典克朗|SEK/i, 'SEK'],
  [/挪威克朗|NOK/i, 'NOK'],
  [/瑞士法郎|CHF/i, 'CHF'],
  [/美元|美金|US\$|USD/i, 'USD'],
  [/欧元|EUR|€/i, 'EUR'],
  [/英镑|GBP|£/i, 'GBP'],
  [/日元|日圆|JPY/i, 'JPY'],
  [/韩元|韩币|KRW/i, 'KRW'],
  [/卢布|RUB/i, 'RUB'],
  [/泰铢|THB/i, 'THB'],
  [/越南盾|VND/i, 'VND'],
]

/** ISO 4217 of a currency that is not renminbi, where one is named. */
export const currencyOf = (text: string): string | undefined => currencies.find(([words]) => words.test(text))?.[1]

/** A text without the words for its currency. */
export const withoutCurrency = (text: string): string =>
  text.replace(new RegExp(currencies.map(([words]) => words.source).join('|'), 'gi'), '')
