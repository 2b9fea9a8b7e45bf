import {
  publishedActor,
  publishedCategory,
  publishedDetectionSource,
  publishedTechniques,
} from '../../shared/cases/published-words'

describe('a threat actor’s name', () => {
  it.each([
    ['Storm-0900', 'Storm-0900'],
    ['STORM-900', 'Storm-0900'],
    ['DEV-0537', 'DEV-0537'],
    ['Midnight Blizzard', 'Midnight Blizzard'],
    ['NOBELIUM', 'NOBELIUM'],
    ['APT28', 'APT28'],
    ['FANCY BEAR', 'FANCY BEAR'],
  ])('%s passes as %s', (text, name) => expect(publishedActor(text)).toBe(name))

  it.each([
    undefined,
    '',
    'CANARY',
    'm.muster',
    'ws-0105.corp.example',
    'Corp Finance',
    'Storm-0900 on ws-0105',
    'x'.repeat(99),
  ])('%s does not', (text) => expect(publishedActor(text)).toBeUndefined())
})

it.each([
  ['microsoftDefenderForEndpoint', 'microsoftDefenderForEndpoint'],
  ['Microsoft Defender for Endpoint', 'microsoftDefenderForEndpoint'],
  ['CorpRule7', undefined],
  ['constructor', undefined],
])('detection source %s', (text, name) => expect(publishedDetectionSource(text)).toBe(name))

it.each([
  ['CommandAndControl', 'CommandAndControl'],
  ['command and control', 'CommandAndControl'],
  ['m.muster', undefined],
])('category %s', (text, name) => expect(publishedCategory(text)).toBe(name))

it('techniques are ids and nothing else', () => {
  expect(publishedTechniques(['T1071.001', 'T1059', 'T1 m.muster', 'x'])).toEqual(['T1071.001', 'T1059'])
})
