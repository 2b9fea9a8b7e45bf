import type { Due } from './agenda'

/**
 * One report after the other. One that fails does not keep the rest from their turn, today or ever.
 * @throws AggregateError with what failed, at the end
 */
export async function eachDue<T>(
  dues: AsyncIterable<Due>,
  look: (due: Due) => Promise<T | undefined>,
  isTimeUp: () => boolean,
): Promise<readonly T[]> {
  const looked: T[] = []
  const faults: Error[] = []
  for await (const due of dues) {
    if (isTimeUp()) break
    try {
      const result = await look(due)
      if (result !== undefined) looked.push(result)
    } catch (cause) {
      faults.push(
        new Error(`report ${due.reportId}: ${cause instanceof Error ? cause.message : 'failed'}`, { cause }),
      )
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, faults.map((fault) => fault.message).join('; '))
  return looked
}
