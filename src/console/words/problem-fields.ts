// What the contract says of a single field, by pattern: zod's messages and those of the smallest promises, in Chinese; in English
// where the sentence was made for programmers.

export type Said = string | ((found: RegExpExecArray, lang: 'zh' | 'en') => string)

/** The first that fits; without English words the detail is shown as it came. */
export type Detail = readonly [pattern: RegExp, zh: Said, en?: Said]

export const fieldDetails: readonly Detail[] = [
  // zod
  [/^Invalid input: expected \w+, received undefined$/, '须填写', 'must be filled in'],
  [/^Invalid input: expected \w+, received null$/, '须填写', 'must be filled in'],
  [/^Too small: expected string to have >=1 characters?$/, '须填写', 'must be filled in'],
  [/^Too small: expected string to have >=(\d+) characters?$/, '至少 $1 个字', 'at least $1 characters'],
  [/^Too big: expected string to have <=(\d+) characters?$/, '最多 $1 个字', 'at most $1 characters'],
  [/^Too small: expected array to have >=1 items?$/, '至少填写一项', 'at least one is needed'],
  [/^Too small: expected array to have >=(\d+) items?$/, '至少填写 $1 项', 'at least $1 are needed'],
  [/^Too big: expected array to have <=(\d+) items?$/, '最多 $1 项', 'at most $1'],
  [/^Too small: expected (?:number|int) to be >=?(-?[\d.]+)$/, '不小于 $1', 'at least $1'],
  [/^Too big: expected (?:number|int) to be <=?(-?[\d.]+)$/, '不大于 $1', 'at most $1'],
  [/^Invalid input: expected (?:int|number), received/, '须填写整数', 'a whole number is needed'],
  [/^Invalid (?:option|input): expected (?:one of )?"/, '请从选项中选择', 'choose one of those offered'],
  [/^Invalid discriminator value|^Invalid input$/, '请从选项中选择', 'choose one of those offered'],
  [/^Invalid UUID$/, '须填写编号', 'an identifier is needed'],
  [/^this field is not known here$|^Unrecognized key/, '此栏目在这里不适用', 'this field does not belong here'],
  // what makes a penalty record unfit
  [/^hijacked_page: /, '应填名称处为被篡改页面的内容', 'words of a hijacked page stand where a name belongs'],
  [
    /^unit_at_odds: /,
    '金额栏目与处罚内容相差一万倍，其中一处单位有误',
    'the amount and the words of the penalty differ by ten thousand',
  ],
  [/^unidentifiable: /, '没有记录标识、文号，其他内容也不足以识别', 'nothing by which the record could be found again'],
  [/^too_many: /, '项数过多', 'too many of them'],
  [/^too_long: /, '内容过长', 'too long'],
  [/^mojibake: /, '文字编码有误，成为乱码', 'decoded by the wrong table of characters'],
  [/^holes: /, '部分文字已丢失', 'characters were lost'],
  [/^unread: /, '不能识别', 'cannot be read'],
  [
    /^Upload-Metadata: filename holds control characters/,
    '文件名含有控制字符或者改变文字方向的符号',
    'the file’s name holds control characters or marks that change the direction of text',
  ],
  // primitives
  [/^control characters/, '含有不能使用的控制字符', 'holds control characters that are not allowed'],
  [/^must not be blank$/, '不能只有空格', 'must not be blank'],
  [/^the year must lie between/, '年份应在 1949 至 2199 年之间'],
  [
    /^a date and time with offset is needed/,
    '须填写日期和时间，例如 2026-11-20 09:30',
    'a date and a time are needed, for example 2026-11-20 09:30',
  ],
  [
    /^a date that exists is needed/,
    '须填写存在的日期，例如 2026-11-20',
    'a date that exists is needed, for example 2026-11-20',
  ],
  [
    /^an amount in yuan is needed/,
    '须填写金额，单位为元，最多两位小数',
    'an amount in yuan is needed, with at most two decimals',
  ],
  [/^a quantity is needed/, '须填写数量，最多六位小数', 'a quantity is needed, with at most six decimals'],
  [/^a UUID in lower case is needed/, '编号不正确', 'the identifier is not right'],
  [/^a SHA-256 digest is needed/, 'SHA-256 摘要应为 64 位十六进制数字'],
  [/^an SM3 digest is needed/, 'SM3 摘要应为 64 位十六进制数字'],
  [/^a suspect’s id in this case is needed/, '请选择本案当事人', 'choose parties of this case'],
  [/^an instance as the case lists it/, '请选择所指事项', 'choose which matter is meant'],
  [/^the id of a letter is needed/, '请选择文书', 'choose a letter'],
  [/unified social credit code has 18 characters/, '统一社会信用代码应为 18 位'],
  [/unified social credit code uses digits/, '统一社会信用代码由数字和大写字母（不含 I、O、S、V、Z）组成'],
  [/^Characters 3 to 8 of a unified/, '统一社会信用代码第 3 至 8 位应为行政区划代码'],
  [/^The check character of the unified/, '统一社会信用代码校验位不符（GB 32100-2015）'],
  [/^Characters 9 to 17 of the unified/, '统一社会信用代码第 9 至 17 位不是组织机构代码'],
  [/^An identity number has 17 digits/, '公民身份号码应为 17 位数字和一位校验码'],
  [/^The identity number begins with no known/, '公民身份号码的地区代码不存在'],
  [/^The identity number contains no real date/, '公民身份号码中的出生日期不存在'],
  [/^The date of birth in the identity number/, '公民身份号码中的出生日期在将来'],
  [/^The check character of the identity number/, '公民身份号码校验位不符（GB 11643-1999）'],
  [/^A region code|^The region code|^A county code/, '行政区划代码不正确（GB/T 2260）'],
  [/^a number needs the kind of document/, '填写号码须同时选择证件种类'],
  [/^a transfer names at least one suspect/, '至少填写一名当事人'],
  [/^this material stands in the letter twice/, '同一材料列了两次'],
  [/^what is dangerous needs the reason/, '危险物品须填写理由'],
  [/^a folder lies at most (\d+) levels/, '卷册最多 $1 级'],
  [/^a level is a name without blanks/, '卷册名称前后不能有空格，也不能是“.”或者“..”'],
  [/^a level has at most (\d+)/, '每级卷册名称最多 $1 个字'],
  [/^seconds or h:mm:ss are needed/, '填写秒数或者“时:分:秒”'],
  [/^a stretch ends after it begins/, '结束应晚于开始'],
  [/^a media type is needed/, '文件格式不正确'],
]
