import { readFileSync } from 'node:fs'
import { BlockList, isIP } from 'node:net'
import { join } from 'node:path'
import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js'
import { Reader, type Response } from 'mmdb-lib'
import { Matcher } from 'netparser'
import { parseCidr } from '../../shared/model/cidr'
import { parseV4, parseV6 } from '../../shared/model/ip-words'
import { flatten } from '../../shared/ownership/address-data'
import { lookUpIn } from '../../shared/ownership/address-lookup'
import { openSnapshot } from '../../shared/ownership/snapshot'
import { FILES, readLines } from './dataset'
import { flattenedMmdb } from './flattened-mmdb'

/** One way to answer. `limit` answers nothing and shows what the parsing alone costs. */
export type Contestant = {
  readonly name: string
  readonly returns: string
  readonly kind: 'ours' | 'peer' | 'limit'
  /** Reads its data and gets ready; returns the look-up (true: inside a prefix) and the memory of its arrays if known. */
  readonly prepare: (folder: string) => { readonly build: () => Ready }
}
export type Ready = { readonly isHit: (text: string) => boolean; readonly arraysInBytes?: number }

const prefixesIn = (folder: string): string[] => readLines(join(folder, FILES.prefixes))
const openIn = (folder: string) => openSnapshot(readFileSync(join(folder, FILES.snapshot)))

const OURS: readonly Contestant[] = [
  {
    name: 'this index',
    returns: 'all tags, prefix',
    kind: 'ours',
    prepare: (folder) => {
      const entries = openIn(folder)
        .unpack()
        .flatMap((source) => source.entries)
      return {
        build: () => {
          const { match, bytes } = lookUpIn(flatten(entries))
          return { isHit: (text) => match(text) !== undefined, arraysInBytes: bytes }
        },
      }
    },
  },
  {
    name: 'this index, whole answer',
    returns: 'Ownership object',
    kind: 'ours',
    prepare: (folder) => ({
      build: () => {
        const { ofAddress } = openIn(folder).index
        // An answer about the v4 address inside a 6to4 one is right, but no other contestant looks there.
        const isHit = (text: string): boolean => {
          const { embeddedAddress, sources } = ofAddress(text)
          return embeddedAddress === undefined && sources.some((source) => source !== 'special')
        }
        return { isHit }
      },
    }),
  },
]

const PEERS: readonly Contestant[] = [
  {
    name: 'node:net BlockList',
    returns: 'yes/no',
    kind: 'peer',
    prepare: (folder) => {
      const prefixes = prefixesIn(folder)
        .map(parseCidr)
        .filter((cidr) => cidr !== undefined)
      return {
        build: () => {
          const list = new BlockList()
          for (const { text, family, length } of prefixes) {
            list.addSubnet(text.slice(0, text.indexOf('/')), length, family === 4 ? 'ipv4' : 'ipv6')
          }
          return { isHit: (text) => list.check(text, text.includes(':') ? 'ipv6' : 'ipv4') }
        },
      }
    },
  },
  {
    name: 'mmdb-lib, own flattened file',
    returns: 'all tags',
    kind: 'peer',
    prepare: (folder) => ({
      build: () => {
        const reader = new Reader<Response>(flattenedMmdb(openIn(folder)), { cache: new Map() })
        return { isHit: (text) => reader.get(text) !== null }
      },
    }),
  },
  {
    name: 'netparser Matcher',
    returns: 'one prefix',
    kind: 'peer',
    prepare: (folder) => {
      const prefixes = prefixesIn(folder)
      return {
        build: () => {
          const matcher = new Matcher(prefixes)
          return { isHit: (text) => matcher.get(text) !== null }
        },
      }
    },
  },
  {
    name: 'ipaddr.js loop',
    returns: 'yes/no',
    kind: 'peer',
    prepare: (folder) => {
      const prefixes = prefixesIn(folder)
      return {
        build: () => {
          const ranges = prefixes.map((prefix) => ipaddr.parseCIDR(prefix))
          return {
            isHit: (text) => {
              const address: IPv4 | IPv6 = ipaddr.process(text)
              return ranges.some((range) => range[0].kind() === address.kind() && address.match(range))
            },
          }
        },
      }
    },
  },
]

const LIMITS: readonly Contestant[] = [
  {
    name: 'limit: our parsers alone',
    returns: '–',
    kind: 'limit',
    prepare: () => ({
      build: () => {
        const words = new Uint32Array(4)
        return { isHit: (text) => parseV4(text) >= 0 || parseV6(text, words) }
      },
    }),
  },
  {
    name: 'limit: net.isIP',
    returns: '–',
    kind: 'limit',
    prepare: () => ({ build: () => ({ isHit: (text) => isIP(text) > 0 }) }),
  },
]

export const CONTESTANTS: readonly Contestant[] = [...OURS, ...PEERS, ...LIMITS]
