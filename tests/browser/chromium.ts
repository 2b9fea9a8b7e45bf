import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const executablePath = '/usr/bin/chromium'

/** `describe`, or `describe.skip` where there is no Chromium; the run then counts what it did not try. */
export const describeInChromium = existsSync(executablePath) ? describe : describe.skip

/** The browser of the system, which asks nobody for updates. */
export const startChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
