// Last word of .ci/run: which tests were skipped and whether that may be, and the line `N passed, N failed`.
// usage: node summary.mjs FAILED_STAGES JEST_JSON...
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [failedStages, ...files] = process.argv.slice(2)
const nothing = { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0, testResults: [] }
const results = files.map((file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : nothing))
const total = (count) => results.reduce((sum, result) => sum + result[count], 0)

const skipped = results
  .flatMap(({ testResults }) => testResults)
  .flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'pending').map(({ fullName }) => fullName),
  )
// Data and schemas beside the checkout may be absent; a Debian package may not, since .ci/run installs it.
const dataIsThere = existsSync(join(import.meta.dirname, '../../shared/data'))
const wrong = dataIsThere ? skipped : skipped.filter((name) => /Debian/.test(name))
if (skipped.length > 0) console.log(`\nSkipped:\n${skipped.map((name) => `  ${name}`).join('\n')}`)
if (wrong.length > 0) console.log(`\nNot to be skipped here: ${wrong.length} of them.`)

// A suite that cannot be loaded has no failed tests to count, and a failed stage beside the tests counts as one, so
// that this line never reads better than the run was.
const failedTests = total('numFailedTests') + total('numRuntimeErrorTestSuites')
const otherStages = Math.max(Number(failedStages) - (failedTests > 0 ? 1 : 0), 0)
const failed = failedTests + otherStages + wrong.length
console.log(
  `${total('numPassedTests')} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`,
)
process.exitCode = failed === 0 ? 0 : 1
