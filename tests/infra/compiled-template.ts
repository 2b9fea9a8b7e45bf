import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { armTemplate, type ArmTemplate } from './arm-deployment'

/**
 * What Bicep's own compiler makes of infra/; undefined where this machine has neither the compiler nor a way to it.
 * @throws where it has one, and the template is faulty
 */
export function compiledTemplate(): ArmTemplate | undefined {
  const script = join(__dirname, '../../scripts/bicep.mjs')
  const options = { encoding: 'utf8', timeout: 180_000, maxBuffer: 64 * 2 ** 20 } as const
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--compile'], options)
  if (status === 3) return undefined
  if (status !== 0) throw new Error(stderr)
  return armTemplate.parse(JSON.parse(stdout))
}
