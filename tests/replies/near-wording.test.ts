import { nearInWords, nearWording } from '../../shared/replies/near-wording'
import { type Wording, wordingKeyOf } from '../../shared/reports/wordings'

const now = new Date('2026-11-24T10:00:00Z')
const from = { sender: 'cert@microsoft.com', signer: 'microsoft.com' }
const template = (sentences: readonly string[], by = from) => {
  const words = { ...by, sentences: [...sentences] }
  return { ...words, key: wordingKeyOf(words) }
}
const confirmed = (sentences: readonly string[], changes: Partial<Wording> = {}): Wording => ({
  ...template(sentences),
  meaning: 'taken down',
  state: 'confirmed',
  by: 'Kim Doe',
  at: new Date('2026-11-01T10:00:00Z'),
  mail: 'mail-1',
  ...changes,
})
const known = ['The site ⟨host⟩ was taken down.', 'Case number: ⟨case⟩']

it.each([
  { what: 'a negation', sentences: ['The site ⟨host⟩ was not taken down.', known[1] ?? ''], near: true },
  { what: 'a sentence more', sentences: [...known, 'It is up again.'], near: true },
  { what: 'a sentence less', sentences: known.slice(0, 1), near: true },
  { what: 'other words', sentences: ['Please send logs of the connection to us.'], near: false },
])('a wording resembles $what: $near', ({ sentences, near }) => {
  expect(nearWording(template(sentences), [confirmed(known)], now) !== undefined).toBe(near)
})

it.each([
  { what: 'of another sender', changes: { sender: 'abuse@microsoft.com' } },
  { what: 'of another signer', changes: { signer: 'microsoft.example' } },
  { what: 'that is revoked', changes: { state: 'revoked' } as const },
  { what: 'that nobody has confirmed', changes: { state: 'suggested' } as const },
  { what: 'that has lapsed', changes: { at: new Date('2025-11-01T10:00:00Z') } },
])('none $what', ({ changes }) => {
  expect(nearWording(template([...known, 'More.']), [confirmed(known, changes)], now)).toBeUndefined()
})

it('says whose it is, and what differs', () => {
  const near = nearWording(template([known[0] ?? '', 'It is up again.']), [confirmed(known)], now)
  expect(near && nearInWords(near)).toBe(
    'resembles words confirmed as "taken down" by Kim Doe on 2026-11-01; new here: "It is up again."; missing here: "Case number: ⟨case⟩"',
  )
})

it('the most alike is named', () => {
  const other = confirmed([...known, 'It is up again.', 'Sorry.'], { meaning: 'no action' })
  const near = nearWording(template([...known, 'It is up again.']), [confirmed(known), other], now)
  expect(near?.wording.meaning).toBe('no action')
})
