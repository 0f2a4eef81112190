// Canonical JSON against the examples RFC 8785 publishes, and against what must hold for any JSON value at all.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical } from '../../src/kernel/index.ts'

/** RFC 8785 appendix B: IEEE 754 bits and their text. */
const numbers: readonly (readonly [bits: string, text: string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
]

const numberOf = (bits: string) => Buffer.from(bits, 'hex').readDoubleBE()

for (const [bits, text] of numbers) {
  test(`the number ${bits} is written ${text}`, () => {
    expect(canonical(numberOf(bits))).toBe(text)
    expect(canonical([numberOf(bits)])).toBe(`[${text}]`)
  })
}

for (const [bits, name] of [
  ['7fffffffffffffff', 'NaN'],
  ['7ff0000000000000', 'Infinity'],
  ['fff0000000000000', '-Infinity'],
] as const) {
  test(`${name} has no canonical form, at any depth`, () => {
    expect(() => canonical(numberOf(bits))).toThrow(TypeError)
    expect(() => canonical({ a: [{ b: numberOf(bits) }] })).toThrow(TypeError)
  })
}

test('literals, numbers and strings are written as in RFC 8785 3.2.2', () => {
  const sample = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
  )
  expect(canonical(sample)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
  // RFC 8785 3.2.4 gives the same as bytes.
  expect(Buffer.from(canonical(sample)).toString('hex')).toBe(
    '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d',
  )
})

test('keys are sorted by UTF-16 code units, as in RFC 8785 3.2.3', () => {
  const sample = {
    '\u20ac': 'Euro Sign',
    '\r': 'Carriage Return',
    '\ufb33': 'Hebrew Letter Dalet With Dagesh',
    '1': 'One',
    '\ud83d\ude00': 'Emoji: Grinning Face',
    '\u0080': 'Control',
    '\u00f6': 'Latin Small Letter O With Diaeresis',
  }
  expect(Object.values(JSON.parse(canonical(sample)))).toContain('One')
  expect([...canonical(sample).matchAll(/:"([^"]*)"/g)].map((m) => m[1])).toEqual([
    'Carriage Return',
    'One',
    'Control',
    'Latin Small Letter O With Diaeresis',
    'Euro Sign',
    'Emoji: Grinning Face',
    'Hebrew Letter Dalet With Dagesh',
  ])
})

test('keys that JavaScript treats as numbers or as something special are keys like any other', () => {
  expect(canonical(JSON.parse('{"10":1,"9":2,"1":3,"":4,"__proto__":5,"constructor":6}'))).toBe(
    '{"":4,"1":3,"10":1,"9":2,"__proto__":5,"constructor":6}',
  )
})

test('control characters are escaped as RFC 8785 3.2.2.2 has them, and nothing else is', () => {
  const all = String.fromCharCode(...Array.from({ length: 0x20 }, (_, i) => i))
  expect(canonical(`${all}\u007f\u2028/中`)).toBe(
    '"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f\u007f\u2028/中"',
  )
})

for (const [name, lone] of [
  ['high', '\ud83d'],
  ['low', '\ude00'],
  ['reversed', '\ude00\ud83d'],
  ['in the middle', 'a\ud800b'],
] as const) {
  test(`a lone surrogate (${name}) is refused, in a value and in a key`, () => {
    expect(() => canonical(lone)).toThrow(TypeError)
    expect(() => canonical({ a: [lone] })).toThrow(TypeError)
    expect(() => canonical({ [lone]: 1 })).toThrow(TypeError)
  })
}

test('what JSON does not have is refused, and a member without a value is left out', () => {
  for (const value of [1n, Symbol('x'), () => 1, undefined]) expect(() => canonical(value)).toThrow(TypeError)
  expect(canonical({ b: undefined, a: 1, c: { d: undefined } })).toBe('{"a":1,"c":{}}')
})

/** The keys of every object in another order. */
function shuffled(value: unknown, choose: (n: number) => number): unknown {
  if (Array.isArray(value)) return value.map((v) => shuffled(v, choose))
  if (value === null || typeof value !== 'object') return value
  const rest = Object.entries(value)
  const out: [string, unknown][] = []
  while (rest.length > 0) {
    const [entry] = rest.splice(choose(rest.length), 1)
    if (entry !== undefined) out.push([entry[0], shuffled(entry[1], choose)])
  }
  return Object.fromEntries(out)
}

const anyJson = fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 5 })

test('canonical text read and written again is the same text, and means the same value', () => {
  fc.assert(
    fc.property(anyJson, (value) => {
      const text = canonical(value)
      expect(canonical(JSON.parse(text))).toBe(text)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { numRuns: 500 },
  )
})

test('canonical text does not depend on the order in which keys were written', () => {
  fc.assert(
    fc.property(anyJson, fc.infiniteStream(fc.nat()), (value, stream) => {
      const choose = (n: number) => (stream.next().value as number) % n
      expect(canonical(shuffled(value, choose))).toBe(canonical(value))
    }),
    { numRuns: 300 },
  )
})

test('different values have different canonical texts', () => {
  fc.assert(
    fc.property(anyJson, anyJson, (a, b) => {
      const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
      expect(canonical(a) === canonical(b)).toBe(same)
    }),
    { numRuns: 300 },
  )
})

/** Another way to the same question: nested entries, sorted by a comparison of its own. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return ['array', value.map(sorted)]
  if (value === null || typeof value !== 'object') return ['leaf', Object.is(value, -0) ? 0 : value]
  const entries = Object.entries(value).map(([k, v]) => [k, sorted(v)] as const)
  return ['object', entries.sort(([a], [b]) => (a === b ? 0 : a < b ? -1 : 1))]
}
