// Where a request comes from: whoever connected to us, unless that is a proxy which the operator trusts to say for whom it
// speaks. Nobody else's word is taken, and of a proxy's list only what trusted ones added.
import ipaddr from 'ipaddr.js'
import { isListed, type Network } from './addresses.ts'

interface Connection {
  readonly incoming?: {
    readonly socket?: { readonly remoteAddress?: string | undefined }
    readonly headers?: Readonly<Record<string, string | string[] | undefined>>
  }
  /** Networks of the proxies in front of us; set by the gateway. */
  readonly proxies?: readonly Network[]
}

/** From the environment of a request; undefined where nobody connected. */
export function callerAddress(env: unknown): string | undefined {
  const { incoming, proxies = [] } = (env ?? {}) as Connection
  const connected = incoming?.socket?.remoteAddress
  if (connected === undefined || proxies.length === 0) return connected
  const said = incoming?.headers?.['x-forwarded-for']
  const hops = (Array.isArray(said) ? said.join(',') : (said ?? ''))
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '')
  let from = connected
  // From the nearest backwards: each trusted proxy wrote who spoke to it; the first that is none of them is the caller.
  while (trusted(from, proxies)) {
    const next = addressIn(hops.pop())
    if (next === undefined) break
    from = next
  }
  return from
}

function trusted(text: string, proxies: readonly Network[]): boolean {
  return ipaddr.isValid(text) && isListed(ipaddr.process(text), proxies)
}

/** `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`; what is none of them ends the list. */
function addressIn(hop: string | undefined): string | undefined {
  const [, bracketed, v4] = /^(?:\[([0-9a-f:.]+)\](?::\d+)?|(\d+(?:\.\d+){3})(?::\d+)?)$/i.exec(hop ?? '') ?? []
  const text = bracketed ?? v4 ?? hop
  return text !== undefined && ipaddr.isValid(text) ? ipaddr.process(text).toString() : undefined
}
