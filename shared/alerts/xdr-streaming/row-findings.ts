import type { Collector } from '../collector'
import { addEntity, addFileOrigin, addIdentity, addInspected, addMachine, addPrograms } from './columns'
import { addAddresses, addLinks, addMail, senderOf } from './mail-columns'
import type { XdrRow } from './row'

/** All that a row of a hunting table names. @param table its name, blank where the row came without. */
export function addRow(collector: Collector, row: XdrRow, table: string, at: Date | undefined): void {
  addMachine(collector, row, at)
  addFileOrigin(collector, row, at)
  addPrograms(collector, row)
  addInspected(collector, row, at)
  addIdentity(collector, row, at)
  if (row.SenderIPv4 || row.SenderIPv6 || senderOf(row)) addMail(collector, row, at)
  addLinks(collector, row, at)
  addAddresses(collector, row, table === 'UrlClickEvents', at)
  if (table === 'AlertEvidence') addEntity(collector, row)
}
