import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { currentActor } from '../../shared/alerts/current-actor'
import {
  type ActorList,
  lossOf,
  parseThreatActors,
  type ThreatActor,
} from '../../shared/alerts/threat-actors'
import { actorName } from '../../shared/reports/words'

const file = join(__dirname, '../../../shared/data/threat-actors/MicrosoftMapping.json')
const isThere = existsSync(file)

const actorsIn = (list: ActorList): readonly ThreatActor[] => (list.kind === 'actors' ? list.actors : [])
const parse = (content: unknown) => parseThreatActors(JSON.stringify(content))
const row = (name: unknown, others: unknown = '') => ({
  'Threat actor name': name,
  'Origin/Threat': 'China',
  'Other names': others,
})
const typhoon = { name: 'Antique Typhoon', otherNames: ['Storm-0558', 'BARIUM'] }

describe('the published mapping', () => {
  it.each([
    { shape: 'of today', content: [row('Antique Typhoon', 'Storm-0558, BARIUM')] },
    { shape: 'with blanks and line breaks', content: [row(' Antique \n Typhoon', ' Storm-0558 ,, BARIUM,')] },
    { shape: 'with semicolons', content: [row('Antique Typhoon', 'Storm-0558; BARIUM')] },
    { shape: 'with a list of other names', content: [row('Antique Typhoon', ['Storm-0558', 'BARIUM'])] },
    {
      shape: 'of 2023',
      content: [{ 'Previous name': 'Storm-0558', 'New name': 'Antique Typhoon', 'Other names': ['BARIUM'] }],
    },
    {
      shape: 'with keys in one word',
      content: [{ PreviousName: 'Storm-0558', NewName: 'Antique Typhoon', Aliases: 'BARIUM' }],
    },
    { shape: 'wrapped', content: { version: 2, value: [row('Antique Typhoon', 'Storm-0558,BARIUM')] } },
  ])('is read in its shape $shape', ({ content }) => {
    expect(parse(content)).toEqual({ kind: 'actors', actors: [typhoon] })
  })

  it('may begin with a byte order mark', () => {
    const text = `\uFEFF${JSON.stringify([row('Antique Typhoon', 'Storm-0558, BARIUM')])}`
    expect(parseThreatActors(text)).toEqual({ kind: 'actors', actors: [typhoon] })
  })

  it.each([
    { what: 'no JSON', text: '<html>', because: 'no list' },
    { what: 'nothing', text: '', because: 'no list' },
    { what: 'a mere text', text: '"x"', because: 'no list' },
    { what: 'an object without a list', text: '{"a":1}', because: 'no list' },
    { what: 'an empty list', text: '[]', because: 'names no threat actor' },
    { what: 'a list of something else', text: '[{"id":1},{"id":2}]', because: 'names no threat actor' },
    {
      what: 'a list of which a fourth cannot be read',
      text: JSON.stringify([row('A a'), row('B b'), row('C c'), row(7)]),
      because: '3 of 4 entries',
    },
    {
      what: 'more actors than there can be',
      text: JSON.stringify(Array.from({ length: 5_001 }, (_, n) => row(`Actor ${n}`))),
      because: '5001 entries',
    },
  ])('$what is refused', ({ text, because }) => {
    expect(parseThreatActors(text)).toEqual({
      kind: 'refused',
      because: expect.stringContaining(because) as string,
    })
  })

  it.each(['https://evil.example/', 'a'.repeat(80), 'Line\u0000break', '<b>Typhoon</b>', ''])(
    'a name that may not stand in a report (%j) is not taken',
    (name) => {
      const others = Array.from({ length: 9 }, (_, n) => row(`Actor ${n}`))
      expect(actorsIn(parse([...others, row(name)]))).toHaveLength(9)
    },
  )

  it('no content makes it throw, and what it names may stand in a report', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const names = actorsIn(parseThreatActors(text)).map(({ name }) => name)
        expect(names.map(actorName)).toEqual(names)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    { before: 100, fresh: 80, loses: false },
    { before: 100, fresh: 79, loses: true },
    { before: 100, fresh: 300, loses: false },
    { before: 0, fresh: 1, loses: false },
  ])('$before actors become $fresh: refused $loses', ({ before, fresh, loses }) => {
    const some = (length: number) => Array.from({ length }, () => typhoon)
    expect(lossOf(some(fresh), some(before)) !== undefined).toBe(loses)
  })
})

describe('what a name is today', () => {
  const actors: readonly ThreatActor[] = [
    typhoon,
    { name: 'Cadet Blizzard', otherNames: ['DEV-0586', 'EMBER BEAR'] },
    { name: 'Neva Flood', otherNames: ['Storm-1516'] },
    { name: 'Storm-1516', otherNames: [] },
    { name: 'Storm-0230', otherNames: ['Conti'] },
    { name: 'Linen Typhoon', otherNames: ['APT27'] },
    { name: 'Circle Typhoon', otherNames: ['APT27'] },
    { name: 'Old Storm', otherNames: ['DEV-500'] },
  ]
  const renamed = (name: string) => ({ kind: 'renamed', name })
  it.each([
    { name: 'Storm-0558', is: renamed('Antique Typhoon') },
    { name: 'STORM-0558', is: renamed('Antique Typhoon') },
    { name: 'STORM-558', is: renamed('Antique Typhoon') },
    { name: ' storm 558 ', is: renamed('Antique Typhoon') },
    { name: 'barium', is: renamed('Antique Typhoon') },
    { name: 'DEV-0586', is: renamed('Cadet Blizzard') },
    { name: 'Storm-0586', is: renamed('Cadet Blizzard') },
    { name: 'Storm-0500', is: renamed('Old Storm') },
    { name: 'Ember  Bear', is: renamed('Cadet Blizzard') },
    { name: 'Conti', is: renamed('Storm-0230') },
    // Listed twice, under its old name and under its new one: the new one counts.
    { name: 'Storm-1516', is: renamed('Neva Flood') },
    { name: 'Storm-0900', is: { kind: 'in-development' } },
    { name: 'STORM-900', is: { kind: 'in-development' } },
    { name: 'Storm-0230', is: { kind: 'in-development' } },
    { name: 'ANTIQUE TYPHOON', is: { kind: 'as-named' } },
    { name: 'APT27', is: { kind: 'as-named' } },
    { name: 'Nobody Known', is: { kind: 'as-named' } },
    { name: '', is: { kind: 'as-named' } },
    { name: '__proto__', is: { kind: 'as-named' } },
  ])('$name', ({ name, is }) => {
    expect(currentActor(actors, name)).toEqual(is)
  })

  it('without a mapping every name stands as it is', () => {
    expect(currentActor([], 'Storm-0900')).toEqual({ kind: 'as-named' })
  })
})

;(isThere ? describe : describe.skip)('the mapping as published (skipped without the shared data)', () => {
  const actors = isThere ? actorsIn(parseThreatActors(readFileSync(file, 'utf8'))) : []

  it('is read whole', () => {
    expect(actors).toHaveLength(166)
    expect(actors.filter(({ name }) => actorName(name) !== name)).toEqual([])
  })

  it.each([
    { name: 'Storm-0900', is: { kind: 'in-development' } },
    { name: 'Storm-0558', is: { kind: 'renamed', name: 'Antique Typhoon' } },
    { name: 'Storm-1516', is: { kind: 'renamed', name: 'Neva Flood' } },
    { name: 'STRONTIUM', is: { kind: 'renamed', name: 'Forest Blizzard' } },
    { name: 'APT27', is: { kind: 'as-named' } },
  ])('$name', ({ name, is }) => {
    expect(currentActor(actors, name)).toEqual(is)
  })
})
