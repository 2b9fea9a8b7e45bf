import type { Ownership } from '../../shared/ownership/ownership'
import { FOUNDING_TAGS, serviceTagsJson, snapshotFrom, sourceFrom } from './feeds'

const { index } = snapshotFrom(sourceFrom(serviceTagsJson(FOUNDING_TAGS)))
const inAppService = (answer: Ownership): boolean => answer.prefix === '20.119.0.0/20'

describe('is it in 20.119.0.0/20? Spellings that other readers get wrong', () => {
  it.each([
    ['20.119.0.42', 'the address'],
    ['::ffff:20.119.0.42', 'v4-mapped, dotted'],
    ['::ffff:1477:2a', 'v4-mapped, hexadecimal'],
    ['::FFFF:1477:002A', 'v4-mapped, upper case and zeros'],
    ['::ffff:20.119.0.42%1', 'v4-mapped with a zone id'],
    ['64:ff9b::1477:2a', 'NAT64'],
    ['2002:1477:2a::', '6to4'],
    ['::20.119.0.42', 'IPv4-compatible, as products that keep sixteen bytes write it'],
    ['64:ff9b:1::1477:2a', 'NAT64 in a local prefix'],
    ['20.119.0.42:443', 'with a port'],
    [' 20.119.0.42', 'with a blank'],
    ['20.119.0.42.', 'with the root’s dot'],
    ['20[.]119[.]0[.]42', 'defanged'],
    ['hxxp://20[.]119[.]0[.]42/a', 'defanged URL'],
    ['２０.１１９.０.４２', 'full-width digits'],
    ['20。119。0。42', 'ideographic dots'],
    ['20.119.0.4\u00ad2', 'an invisible hyphen'],
  ])('%j: yes (%s)', (text) => {
    const answer = index.ofAddress(text)
    expect([answer.owner, answer.class, inAppService(answer)]).toEqual(['microsoft', 'customer-hosted', true])
    expect(answer.input).toBe(text)
  })

  it.each([
    ['020.119.0.42', ['20.119.0.42', '16.119.0.42']],
    ['20.119.0.042', ['20.119.0.42', '20.119.0.34']],
    ['024.0167.0.052', ['24.167.0.52', '20.119.0.42']],
    ['0x14.0x77.0.0x2a', ['20.119.0.42']],
    ['20.119.42', ['20.119.0.42']],
    ['343343146', ['20.119.0.42']],
  ])('%j: ambiguous, with every reading', (text, readings) => {
    expect(index.ofAddress(text)).toMatchObject({
      owner: 'ambiguous',
      class: 'other',
      serviceTags: [],
      readings,
    })
    expect(index.ofHost(text)).toMatchObject({ owner: 'ambiguous', readings })
  })

  it.each([
    '20.119.0.42/32',
    '20.119.0.42 x',
    '20.119.0.42%eth0',
    '20.119.0.256',
    '',
    '20.119.0.42.evil.example',
  ])('%j: not an address', (text) => {
    expect(index.ofAddress(text)).toMatchObject({ owner: 'invalid', class: 'other', sources: [] })
  })

  it.each([
    ['fe80::1%eth0', 'special', 'link-local, whatever the zone'],
    ['20.119.16.0', 'microsoft', 'the next address after the block, still in AzureCloud'],
    ['16.119.0.42', 'other', 'the octal reading is somebody else’s'],
  ])('%s: no, it is %s (%s)', (text, owner) => {
    expect([index.ofAddress(text).owner, inAppService(index.ofAddress(text))]).toEqual([owner, false])
  })
})

it.each([
  ['::ffff:1477:2a', 'v4-mapped of 20.119.0.42. '],
  ['64:ff9b::1477:2a', 'NAT64 of 20.119.0.42. '],
  ['2002:1477:2a::1', '6to4 of 20.119.0.42. '],
  ['2001:0:4136:e378:8000:63bf:eb88:ffd5', 'Teredo of 20.119.0.42. '],
])('%s answers for the v4 address inside, and says so', (text, because) => {
  const answer = index.ofAddress(text)
  expect(answer).toMatchObject({
    class: 'customer-hosted',
    embeddedAddress: '20.119.0.42',
    prefix: '20.119.0.0/20',
  })
  expect(answer.because.startsWith(because)).toBe(true)
})

it.each([
  '168.63.129.16',
  '169.254.169.254',
  '10.0.0.4',
  '100.64.0.1',
  '127.0.0.1',
  '192.0.2.1',
  '198.51.100.7',
  '203.0.113.77',
  '224.0.0.1',
  '255.255.255.255',
  '2001:db8::1',
  '3fff::1',
  'fd00::1',
  '::1',
  '64:ff9b::a00:1',
])('%s is special: never reported', (text) => {
  expect(index.ofAddress(text)).toMatchObject({ owner: 'special', class: 'special', shared: false })
})
