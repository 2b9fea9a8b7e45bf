const { default: Sequencer } = require('@jest/test-sequencer')

/**
 * Files that take longest. On a fresh clone Jest knows no durations and goes by size; begun last, one of them would keep
 * one core alone at work.
 */
const slowest = [
  'sandbox/stories.test.ts',
  'flow/life-table.test.ts',
  'alerts/collecting.test.ts',
  'infra/consent.test.ts',
  'flow/clocks-apart.test.ts',
  'flow/slow-storage.test.ts',
  'flow/restraint.test.ts',
  'flow/mailbox-load.test.ts',
  'doctor/doctor.test.ts',
  'sandbox/host.test.ts',
  'build.test.ts',
]

const rank = ({ path }) => {
  const at = slowest.findIndex((name) => path.endsWith(`/tests/${name}`))
  return at < 0 ? slowest.length : at
}

module.exports = class extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => rank(a) - rank(b))
  }
}
