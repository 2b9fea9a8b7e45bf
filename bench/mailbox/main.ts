import { loadavg } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { startAzurite } from '../../sandbox/world/azurite'
import { azureStorage } from '../../shared/storage/storage'
import { mailServersCanStart } from '../../tests/mta/start-postfix-dovecot'
import { startDovecot } from './dovecot'
import { type Cost, now, openFullMailbox } from './full-mailbox'
import { graphSource } from './graph-source'
import { imapSource } from './imap-source'
import type { Source } from './source'

const MAILS = 10_000
const REPORTS = 2_000
const NEW_MAILS = 10
const FIRST_READING_IN_SECONDS = 60
/** Growth between the first and the last look that is still noise of the collector, not a leak. */
const FLAT_WITHIN_MB = 8
const LOOKS = 5

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

async function main(mails: number, reports: number): Promise<void> {
  console.log(`Reading a mailbox, Node ${process.version}, load ${loadavg()[0]?.toFixed(1) ?? '?'}`)
  console.log('\nExchange Online, its stand-in in this process')
  const isMet = [await measure(await graphSource(now), mails, reports)]
  console.log('\nIMAP, a real Dovecot')
  if (mailServersCanStart) isMet.push(await measure(await imapSource(await startDovecot()), mails, reports))
  else console.log('SKIPPED: takes Postfix and Dovecot (Debian: postfix, dovecot-imapd), and root')
  process.exitCode = isMet.every(Boolean) ? 0 : 1
}

/** @returns whether every promise was kept */
async function measure(source: Source, mails: number, reports: number): Promise<boolean> {
  const azurite = await startAzurite()
  const storage = azureStorage({ connectionString: azurite.connectionString })
  const mailbox = await openFullMailbox(storage, reports, source)
  try {
    await mailbox.fill(mails)
    const heapInMb: number[] = []
    let read = 0
    mailbox.onRead = () => {
      read += 1
      if (read % (mails / LOOKS) === 0) heapInMb.push(heapNow())
    }
    const first = await mailbox.poll()
    print(`first reading of ${mails} mails, ${reports} open reports`, first)
    await mailbox.fill(NEW_MAILS)
    const second = await mailbox.poll()
    print(`${NEW_MAILS} new mails`, second)
    print('nothing new', await mailbox.poll())
    console.log(`Heap in MB on the way: ${heapInMb.map((megabytes) => megabytes.toFixed(1)).join(', ')}`)
    const growth = (heapInMb.at(-1) ?? 0) - (heapInMb[0] ?? 0)
    const { clock } = first.seconds
    const promises = [
      target(first.mails === mails, `${first.mails} mails read (${mails})`),
      target(clock < FIRST_READING_IN_SECONDS, `${clock.toFixed(1)} s for all (< 60)`),
      target(second.fetched === NEW_MAILS, `${second.fetched} mails fetched of ${NEW_MAILS} new ones`),
      target(growth <= FLAT_WITHIN_MB, `${growth.toFixed(1)} MB more heap at the end (≤ ${FLAT_WITHIN_MB})`),
    ]
    return promises.every(Boolean)
  } finally {
    await mailbox.close()
    await azurite.close()
  }
}

function print(what: string, { seconds, operations, requests, fetched }: Cost): void {
  const time = `${seconds.clock.toFixed(2).padStart(8)} s, ${seconds.processor.toFixed(2)} s of processor time`
  const counts = `${operations} storage operations, ${fetched} mails fetched, ${requests} other requests`
  console.log(`${what.padEnd(48)}${time}; ${counts}`)
}

function target(isMet: boolean, what: string): boolean {
  console.log(`${isMet ? 'met   ' : 'MISSED'} ${what}`)
  return isMet
}

function heapNow(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed / 2 ** 20
}

void main(Number(process.argv[2] ?? MAILS), Number(process.argv[3] ?? REPORTS))
