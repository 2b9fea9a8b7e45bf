import '../helpers/on-azurite'
// Here, so that what the stories leave open is closed at the end of all of them.
import './small-world'

/** Of the stories that `npm test` plays in memory, those that use storage in the most ways, once more on Azurite. */
describe.each(['life-table', 'takedowns', 'questions', 'stories', 'write-back', 'late-alerts'])(
  '%s on Azurite',
  (name) => {
    jest.requireActual(`./${name}.test`)
  },
)
