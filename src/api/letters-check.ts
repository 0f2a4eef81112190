// The public check of a letter by the code that stands on it: which letter it is, of whom, of which day, with which digests,
// and nothing of its case. A code has 100 bits, so that guessing finds nothing and needs no counting of tries.
import { type Context, Hono } from 'hono'
import { letterDigest } from '../../schemas/index.ts'
import type { CasesDeps } from '../cases/index.ts'
import { Refusal } from '../kernel/index.ts'
import { codeText, codeTyped, escapedHtml, issuedByCode, titleOf } from '../letters/index.ts'
import type { DoorEnv } from './context.ts'
import { problem } from './problem.ts'
import { parseBody, readJson } from './read-body.ts'

type C = Context<DoorEnv>

/** Mount at `/letters`, before authentication. */
export function lettersCheckDoor({ pool, directory }: Pick<CasesDeps, 'pool' | 'directory'>): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()

  async function checked(typed: string) {
    const code = codeTyped(typed)
    const issued = code === undefined ? undefined : await issuedByCode(pool, code)
    if (issued === undefined) return undefined
    return {
      code: codeText(issued.code),
      letter: issued.letter,
      zh: titleOf(issued.letter).zh,
      documentNo: issued.documentNo,
      issuedOn: issued.issuedOn,
      issuer: (await directory()).byId.get(issued.agencyId)?.name ?? '',
      sha256: issued.sha256,
      sm3: issued.sm3,
    }
  }

  door.get('/check/:code', async (c) => {
    const found = await checked(c.req.param('code'))
    if (wantsPage(c)) return page(c, found, undefined)
    return found === undefined ? problem(c, unknown()) : c.json(found, 200, plain)
  })

  door.post('/check/:code', async (c) => {
    const raw = await digestOf(c)
    if (raw instanceof Refusal) return problem(c, raw)
    const found = await checked(c.req.param('code'))
    const matches = found && (found.sha256 === raw.digest || found.sm3 === raw.digest)
    if (raw.form) return page(c, found, matches)
    return found === undefined ? problem(c, unknown()) : c.json({ ...found, matches }, 200, plain)
  })

  return door
}

const plain = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
const unknown = () => new Refusal('not_found', 'No letter with this code was issued here.')
const wantsPage = (c: C) => /\btext\/html\b/.test(c.req.header('accept') ?? '')

/** A digest as JSON, or from the page's own form. */
async function digestOf(c: C): Promise<{ digest: string; form: boolean } | Refusal> {
  const form = /^application\/x-www-form-urlencoded\b/i.test(c.req.header('content-type') ?? '')
  if (!form) {
    const raw = await readJson(c)
    const parsed = raw instanceof Refusal ? raw : parseBody(raw, letterDigest)
    return parsed instanceof Refusal ? parsed : { ...parsed, form }
  }
  const length = Number(c.req.header('content-length') ?? Number.NaN)
  // The form sends some eighty bytes; nothing longer is read.
  if (!(length <= 1_000)) return new Refusal('body_too_large', 'A digest has 64 characters.')
  const digest = new URLSearchParams(await c.req.text()).get('digest') ?? ''
  return { digest: digest.replace(/\s/g, '').toLowerCase(), form }
}

const style = `body{font:16px/1.8 "Source Han Sans SC","Noto Sans CJK SC","Microsoft YaHei",system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1rem;overflow-wrap:anywhere}dt{color:#556}dd{margin:0 0 .6rem}input{width:100%;font:inherit}`
const policy = `default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`

type Found = {
  code: string
  zh: string
  documentNo: string | null
  issuedOn: string
  issuer: string
  sha256: string
  sm3: string
}

function page(c: C, found: Found | undefined, matches: boolean | undefined): Response {
  const rows: [string, string][] =
    found === undefined
      ? []
      : [
          ['文书', found.zh],
          ['文号', found.documentNo ?? '（无）'],
          ['签发日期', found.issuedOn],
          ['签发机关', found.issuer],
          ['核验码', found.code],
          ['原件 SHA-256', found.sha256],
          ['原件 SM3', found.sm3],
        ]
  const verdict =
    found === undefined
      ? '未查到使用该核验码签发的文书。'
      : matches === undefined
        ? '该核验码对应下列已签发的文书。请核对手中文书与下列内容是否一致。'
        : matches
          ? '摘要一致：该文件与签发的原件相同。'
          : '摘要不一致：该文件与签发的原件不同。'
  const form =
    found === undefined
      ? ''
      : '<form method="post"><p><label>文件的 SHA-256 或者 SM3 摘要：<input name="digest" maxlength="64" pattern="[0-9a-fA-F]{64}" required></label></p><button>比对</button></form>'
  const body = `<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>文书核验</title><style>${style}</style></head><body>
<h1>文书核验</h1><p>${verdict}</p><dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd>${escapedHtml(value)}</dd>`).join('')}</dl>${form}
</body></html>
`
  return c.body(body, found === undefined ? 404 : 200, {
    ...plain,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
  })
}
