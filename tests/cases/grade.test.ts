import { gradeOf, type GradeFacts } from '../../shared/cases/grade'

const best: GradeFacts = {
  ...{ hasName: true, hasAddress: true, hasPort: true, hasTime: true, hasSecondSource: true },
  ...{ isJudged: false, isUnconfirmed: false },
  ...{ isSharedFrontEnd: false, ownershipClass: 'customer-hosted' },
}

it.each([
  ['everything', {}, 'A'],
  ['everything, on a shared front end', { isSharedFrontEnd: true }, 'A'],
  ['no second source', { hasSecondSource: false }, 'B'],
  ['no port', { hasPort: false }, 'B'],
  ['no address', { hasAddress: false }, 'B'],
  ['no time', { hasTime: false }, 'C'],
  ['no name, but a port', { hasName: false }, 'B'],
  [
    'neither name nor port, but a verdict of its own',
    { hasName: false, hasPort: false, isJudged: true },
    'B',
  ],
  ['host and address put together without proof', { isUnconfirmed: true }, 'C'],
  ['neither name nor port', { hasName: false, hasPort: false }, 'C'],
  ['a shared front end without a name', { hasName: false, isSharedFrontEnd: true }, 'D'],
  ['no service tag', { ownershipClass: 'microsoft-untagged' }, 'C'],
] as const)('%s: %s', (_, facts, grade) => expect(gradeOf({ ...best, ...facts })).toBe(grade))
