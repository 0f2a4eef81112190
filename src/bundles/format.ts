// What a bundle holds and how it is called: the manifest, the chain, the proofs, the names of files. Writer and verifier
// share it; a change of meaning is a new number in `format`.
import { z } from 'zod'
import { plainFilename } from '../materials/index.ts'

export const bundleFormat = 'xianjie-bundle/1'
/** `typ` of the signature over the manifest. */
export const bundleType = 'xianjie-bundle+jws'

export const manifestPath = 'manifest.json'
export const signaturePath = 'manifest.jws'
/** The same signature, and the key, as OpenSSL wants them. */
export const derPath = 'manifest.der'
export const pemPath = 'manifest.pem'
/** They stand first, in this order, and are not listed in the manifest: each follows from it, its signature and the keys. */
export const heading = [manifestPath, signaturePath, derPath, pemPath] as const

export const paths = {
  readme: 'README.txt',
  sums: 'SHA256SUMS',
  gatewayKeys: 'keys/jwks.json',
  clientKeys: 'keys/clients.json',
  state: 'state.json',
  chain: 'chain.json',
  materials: 'materials.json',
  letters: 'letters.json',
  checkpoint: 'proofs/checkpoint',
  inclusion: 'proofs/inclusion.json',
} as const

/** Files that are streamed from the store; all others are small enough to be held while they are written and checked. */
export const isStreamed = (path: string) => path.startsWith('materials/')

const six = (n: number) => String(n).padStart(6, '0')
export const eventPath = (version: number) => `events/${six(version)}.json`
/** An entry of which a part is another organ's alone: shown without it, and therefore not proved by its commitment. */
export const eventInPartPath = (version: number) => `events/${six(version)}.part.json`
export const requestPath = (version: number) => `requests/${six(version)}.body`
export const requestSignaturePath = (version: number) => `requests/${six(version)}.jws`
export const receiptPath = (no: number) => `receipts/${six(no)}.jws`

/** What file systems allow for one name, in bytes of UTF-8, with room for the number before it. */
const nameBytesMax = 200

function shortened(name: string, bytesMax: number): string {
  if (Buffer.byteLength(name) <= bytesMax) return name
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 && Buffer.byteLength(name.slice(dot)) <= 20 ? name.slice(dot) : ''
  let kept = ''
  let bytes = Buffer.byteLength(extension)
  for (const character of name) {
    bytes += Buffer.byteLength(character)
    if (bytes > bytesMax) break
    kept += character
  }
  return kept + extension
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no path may hold
const unfit = /[\u0000-\u001f\u007f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu

/** `materials/<folder>/<no>-<name>`: the number keeps names apart, also where a file system takes two for one. */
export function materialPath(folder: string, no: number, filename: string): string {
  const plain = (name: string) => shortened(plainFilename(name.replace(unfit, '_')), nameBytesMax)
  return `materials/${plain(folder)}/${six(no)}-${plain(filename)}`
}

const digest = z.string().regex(/^[0-9a-f]{64}$/)
const version = z.int().min(1).max(10_000_000)
/** Relative, without `.`, `..`, empty parts, backslashes or control characters; nothing that leaves the directory it is unpacked to. */
const safePath = z
  .string()
  .max(1024)
  .refine(
    (path) =>
      !/[\\:]/.test(path) &&
      path.search(unfit) < 0 &&
      path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
    'is not a path that a bundle may hold',
  )

export const manifestShape = z.strictObject({
  format: z.literal(bundleFormat),
  issuer: z.string(),
  /** Further gateways whose receipts are in it: the case is, or was, at home there. */
  issuers: z.array(z.string()).optional(),
  /** When it was made, RFC 3339. */
  at: z.iso.datetime(),
  transfer: z.strictObject({
    id: z.uuid(),
    /** The last entry that the viewer sees; nothing later is in the bundle. */
    version,
    documentNo: z.string(),
    caseName: z.string(),
  }),
  viewer: z.strictObject({
    part: z.string(),
    /** Its part ended; the case stands as it stood then. */
    ended: z.boolean(),
    agency: z.strictObject({ id: z.uuid(), code: z.string().nullable(), name: z.string().nullable() }),
  }),
  /** In the order of the archive, behind the manifest and its signature. */
  files: z
    .array(
      z.strictObject({
        path: safePath,
        size: z.int().min(0),
        sha256: digest,
        sm3: digest.optional(),
      }),
    )
    .max(200_000),
})
export type Manifest = z.infer<typeof manifestShape>
export type ListedFile = Manifest['files'][number]

const bytesHex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`))

export const chainShape = z.strictObject({
  transfer: z.uuid(),
  entries: z.array(
    z.strictObject({
      version,
      commitment: digest,
      link: digest,
      /** Only of entries whose bytes are in the bundle: without it nobody guesses what a commitment hides. */
      salt: bytesHex(16).optional(),
      /** `sealed`: not for this viewer. `part`: shown without what is another organ's alone. */
      shown: z.enum(['whole', 'part', 'sealed']),
    }),
  ),
})
export type Chain = z.infer<typeof chainShape>

/** The materials of the case as the API shows them, with the act that took them and the file that holds their bytes. */
export const catalogueShape = z.strictObject({
  materials: z.array(
    z.looseObject({
      id: z.uuid(),
      version,
      seq: z.int().min(0),
      /** Left out where the bytes are kept elsewhere. */
      path: z.string().optional(),
      sha256: digest.nullish(),
      sm3: digest.nullish(),
    }),
  ),
})

/** Letters that the case brought and that were issued; each is a material of the entry that issued it. */
export const lettersShape = z.strictObject({
  letters: z.array(
    z.strictObject({
      letter: z.string(),
      /** Entry that brought it. */
      version,
      /** Entry that issued it. */
      issuedVersion: version,
      issuedOn: z.string(),
      documentNo: z.string().nullable(),
      agencyId: z.uuid(),
      /** By which a reader of the paper asks whether it is one. */
      code: z.string(),
      materialId: z.uuid(),
      sha256: digest,
      sm3: digest,
    }),
  ),
})
export type IssuedLetter = z.infer<typeof lettersShape>['letters'][number]

/** Where the entries stand in the journal's tree, under the checkpoint beside it. */
export const inclusionShape = z.strictObject({
  /** That the checkpoint is signed for (C2SP signed-note); left out where the tree holds none of the entries yet. */
  verifierKey: z.string().optional(),
  leaves: z.array(z.strictObject({ version, index: z.int().min(0), proof: z.array(digest).max(64) })),
  /** Entries that the tree did not hold yet. */
  pending: z.array(version),
})
export type Inclusion = z.infer<typeof inclusionShape>

const publicJwk = z.looseObject({ kty: z.string(), kid: z.string() })
export const gatewayKeysShape = z.strictObject({ keys: z.array(publicJwk) })
export const clientKeysShape = z.strictObject({
  clients: z.array(
    z.strictObject({
      id: z.string(),
      agency: z.strictObject({ id: z.uuid(), code: z.string().nullable(), name: z.string().nullable() }),
      keys: z.array(
        z.strictObject({
          kid: z.string(),
          jwk: z.looseObject({ kty: z.string() }),
          notBefore: z.iso.datetime(),
          expiresAt: z.iso.datetime().nullable(),
          revokedAt: z.iso.datetime().nullable(),
        }),
      ),
    }),
  ),
})
export type ClientKeys = z.infer<typeof clientKeysShape>

/** `sha256sum -c SHA256SUMS` checks every file but this one, the manifest and its signatures. */
export function sumsOf(files: readonly ListedFile[]): string {
  return files
    .filter((f) => f.path !== paths.sums)
    .map((f) => `${f.sha256}  ${f.path}\n`)
    .join('')
}
