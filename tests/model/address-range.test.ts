import { addressRange, isRoutable } from '../../shared/model/address-range'
import { cidrContains, parseCidr } from '../../shared/model/cidr'
import { type IpAddress, parseIpAddress } from '../../shared/model/ip-address'

const ip = (text: string): IpAddress => {
  const address = parseIpAddress(text)
  if (address === undefined) throw new Error(`not an address: ${text}`)
  return address
}

describe('what an address is for', () => {
  it.each([
    ['20.119.0.42', 'global', true],
    ['192.168.5.105', 'private', false],
    ['172.31.255.255', 'private', false],
    ['172.32.0.0', 'global', true],
    ['100.64.0.1', 'carrier-nat', false],
    ['127.0.0.53', 'loopback', false],
    ['169.254.1.1', 'link-local', false],
    ['169.254.169.254', 'azure-platform', false],
    ['168.63.129.16', 'azure-platform', false],
    ['168.63.129.17', 'global', true],
    ['0.0.0.0', 'unspecified', false],
    ['203.0.113.77', 'documentation', true],
    ['198.18.0.1', 'benchmark', false],
    ['224.0.0.251', 'multicast', false],
    ['233.252.0.1', 'documentation', true],
    ['255.255.255.255', 'reserved', false],
    ['192.88.99.1', 'reserved', false],
    ['::', 'unspecified', false],
    ['::1', 'loopback', false],
    ['::20.119.0.42', 'global', true],
    ['::2a', 'reserved', false],
    ['fe80::1', 'link-local', false],
    ['fd00::1', 'private', false],
    ['fec0::1', 'private', false],
    ['2001:db8::1', 'documentation', true],
    ['3fff::1', 'documentation', true],
    ['100::1', 'reserved', false],
    ['100:0:0:1::1', 'reserved', false],
    ['5f00::1', 'reserved', false],
    ['2001:2::1', 'benchmark', false],
    ['64:ff9b::1477:2a', 'global', true],
    ['64:ff9b::a00:1', 'private', false],
    ['64:ff9b:1::1', 'private', false],
    ['2603:1030::1', 'global', true],
    ['::ffff:10.0.0.1', 'private', false],
  ])('%s: %s, routable: %s', (text, range, routable) => {
    expect([addressRange(ip(text)), isRoutable(ip(text))]).toEqual([range, routable])
  })
})

describe('blocks', () => {
  it.each([
    ['20.119.0.0/20', '20.119.0.0/20'],
    ['20.119.0.42', '20.119.0.42/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['2001:db8::1', '2001:db8::1/128'],
    ['::ffff:203.0.113.0/120', '203.0.113.0/24'],
    ['64:ff9b::203.0.113.0/120', '203.0.113.0/24'],
    ['64:ff9b::/96', '64:ff9b::/96'],
    ['::203.0.113.7', '203.0.113.7/32'],
    ['2002:cb00:7100::/40', '203.0.113.0/24'],
    ['2002:cb00:7107::/48', '203.0.113.7/32'],
    ['2002:cb00:7107:1::/64', '203.0.113.7/32'],
    ['2002::/16', '2002::/16'],
    ['2001::/32', '2001::/32'],
    ['2001:0:c000:201:0:1234:34ff:8ef8', '203.0.113.7/32'],
  ])('%s is %s', (text, canonical) => {
    expect(parseCidr(text)?.text).toBe(canonical)
  })

  it.each([
    '',
    '20.119.0.42/20',
    '20.119.0.0/33',
    '20.119.0.0/',
    '20.119.0.0/020',
    '2001:db8::1/64',
    '::/129',
    '::ffff:0:0/95',
    'x/8',
    '10.0.0.0/-1',
  ])('%j is no block', (text) => {
    expect(parseCidr(text)).toBeUndefined()
  })

  it.each([
    ['20.119.0.0/20', '20.119.15.255', true],
    ['20.119.0.0/20', '20.119.16.0', false],
    ['0.0.0.0/0', '203.0.113.1', true],
    ['::/0', '203.0.113.1', false],
    ['2001:db8::/33', '2001:db8:7fff::', true],
    ['2001:db8::/33', '2001:db8:8000::', false],
    ['2001:db8::1', '2001:db8::1', true],
    ['203.0.113.0/24', '::ffff:203.0.113.9', true],
  ])('%s holds %s: %s', (block, address, expected) => {
    expect(cidrContains(parseCidr(block)!, ip(address))).toBe(expected)
  })
})
