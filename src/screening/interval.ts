// A rule's expression (CEL) as two functions of the facts: what is proved, and what is still possible. Each fact is an
// interval; one that is unknown may be anything, a lower bound anything above it. So a bound may prove a hit and never a
// miss, and what is unknown stays so unless it makes no difference.
import { type ASTNode, parse } from '@marcbachmann/cel-js'
import { type FactName, factPlaces, facts } from './facts.ts'

/** The facts of one subject, two figures each: at least, at most. Truths are 0 to 1. */
export interface Known {
  readonly least: Float64Array
  readonly most: Float64Array
}

export interface Formula {
  /** Least value for sure: 1 = the rule is met whatever the unknown facts are. `share` scales the figures to be reached. */
  least(known: Known, share: number): number
  /** Most that is possible: 0 = the rule cannot be met. */
  most(known: Known, share: number): number
  /** Facts that it speaks of, in the order of the text. */
  readonly facts: readonly FactName[]
  readonly node: Node
}

/** An expression as a tree, for explaining which branch decided. */
export type Node = { readonly kind: 'and' | 'or'; readonly branches: readonly Formula[] } | { readonly kind: 'other' }

/** A rule that cannot be read: what stands in it and where. */
export class RuleFault extends Error {}

type Value = Omit<Formula, 'facts' | 'node'> & { readonly constant?: number }

/** Compiles an expression; throws RuleFault where it names an unknown fact or uses what the rules do not need. */
export function formulaOf(expression: string): Formula {
  let ast: ASTNode
  try {
    ast = parse(expression).ast
  } catch (error) {
    throw new RuleFault(`"${expression}" is no CEL: ${(error as Error).message}`)
  }
  const compiled = compile(ast, expression)
  if (compiled.type !== 'truth') throw new RuleFault(`"${expression}" says neither yes nor no`)
  return compiled.formula
}

interface Compiled {
  readonly type: 'truth' | 'number'
  readonly formula: Formula
  readonly constant?: number
}

function compile(node: ASTNode, whole: string): Compiled {
  const { op } = node
  switch (op) {
    case 'id':
      return fact(node.args as string)
    case 'value':
      return constant(node.args as number | bigint | boolean, whole)
    case '&&':
    case '||':
      return joined(op === '&&' ? 'and' : 'or', flat(node, op), whole)
    case '!_': {
      const inner = truthOf(compile(node.args as ASTNode, whole), whole)
      return truth({
        least: (k, s) => 1 - inner.most(k, s),
        most: (k, s) => 1 - inner.least(k, s),
        facts: inner.facts,
      })
    }
    case '==':
    case '!=':
      return equality(op, node.args as [ASTNode, ASTNode], whole)
    case '>=':
    case '>':
    case '<=':
    case '<':
      return comparison(op, node.args as [ASTNode, ASTNode], whole)
    case '+':
    case '*':
      return arithmetic(op, node.args as [ASTNode, ASTNode], whole)
    default:
      throw new RuleFault(`"${whole}" uses ${op}, which no rule needs`)
  }
}

const other: Node = { kind: 'other' }
const truth = (f: Omit<Formula, 'node'>, node: Node = other): Compiled => ({ type: 'truth', formula: { ...f, node } })
const number = (f: Value & { readonly facts: readonly FactName[] }): Compiled => ({
  type: 'number',
  formula: { least: f.least, most: f.most, facts: f.facts, node: other },
  ...(f.constant !== undefined && { constant: f.constant }),
})

function fact(name: string): Compiled {
  const place = factPlaces.get(name)
  if (place === undefined) throw new RuleFault(`${name} is no fact of the dictionary`)
  const known = { least: (k: Known) => k.least[place] as number, most: (k: Known) => k.most[place] as number }
  const own = [name as FactName]
  return facts[name as FactName].unit === 'truth' ? truth({ ...known, facts: own }) : number({ ...known, facts: own })
}

function constant(value: number | bigint | boolean, whole: string): Compiled {
  if (typeof value === 'boolean') {
    const figure = value ? 1 : 0
    return { ...truth({ least: () => figure, most: () => figure, facts: [] }), constant: figure }
  }
  if (typeof value !== 'number' && typeof value !== 'bigint') throw new RuleFault(`"${whole}" compares with a text`)
  const figure = Number(value)
  return number({ least: () => figure, most: () => figure, facts: [], constant: figure })
}

function truthOf(compiled: Compiled, whole: string): Formula {
  if (compiled.type !== 'truth') throw new RuleFault(`"${whole}" takes a figure for a yes or no`)
  return compiled.formula
}

/** `a && b && c` as one list of three. */
function flat(node: ASTNode, op: '&&' | '||'): ASTNode[] {
  return node.op === op ? (node.args as [ASTNode, ASTNode]).flatMap((n) => flat(n, op)) : [node]
}

function joined(kind: 'and' | 'or', nodes: readonly ASTNode[], whole: string): Compiled {
  const branches = nodes.map((n) => truthOf(compile(n, whole), whole))
  // Written out: most rules join two or three, and a loop costs more than they do.
  const all = (of: 'least' | 'most') => (k: Known, s: number) => {
    for (let i = 0; i < branches.length; i++) if ((branches[i] as Formula)[of](k, s) === 0) return 0
    return 1
  }
  const any = (of: 'least' | 'most') => (k: Known, s: number) => {
    for (let i = 0; i < branches.length; i++) if ((branches[i] as Formula)[of](k, s) === 1) return 1
    return 0
  }
  const over = kind === 'and' ? all : any
  const spoken = [...new Set(branches.flatMap((b) => b.facts))]
  return truth({ least: over('least'), most: over('most'), facts: spoken }, { kind, branches })
}

/** `fact == true`, `fact != false`; figures are never compared for equality. */
function equality(op: '==' | '!=', [left, right]: [ASTNode, ASTNode], whole: string): Compiled {
  const [a, b] = [compile(left, whole), compile(right, whole)]
  const [said, wanted] = a.constant === undefined ? [a, b.constant] : [b, a.constant]
  if (said.type !== 'truth' || wanted === undefined)
    throw new RuleFault(`"${whole}" may compare a truth with true or false only`)
  const { least, most, facts: spoken, node } = said.formula
  const same = (wanted === 1) === (op === '==')
  return same
    ? truth({ least, most, facts: spoken }, node)
    : truth({ least: (k, s) => 1 - most(k, s), most: (k, s) => 1 - least(k, s), facts: spoken })
}

function comparison(op: '>=' | '>' | '<=' | '<', [left, right]: [ASTNode, ASTNode], whole: string): Compiled {
  const swapped = op === '<=' || op === '<'
  const [a, b] = swapped ? [compile(right, whole), compile(left, whole)] : [compile(left, whole), compile(right, whole)]
  if (a.type !== 'number' || b.type !== 'number') throw new RuleFault(`"${whole}" compares a truth by size`)
  const [more, less] = [a.formula, b.formula]
  const strict = op === '>' || op === '<'
  const holds = strict ? (x: number, y: number) => (x > y ? 1 : 0) : (x: number, y: number) => (x >= y ? 1 : 0)
  // A figure to be reached is what a share is taken of; counts of earlier penalties are reached or not.
  const scaled = isFigure(more.facts)
  return truth({
    least: (k, s) => holds(more.least(k, s), less.most(k, s) * (scaled ? s : 1)),
    most: (k, s) => holds(more.most(k, s), less.least(k, s) * (scaled ? s : 1)),
    facts: [...new Set([...more.facts, ...less.facts])],
  })
}

/** An amount or a quantity, in contrast to persons harmed and to earlier penalties. */
const isFigure = (names: readonly FactName[]): boolean =>
  names.some((name) => facts[name].unit !== 'persons' && facts[name].from === 'record')

function arithmetic(op: '+' | '*', [left, right]: [ASTNode, ASTNode], whole: string): Compiled {
  const [a, b] = [compile(left, whole), compile(right, whole)]
  if (a.type !== 'number' || b.type !== 'number') throw new RuleFault(`"${whole}" counts with a truth`)
  const [x, y] = [a.formula, b.formula]
  // Nothing here is below zero, so the bounds of a product are the products of the bounds; 0 × anything is 0.
  const of = op === '+' ? (p: number, q: number) => p + q : (p: number, q: number) => (p === 0 || q === 0 ? 0 : p * q)
  return number({
    least: (k, s) => of(x.least(k, s), y.least(k, s)),
    most: (k, s) => of(x.most(k, s), y.most(k, s)),
    facts: [...new Set([...x.facts, ...y.facts])],
  })
}
