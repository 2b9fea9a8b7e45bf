import * as z from 'zod'
import { type FilingMode, filingModes } from '../reports/filing-mode'

/** `graph=auto, queue=review`: every fault in it is told, not the first alone. */
export function modesBy<const Name extends string>(
  what: string,
  names: readonly Name[],
): z.ZodType<ReadonlyMap<Name, FilingMode>, string> {
  return z.string().transform((text, context) => {
    const modes = new Map<Name, FilingMode>()
    const fault = (message: string) => context.addIssue({ code: 'custom', message })
    for (const item of text.split(/[,;]/).flatMap((part) => part.trim() || [])) {
      const [left = '', right = '', ...rest] = item.split('=').map((part) => part.trim())
      const name = names.find((one) => one === left)
      const mode = filingModes.find((one) => one === right)
      if (rest.length > 0 || right === '') fault(`holds ${quoted(item)}, which is not NAME=MODE`)
      else if (name === undefined) fault(`names ${quoted(left)}, which is no ${what}`)
      else if (mode === undefined)
        fault(`sets ${left} to ${quoted(right)}, which is none of ${filingModes.join(', ')}`)
      else if (modes.has(name)) fault(`sets ${left} twice`)
      else modes.set(name, mode)
    }
    return modes
  })
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 80))
