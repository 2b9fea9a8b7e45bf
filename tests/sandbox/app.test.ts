import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { startApp } from '../../sandbox/app'
import { freshAccount } from '../helpers/storage'
import { bundle } from './bundle'

const root = join(__dirname, '../..')
const built = existsSync(join(root, 'dist/main.js'))
const functions = [
  { name: 'chaseReports', kind: 'timer' },
  { name: 'collectAlerts', kind: 'timer' },
  { name: 'fileReports', kind: 'timer', detail: '0 * * * * *' },
  { name: 'openCase', kind: 'queue', detail: 'alerts' },
  { name: 'quarantineAlert', kind: 'queue', detail: 'alerts-poison' },
  { name: 'refreshOwnership', kind: 'timer' },
  { name: 'reviewReports', kind: 'http' },
  { name: 'trackReplies', kind: 'timer' },
]

;(built ? it : it.skip)('the built app registers its functions (skipped where it is not built)', async () => {
  const hostScript = join(root, '.sandbox', `host-${process.pid}.js`)
  mkdirSync(join(root, '.sandbox'), { recursive: true })
  bundle('sandbox/host/main.ts', hostScript, '--packages=external')
  try {
    const settings = { AzureWebJobsStorage: freshAccount() }
    const app = await startApp({ hostScript, appDirectory: root, settings })
    await app.stop()
    expect(app.functions).toEqual(
      expect.arrayContaining(functions.map((one) => expect.objectContaining(one) as unknown)),
    )
  } finally {
    rmSync(hostScript)
  }
})
