import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { readSettings, settingNames } from '../../shared/settings/settings'

const root = join(__dirname, '../..')
const json = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'))
const timeSpan = z
  .string()
  .regex(/^\d\d:\d\d:\d\d$/)
  .transform((text) => text.split(':').reduce((seconds, part) => 60 * seconds + Number(part), 0))

describe('host.json', () => {
  const host = z
    .object({
      functionTimeout: timeSpan,
      extensionBundle: z.object({ id: z.string(), version: z.string() }),
      extensions: z.object({
        queues: z.object({
          messageEncoding: z.string(),
          maxDequeueCount: z.number(),
          visibilityTimeout: timeSpan,
          batchSize: z.number(),
        }),
      }),
    })
    .parse(json('host.json'))

  it('the timeout is explicit, since a lease has to outlast it', () => {
    expect(host.functionTimeout).toBe(600)
  })

  it('a SIEM may send plain JSON', () => {
    expect(host.extensions.queues.messageEncoding).toBe('none')
  })

  it('a failed message rests at least a minute, five times', () => {
    expect(host.extensions.queues.visibilityTimeout).toBeGreaterThanOrEqual(60)
    expect(host.extensions.queues.maxDequeueCount).toBe(5)
  })

  it('the bundle is a 4.x: there is no 5', () => {
    expect(host.extensionBundle).toEqual({
      id: 'Microsoft.Azure.Functions.ExtensionBundle',
      version: '[4.*, 5.0.0)',
    })
  })
})

describe('local.settings.json', () => {
  const { Values: values } = z
    .object({ Values: z.record(z.string(), z.string()) })
    .parse(json('local.settings.json'))

  it('holds development values only: no secret, and nothing leaves by itself', () => {
    const settings = readSettings(values)
    expect(settings.need('reporting').reporting.modes.mode).toBe('review')
    expect(settings.secrets).toEqual(['UseDevelopmentStorage=true'])
  })

  it('names settings that exist', () => {
    const hosts = ['FUNCTIONS_WORKER_RUNTIME']
    expect(Object.keys(values).filter((name) => !settingNames.includes(name))).toEqual(hosts)
  })
})
