// Signs in the gateway's name: access tokens and receipts, always ES256. It knows which of the keys in its hand is the
// active one and publishes every public key there ever was; it refuses to sign with a key that was retired.
import { sign } from 'node:crypto'
import type { JWK } from 'jose'
import type { Pool } from '../../db/index.ts'
import { rfc3339 } from '../kernel/index.ts'
import { createKeyFile, handedInKey, KeyFault, keyPath, readKeyFile, readKeys, type SigningKey } from './key-files.ts'
import { registerKey } from './key-rotation.ts'
import type { Registry } from './registry.ts'
import type { GatewayKey, Snapshot } from './snapshot.ts'

export interface KeyringOptions {
  readonly registry: Registry
  readonly pool: Pool
  /** The URL under which clients know this gateway, without a path's last slash. */
  readonly issuer: string
  readonly dataDir: string
  /** A private JWK or the path of one; then the directory is not looked at. */
  readonly handedIn?: string | undefined
  /** Makes a key where there is none: for the embedded default, never for production, which runs `xianjie init`. */
  readonly generateIfNone?: boolean
}

/** A public key with the period in which it signed, RFC 3339; a key still in use has no end. */
export type PublishedKey = JWK & { readonly xj_active_from: string; readonly xj_retired_at?: string }

export interface SignatureHeader {
  readonly typ: string
  readonly [member: string]: unknown
}

export class Keyring {
  readonly issuer: string
  readonly tokenEndpoint: string
  readonly #registry: Registry
  readonly #keyFile: ((kid: string) => string) | undefined
  readonly #inHand: Map<string, SigningKey>
  #active: { key: SigningKey; untilMs: number } | undefined

  /** Reads the keys, publishes what is new among them and follows the registry from then on. Throws KeyFault. */
  static async open(options: KeyringOptions): Promise<Keyring> {
    const { registry, pool, dataDir, handedIn } = options
    const keys = handedIn === undefined ? readKeys(dataDir) : [handedInKey(handedIn)]
    if (keys.length === 0 && options.generateIfNone) keys.push(createKeyFile(dataDir))
    if (keys.length === 0) throw new KeyFault(`There is no signing key in ${dataDir}. Run: xianjie init`)
    const { gatewayKeys } = await registry.current()
    const unknown = keys.filter((key) => !gatewayKeys.has(key.kid))
    for (const key of unknown) await registerKey(pool, key.publicJwk)
    if (unknown.length > 0) await registry.renewed()
    const keyring = new Keyring(options, keys)
    if (!keyring.ready)
      throw new KeyFault('Every signing key in hand has been retired. Hand in another, or run: xianjie keys rotate')
    return keyring
  }

  private constructor({ registry, issuer, dataDir, handedIn }: KeyringOptions, keys: readonly SigningKey[]) {
    this.issuer = issuer.replace(/\/+$/, '')
    this.tokenEndpoint = `${this.issuer}/oauth/token`
    this.#registry = registry
    this.#keyFile = handedIn === undefined ? (kid) => keyPath(dataDir, kid) : undefined
    this.#inHand = new Map(keys.map((key) => [key.kid, key]))
    registry.follow((snapshot) => this.#adopt(snapshot))
  }

  /** True while there is a key to sign with. */
  get ready(): boolean {
    return this.#active !== undefined && this.#active.untilMs > this.#registry.now()
  }

  /** Compact JWS (RFC 7515) over `payload`; `header` gives `typ`, the gateway adds `alg` and `kid`. */
  sign(payload: string | Uint8Array, header: SignatureHeader): string {
    const active = this.#active
    if (!active || active.untilMs <= this.#registry.now())
      throw new KeyFault('The signing key in hand has been retired, and its successor is not here.')
    const { kid, privateKey } = active.key
    const input = `${base64url(JSON.stringify({ ...header, alg: 'ES256', kid }))}.${base64url(payload)}`
    // node:crypto at once: 36 µs, where jose takes 190 µs through WebCrypto and a thread.
    return `${input}.${sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  }

  /** Every public key ever, oldest first, with the period in which it signed. Throws RegistryUnavailable. */
  async publishedJwks(): Promise<{ keys: PublishedKey[] }> {
    const { gatewayKeys } = await this.#registry.current()
    return { keys: [...gatewayKeys.values()].map(published) }
  }

  /** The youngest key that is in hand and not retired. Rotation reaches a running gateway this way. */
  #adopt({ gatewayKeys }: Snapshot): void {
    this.#active = undefined
    for (const { kid, retiredAtMs } of [...gatewayKeys.values()].reverse()) {
      const untilMs = retiredAtMs ?? Number.POSITIVE_INFINITY
      const key = untilMs > this.#registry.now() ? this.#keyNamed(kid) : undefined
      if (!key) continue
      this.#active = { key, untilMs }
      return
    }
  }

  #keyNamed(kid: string): SigningKey | undefined {
    const known = this.#inHand.get(kid)
    if (known || !this.#keyFile) return known
    try {
      const key = readKeyFile(this.#keyFile(kid))
      this.#inHand.set(key.kid, key)
      return key.kid === kid ? key : undefined
    } catch {
      return undefined // on another machine, or not kept properly; the next older key goes on while it may
    }
  }
}

function published({ publicJwk, activeFromMs, retiredAtMs }: GatewayKey): PublishedKey {
  const period = {
    xj_active_from: rfc3339(activeFromMs),
    ...(retiredAtMs !== null && { xj_retired_at: rfc3339(retiredAtMs) }),
  }
  return { ...publicJwk, use: 'sig', alg: 'ES256', ...period }
}

function base64url(text: string | Uint8Array): string {
  return (
    typeof text === 'string' ? Buffer.from(text) : Buffer.from(text.buffer, text.byteOffset, text.byteLength)
  ).toString('base64url')
}
