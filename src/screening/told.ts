// A rule's expression told in words: what must all hold, what suffices alone, and each figure with its unit. For people
// who look a threshold up; it is made from the expression that the machine obeys, so the two cannot differ.
import { type ASTNode, parse } from '@marcbachmann/cel-js'
import { type FactName, type FactOrigin, facts, type Unit } from './facts.ts'
import { expressionOf, type Rule } from './rule.ts'

/** A line of the outline; `any`: one of the deeper lines below it suffices; `all`: each of them is needed. */
export interface Told {
  readonly depth: number
  readonly kind: 'any' | 'all' | 'one'
  readonly zh: string
  readonly en: string
  readonly from: readonly FactOrigin[]
}

type Tree = { readonly any: readonly Tree[] } | { readonly all: readonly Tree[] } | Omit<Told, 'depth' | 'kind'>

const units: Readonly<Record<Exclude<Unit, 'truth'>, readonly [zh: string, en: string]>> = {
  count: ['', ''],
  persons: ['人', ' persons'],
  yuan: ['元', ' yuan'],
  mu: ['亩', ' mu'],
  m3: ['立方米', ' m³'],
  kg: ['千克', ' kg'],
  tonnes: ['吨', ' tonnes'],
  times: ['倍', ' times'],
  ratio: ['', ''],
  months: ['个月', ' months'],
  hours: ['小时', ' hours'],
}
const ways = {
  '>=': ['达到', 'at least'],
  '>': ['超过', 'more than'],
  '<=': ['不超过', 'at most'],
  '<': ['不满', 'less than'],
} as const

const heads = {
  any: { zh: '有下列情形之一', en: 'one of these suffices', from: [] },
  all: { zh: '同时具备', en: 'all of these', from: [] },
} as const

/** The lines in the order of the expression. */
export const toldOf = (rule: Rule): Told[] => outline(told(parse(expressionOf(rule)).ast, true), 0)

function outline(tree: Tree, depth: number): Told[] {
  if ('zh' in tree) return [{ depth, kind: 'one', ...tree }]
  const [kind, branches] = 'any' in tree ? (['any', tree.any] as const) : (['all', tree.all] as const)
  return [{ depth, kind, ...heads[kind] }, ...branches.flatMap((branch) => outline(branch, depth + 1))]
}

function told(node: ASTNode, holds: boolean): Tree {
  const { op } = node
  if (op === '!_') return told(node.args as ASTNode, !holds)
  if (op === '&&' || op === '||') {
    const branches = flat(node, op).map((branch) => told(branch, holds))
    return (op === '&&') === holds ? { all: branches } : { any: branches }
  }
  if (op === 'id') return truth(node.args as FactName, holds)
  const [left, right] = node.args as [ASTNode, ASTNode]
  if (op === '==' || op === '!=') return told(left, (right.args === (op === '==')) === holds)
  return compared(op as keyof typeof ways, left, right, holds)
}

const flat = (node: ASTNode, op: '&&' | '||'): ASTNode[] =>
  node.op === op ? (node.args as [ASTNode, ASTNode]).flatMap((n) => flat(n, op)) : [node]

function truth(name: FactName, holds: boolean): Tree {
  const { zh, en, from } = facts[name]
  if (name === 'is_unit')
    return holds ? { zh: '单位', en: 'a unit', from: [from] } : { zh: '自然人', en: 'a natural person', from: [from] }
  return { zh: holds ? zh : `不属于：${zh}`, en: holds ? en : `not: ${en}`, from: [from] }
}

function compared(op: keyof typeof ways, left: ASTNode, right: ASTNode, holds: boolean): Tree {
  const names = namesIn(left)
  const first = names[0]
  const unit = first === undefined ? 'count' : facts[first].unit
  const [zhUnit, enUnit] = unit === 'truth' ? ['', ''] : units[unit]
  const figure = right.op === 'value' ? figureOf(Number(right.args), unit) : undefined
  const [zhWay, enWay] = ways[op]
  const not = holds ? ['', ''] : ['并非', 'not ']
  return {
    zh: `${said(left, 'zh')}${not[0]}${zhWay} ${figure === undefined ? said(right, 'zh') : `${figure.zh}${figure.alone ? '' : ` ${zhUnit}`}`.trim()}`,
    en: `${said(left, 'en')}: ${not[1]}${enWay} ${figure === undefined ? said(right, 'en') : `${figure.en}${figure.alone ? '' : enUnit}`}`,
    from: [...new Set([...names, ...namesIn(right)].map((name) => facts[name].from))],
  }
}

/** Amounts of ten thousand and more in 万元, as the instruments write them; shares in per cent. */
function figureOf(n: number, unit: Unit): { zh: string; en: string; alone: boolean } {
  const grouped = String(n).replace(/\B(?=(\d{3})+$)/g, ',')
  if (unit === 'ratio') return { zh: `${n * 100}%`, en: `${n * 100}%`, alone: true }
  if (unit === 'yuan' && n >= 10_000) return { zh: `${n / 10_000} 万元`, en: `${grouped} yuan`, alone: true }
  return { zh: unit === 'count' && n >= 10_000 ? `${n / 10_000} 万` : grouped, en: grouped, alone: false }
}

function said(node: ASTNode, tongue: 'zh' | 'en'): string {
  const { op } = node
  if (op === 'id') return facts[node.args as FactName][tongue]
  if (op === 'value') return String(Number(node.args))
  const [left, right] = node.args as [ASTNode, ASTNode]
  if (op === '+')
    return tongue === 'zh'
      ? `${said(left, 'zh')}与${said(right, 'zh')}合计`
      : `${said(left, 'en')} and ${said(right, 'en')} together`
  return tongue === 'zh'
    ? `${said(left, 'zh')}的 ${said(right, 'zh')} 倍`
    : `${said(left, 'en')} times ${said(right, 'en')}`
}

function namesIn(node: ASTNode): FactName[] {
  if (node.op === 'id') return [node.args as FactName]
  if (node.op === 'value') return []
  return node.op === '!_' ? namesIn(node.args as ASTNode) : (node.args as ASTNode[]).flatMap(namesIn)
}

/** The facts that a rule asks for, in the order of its expression. */
export const factsNamed = (rule: Rule): FactName[] => [...new Set(namesIn(parse(expressionOf(rule)).ast))]
