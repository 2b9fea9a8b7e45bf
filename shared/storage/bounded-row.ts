import type { Cell, Row } from './table'

/** 64 KiB in UTF-16, less what the service counts besides. */
const longest = 32_000
const earliest = Date.UTC(1601, 0, 1)
const latest = Date.UTC(9999, 11, 31)

/** A row of what strangers write, as the service can store it: long texts are cut, impossible instants left out. */
export function boundedRow(row: Row): Row {
  const cells = Object.entries(row).map(([name, cell]) => [name, boundedCell(cell)] as const)
  return { ...Object.fromEntries(cells), partitionKey: row.partitionKey, rowKey: row.rowKey }
}

function boundedCell(cell: Cell): Cell {
  if (typeof cell === 'string') return cell.slice(0, longest).replaceAll('\0', '').toWellFormed()
  if (!(cell instanceof Date)) return cell
  const at = cell.getTime()
  return at >= earliest && at <= latest ? cell : undefined
}
