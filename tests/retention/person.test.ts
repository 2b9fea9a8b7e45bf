import { personOf } from '../../shared/retention/person'

it.each([
  { value: 'alice@corp.example', text: 'Alice@Corp.example wrote', is: true },
  { value: 'alice@corp.example', text: 'malice@corp.example', is: false },
  { value: 'alice@corp.example', text: 'alice@corp.example.org', is: false },
  { value: 'alice@corp.example', text: 'it was alice@corp.example.', is: true },
  { value: 'alice@corp.example', text: 'https://example.com/?u=alice%40corp.example', is: true },
  { value: 'alice', text: 'CORP\\alice', is: true },
  { value: 'ws-1', text: 'ws-10', is: false },
  { value: 'ws-1', text: 'ws-1.corp.example', is: true },
  { value: '192.0.2.5', text: 'from 192.0.2.5:443', is: true },
  { value: '192.0.2.5', text: 'from 192.0.2.55', is: false },
  { value: '192.0.2.5', text: 'from 10.192.0.2.5', is: false },
  { value: 'a.b+c@example.com', text: 'aXb+c@example.com', is: false },
])('$value in "$text": $is', ({ value, text, is }) => {
  const person = personOf([value])
  expect(person.isNamedIn(text)).toBe(is)
  // Asked twice, it answers the same.
  expect(person.isNamedIn(text)).toBe(is)
  expect(person.isNamedIn(person.takenOutOf(text, 'erased'))).toBe(false)
})

it.each([[[]], [['']], [['ab']], [['alice@corp.example', ' ']]])('%j stands for nobody', (values) => {
  expect(() => personOf(values)).toThrow(RangeError)
})
