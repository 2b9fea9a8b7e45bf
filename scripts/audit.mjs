// Asks the registry for known weaknesses, and tells "none" from "could not ask". Exit code 1 only for weaknesses, high or
// critical, in what is deployed: a registry that is out of reach says nothing about the code.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const options = {
  cwd: join(import.meta.dirname, '..'),
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
  shell: process.platform === 'win32',
}
const args = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=30000']
const { stdout, stderr, error } = spawnSync('npm', args, options)

const answer = parsed(stdout ?? '')
const counts = answer?.metadata?.vulnerabilities
if (counts === undefined) {
  const reasons = [error?.message, answer?.error?.summary, answer?.message, stderr]
  const [line = ''] = (reasons.find((reason) => reason) ?? '').trim().split('\n')
  console.log(`AUDIT NOT DONE: could not ask the registry (${line.slice(0, 200) || 'no answer'}).`)
  console.log('That says nothing about the packages: ask again where the registry can be reached.')
} else {
  const grave = Object.values(answer.vulnerabilities ?? {}).filter(({ severity }) =>
    /^(?:high|critical)$/.test(severity),
  )
  const others = counts.total - grave.length
  for (const { name, severity, range, via } of grave) {
    const titles = via.flatMap((one) =>
      typeof one === 'string' ? [] : [`${one.title} ${one.url ?? ''}`.trim()],
    )
    console.log(`${severity}: ${name} ${range}${titles.length > 0 ? `: ${titles.join('; ')}` : ''}`)
  }
  console.log(
    grave.length > 0
      ? `audit: vulnerable, ${grave.length} of what is deployed, high or critical`
      : `audit: clean${others > 0 ? `, but for ${others} below high` : ''}`,
  )
  process.exitCode = grave.length > 0 ? 1 : 0
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
