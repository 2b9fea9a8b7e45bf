import { caselessDecodingsOf } from '../../shared/observables/decodings'

const FIRST = 'acdelmnoqxyz'
const ANY = 'abcdefghijklmnopqrstuvwxyz0123456789'

const groupsOf = (length: number): readonly string[] =>
  length === 1
    ? Array.from(FIRST)
    : groupsOf(length - 1).flatMap((start) => Array.from(ANY, (letter) => start + letter))

describe('a label of base64 in small letters has few readings, so none is left out', () => {
  it('a whole group has at most one', () => {
    const most = groupsOf(3).flatMap((start) =>
      ['a', 'k', '0', '9'].map((end) => caselessDecodingsOf(start + end).length),
    )
    expect(Math.max(...most)).toBe(1)
  })

  it.each([2, 3])('a group of %i at the end has no more than eight', (length) => {
    expect(
      Math.max(...groupsOf(length).map((group) => caselessDecodingsOf(group).length)),
    ).toBeLessThanOrEqual(8)
  })
})
