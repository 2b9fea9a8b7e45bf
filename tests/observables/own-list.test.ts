import { lostMost, parseOwnList } from '../../shared/observables/own-list'

describe('a list of our own addresses', () => {
  it.each([
    {
      as: 'one a line',
      text: '203.0.113.7\r\n198.51.100.0/24\n',
      addresses: ['203.0.113.7/32', '198.51.100.0/24'],
    },
    {
      as: 'lines with remarks, blanks and doubles',
      text: '\uFEFF# ours\n\n 203.0.113.7  # gateway\n203.0.113.7/32\n2001:DB8::/48',
      addresses: ['203.0.113.7/32', '2001:db8::/48'],
    },
    {
      as: 'a JSON list',
      text: '["203.0.113.7", " 2001:db8::1 "]',
      addresses: ['203.0.113.7/32', '2001:db8::1/128'],
    },
    {
      as: 'what az network public-ip list prints, one not assigned',
      text: JSON.stringify([
        { name: 'a', ipAddress: '203.0.113.7', publicIPAddressVersion: 'IPv4', zones: null },
        { name: 'b', ipAddress: null },
      ]),
      addresses: ['203.0.113.7/32'],
    },
    {
      as: 'what az network public-ip prefix list prints',
      text: JSON.stringify([{ name: 'p', ipPrefix: '198.51.100.16/28', prefixLength: 28 }]),
      addresses: ['198.51.100.16/28'],
    },
    { as: 'the broadest block', text: '10.0.0.0/8\nfd00::/16', addresses: ['10.0.0.0/8', 'fd00::/16'] },
  ])('$as', ({ text, addresses }) => {
    expect(parseOwnList(text)).toEqual({ kind: 'addresses', addresses })
  })

  it.each([
    { what: 'nothing', text: ' \n', because: /holds no address/ },
    { what: 'remarks only', text: '# none yet', because: /holds no address/ },
    { what: 'an empty JSON list', text: '[]', because: /holds no address/ },
    {
      what: 'addresses of which none is assigned',
      text: '[{"ipAddress":null}]',
      because: /holds no address/,
    },
    { what: 'a login page', text: '<!doctype html>', because: /HTML/ },
    { what: 'half of a JSON list', text: '["203.0.113.7"', because: /no JSON list/ },
    { what: 'JSON of another shape', text: '{"error":"forbidden"}', because: /no JSON list/ },
    {
      what: 'a list in which one has no address',
      text: '[{"ipAddress":"203.0.113.7"},{"name":"x"}]',
      because: /no JSON list/,
    },
    { what: 'a list of numbers', text: '[203]', because: /no JSON list/ },
    { what: 'a line that is no address', text: '203.0.113.7\ngateway.example', because: /as entry 2/ },
    { what: 'a block with host bits', text: '203.0.113.7/24', because: /as entry 1/ },
    { what: 'everybody', text: '0.0.0.0/0', because: /too broad/ },
    {
      what: 'a block of nobody',
      text: '203.0.113.7\n20.0.0.0/7',
      because: /20\.0\.0\.0\/7, which is too broad/,
    },
    { what: 'half of IPv6', text: '2000::/3', because: /too broad/ },
    {
      what: 'more than anybody has',
      text: Array.from({ length: 5001 }, (_, n) => `10.0.${n >> 8}.${n & 255}`).join('\n'),
      because: /more than 5000/,
    },
  ])('$what is refused as a whole', ({ text, because }) => {
    expect(parseOwnList(text)).toEqual({ kind: 'refused', because: expect.stringMatching(because) as string })
  })
})

describe('a list that lost most of what was ours', () => {
  const many = Array.from({ length: 500 }, (_, i) => `198.51.${i >> 8}.${i & 255}/32`)

  it('is told by what is left of it', () => {
    expect(lostMost(many, ['203.0.113.1/32'])).toBe('holds only 0 of the 500 entries of the list before')
    expect(lostMost(many, many.slice(0, 1))).toContain('only 1 of the 500')
  })

  it.each([
    ['grew', [...many, '203.0.113.1/32']],
    ['lost a few', many.slice(20)],
    ['was put together into blocks', ['198.51.0.0/24', '198.51.1.0/24']],
  ])('is not one that %s', (_, now) => expect(lostMost(many, now)).toBeUndefined())

  it('is not a list of a few, which may lose half', () => {
    expect(lostMost(['192.0.2.1/32', '192.0.2.2/32'], ['203.0.113.1/32'])).toBeUndefined()
  })
})
