// Which addresses a guarded request may reach: public ones, and those the operator has listed. A partner who names the
// URL must not make the gateway knock at doors inside the network it stands in.
import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'

type Address = ReturnType<typeof ipaddr.parse>
export type Network = readonly [Address, number]

/** Of a cloud's fabric: it looks public and is not. The others' lie in ranges that are refused anyway. */
const metadata = new Set(['168.63.129.16'])

/** Networks as an operator lists them: `10.2.0.0/16`, `fd00::/8`, a single address. Throws with the part that is none. */
export function parseNetworks(list: readonly string[]): Network[] {
  return list.map((text) => {
    try {
      if (text.includes('/')) return ipaddr.parseCIDR(text)
      const address = ipaddr.parse(text)
      return [address, address.kind() === 'ipv4' ? 32 : 128]
    } catch {
      throw new TypeError(`${text} is neither an address nor a network like 10.2.0.0/16`)
    }
  })
}

export function isListed(address: Address, networks: readonly Network[]): boolean {
  return networks.some(([network, bits]) => network.kind() === address.kind() && address.match([network, bits]))
}

/** `listed`, `public`, or undefined where a guarded request must not go. */
export function reachable(text: string, networks: readonly Network[]): 'listed' | 'public' | undefined {
  if (!ipaddr.isValid(text)) return undefined
  const given = ipaddr.parse(text)
  // 10.0.0.1 and ::ffff:10.0.0.1 are one place; whoever lists it by the one writing means both.
  const address = ipaddr.process(text)
  if (isListed(address, networks) || isListed(given, networks)) return 'listed'
  if (given !== address && given.kind() !== address.kind()) return undefined // mapped: no honest name resolves to it
  if (address.range() !== 'unicast' || metadata.has(address.toString())) return undefined
  // Only 2000::/3 is given out as global unicast; what lies outside of it is IPv4 in other clothes or not yet anything.
  if (address.kind() === 'ipv6' && ((address.toByteArray()[0] as number) & 0xe0) !== 0x20) return undefined
  return ownAddresses().has(address.toString()) ? undefined : 'public'
}

/** The gateway itself, and whatever else listens beside it. */
function ownAddresses(): Set<string> {
  const found = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return new Set(found.map(({ address }) => ipaddr.process(address.replace(/%.*$/, '')).toString()))
}
