import { readAddress } from '../../shared/model/address-reading'

describe('spellings with one reading', () => {
  it.each([
    ['20.119.0.42'],
    [' 20.119.0.42\n'],
    ['20.119.0.42.'],
    ['20.119.0.42:443'],
    ['https://20.119.0.42:8443/login?a=1#b'],
    ['hxxps://20[.]119[.]0[.]42/x'],
    ['http://someone:secret@20.119.0.42/'],
    ['20[.]119[.]0[.]42'],
    ['20(dot)119(dot)0(dot)42'],
    ['20.119.0[.]42'],
    ['20\\.119\\.0\\.42'],
    ['２０.119.0.42'],
    ['20。119。0。42'],
    ['20｡119．0.42'],
    ['::ffff:20.119.0.42'],
    ['::ffff:20.119.0.42%1'],
    ['[::ffff:1477:2a]:443'],
  ])('%j is 20.119.0.42', (text) => {
    expect(readAddress(text)).toMatchObject({ kind: 'address', address: '20.119.0.42' })
  })

  it.each([
    ['fe80::1%eth0', 'fe80::1'],
    ['[fe80::1%25eth0]:443', 'fe80::1'],
    ['[2001:DB8::1]', '2001:db8::1'],
    ['http://[2001:db8::1]:8080/', '2001:db8::1'],
    ['2001[:]db8[:][:]1', '2001:db8::1'],
    ['2001:db8::1:443', '2001:db8::1:443'],
  ])('%j is %s', (text, address) => {
    expect(readAddress(text)).toEqual({ kind: 'address', address })
  })
})

describe('spellings that programs read differently are ambiguous, with every reading', () => {
  it.each([
    ['020.119.0.42', ['20.119.0.42', '16.119.0.42']],
    ['20.119.0.042', ['20.119.0.42', '20.119.0.34']],
    ['024.0167.0.052', ['24.167.0.52', '20.119.0.42']],
    ['08.8.8.8', ['8.8.8.8']],
    ['0x14.0x77.0.0x2a', ['20.119.0.42']],
    ['20.119.42', ['20.119.0.42']],
    ['20.7798826', ['20.119.0.42']],
    ['343343146', ['20.119.0.42']],
    ['0x1477002a', ['20.119.0.42']],
    ['http://020.119.0.42/', ['20.119.0.42', '16.119.0.42']],
    ['０２０.119.0.42', ['20.119.0.42', '16.119.0.42']],
  ])('%j', (text, readings) => {
    expect(readAddress(text)).toMatchObject({ kind: 'ambiguous', readings })
  })
})

it.each([
  '',
  'safe-hse.com',
  '20.119.0.42/32',
  '20.119.0.0/20',
  '20.119.0.42..',
  '20.119.0.42 443',
  '256.119.0.42',
  '1.2.3.4.5',
  '20.119.0.42.evil.example',
  '4294967296',
  '0x',
  '::1::',
  '20.119.0.42%eth0',
  'http://20.119.0.42\\@evil.example/',
  'user@20.119.0.42',
  '[20.119.0.42]',
  'x'.repeat(3000),
])('%j is no address', (text) => {
  expect(readAddress(text).kind).toBe(text === '0x' ? 'ambiguous' : 'invalid')
})
