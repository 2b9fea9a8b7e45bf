import { isIPv6 } from 'node:net'
import fc from 'fast-check'
import { parseIpAddress } from '../../shared/model/ip-address'
import { formatV6, parseV6 } from '../../shared/model/ip-words'

describe('canonical spelling (RFC 5952)', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'],
    ['64:ff9b:1::1', '64:ff9b:1::1'],
    ['64:ff9b:2::20.119.0.42', '64:ff9b:2::1477:2a'],
    ['::1', '::1'],
    ['::ff:ffff', '::ff:ffff'],
  ])('%s is %s', (text, canonical) => {
    expect(parseIpAddress(text)).toBe(canonical)
  })

  it.each(['::ffff:20.119.0.42', '::ffff:1477:2a', '::FFFF:1477:002A', '0:0:0:0:0:ffff:20.119.0.42'])(
    'v4-mapped %s is the v4 address itself (RFC 4291 §2.5.5.2)',
    (text) => {
      expect(parseIpAddress(text)).toBe('20.119.0.42')
    },
  )

  it.each([
    ['::20.119.0.42', 'IPv4-compatible, RFC 4291 §2.5.5.1'],
    ['::ffff:0:20.119.0.42', 'IPv4-translated, RFC 2765 §2.1'],
    ['64:ff9b::20.119.0.42', 'NAT64, RFC 6052 §2.1'],
    ['64:ff9b:1::20.119.0.42', 'NAT64 in a /96 of the local prefix, RFC 8215'],
    ['64:ff9b:1:fffe::20.119.0.42', 'the same with a subnet'],
    ['64:ff9b:1:1477:0:2a00::', 'NAT64 with the whole /48, RFC 6052 §2.2'],
    ['2002:1477:2a::1', '6to4, RFC 3056 §2'],
    ['2001:0:4136:e378:8000:63bf:eb88:ffd5', 'Teredo, RFC 4380 §4'],
  ])('%s is the v4 address itself too (%s)', (text) => {
    expect(parseIpAddress(text)).toBe('20.119.0.42')
  })

  it.each(['64:ff9b:1:2:14:7700:2a00:0', '64:ff9b:1:214:77:2a::', '64:ff9b:1::2a:1477:2a'])(
    '%s is private: how the network cut its prefix, nobody outside can know',
    (text) => {
      expect(parseIpAddress(text)).toBe(text)
    },
  )
})

it.each([
  '',
  ' 192.0.2.1',
  '192.0.2.1.',
  '192.0.2.256',
  '192.0.2',
  '192.0.2.01',
  '192.0..1',
  '1.2.3.4.5',
  '0x14.0.0.1',
  '192.0.2.1:443',
  '192.0.2.1/32',
  '１９２.0.2.1',
  'fe80::1%eth0',
  '[::1]',
  ':::',
  ':1::',
  '1:',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4::5:6:7:8',
  '1:2:3:4:5:6:7:1.2.3.4',
  '12345::',
  '::1.2.3.04',
  '::g',
])('%j is not an address as it stands', (text) => {
  expect(parseIpAddress(text)).toBeUndefined()
})

it('every v6 address survives writing and reading', () => {
  const word = fc.oneof(fc.constant(0), fc.constant(0xffff), fc.integer({ min: 0, max: 0xffffffff }))
  fc.assert(
    fc.property(fc.tuple(word, word, word, word), (words) => {
      const read = new Uint32Array(4)
      const text = formatV6(words)
      expect(isIPv6(text)).toBe(true)
      expect(parseV6(text, read)).toBe(true)
      expect([...read]).toEqual(words)
      expect(new URL(`http://[${text}]/`).hostname).toBe(`[${text}]`)
    }),
    { numRuns: 5000 },
  )
})
