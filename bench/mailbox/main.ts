import { loadavg } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { startAzurite } from '../../sandbox/world/azurite'
import { azureStorage } from '../../shared/storage/storage'
import { type Cost, openFullMailbox } from './full-mailbox'

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
  const azurite = await startAzurite()
  const storage = azureStorage({ connectionString: azurite.connectionString })
  const mailbox = await openFullMailbox(storage, reports)
  try {
    mailbox.fill(mails)
    const heapInMb: number[] = []
    let read = 0
    mailbox.onRead = () => {
      read += 1
      if (read % (mails / LOOKS) === 0) heapInMb.push(heapNow())
    }
    const first = await mailbox.poll()
    print(`first reading of ${mails} mails, ${reports} open reports`, first)
    mailbox.fill(NEW_MAILS)
    const second = await mailbox.poll()
    print(`${NEW_MAILS} new mails`, second)
    print('nothing new', await mailbox.poll())
    console.log(`\nHeap in MB on the way: ${heapInMb.map((megabytes) => megabytes.toFixed(1)).join(', ')}`)
    const growth = (heapInMb.at(-1) ?? 0) - (heapInMb[0] ?? 0)
    const promises = [
      target(first.mails === mails, `${first.mails} mails read (${mails})`),
      target(first.seconds < FIRST_READING_IN_SECONDS, `${first.seconds.toFixed(1)} s for all (< 60)`),
      target(second.fetched === NEW_MAILS, `${second.fetched} mails fetched of ${NEW_MAILS} new ones`),
      target(growth <= FLAT_WITHIN_MB, `${growth.toFixed(1)} MB more heap at the end (≤ ${FLAT_WITHIN_MB})`),
    ]
    process.exitCode = promises.every(Boolean) ? 0 : 1
  } finally {
    await mailbox.close()
    await azurite.close()
  }
}

function print(what: string, { seconds, operations, pages, fetched }: Cost): void {
  const counts = `${operations} storage operations, ${pages} pages, ${fetched} mails fetched`
  console.log(`${what.padEnd(50)}${seconds.toFixed(2).padStart(8)} s  ${counts}`)
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
