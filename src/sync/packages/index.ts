// Closed networks: acts, files and receipts of cases travel between gateways that share nothing but a directory, as signed,
// numbered, acknowledged packages. One gateway is a case's home and alone extends it; the other keeps a copy.

export { exchange } from './exchange.ts'
export { fileName, type PackageItem, type PackageManifest } from './form.ts'
export { addPeer, changePeer, listPeers, type NewPeer, type Peer, peerKeys, peerNamed } from './peers.ts'
export { type HandedOver, handOver } from './queue.ts'
export { type ReadReport, readPackages } from './read.ts'
export type { PackagesRoom } from './room.ts'
export { type PeerStatus, peerStatuses } from './status.ts'
export { type Written, writePackages } from './write.ts'
