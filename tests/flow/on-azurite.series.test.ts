import '../helpers/on-azurite'

/** Of the stories that `npm test` plays in memory, those that use storage in the most ways, once more on Azurite. */
describe.each([
  'life-table',
  'newest-copy',
  'takedowns',
  'questions',
  'stories',
  'write-back',
  'late-alerts',
])('%s on Azurite', (name) => {
  jest.requireActual(`./${name}.test`)
})
