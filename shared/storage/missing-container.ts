import * as z from 'zod'

const restError = z.object({
  statusCode: z.number(),
  code: z.string().optional(),
  details: z
    .object({ odataError: z.object({ code: z.string() }).optional(), errorCode: z.string().optional() })
    .optional(),
})

const missing = new Set(['TableNotFound', 'QueueNotFound', 'ContainerNotFound'])
const takenNow = new Set(['TableAlreadyExists', 'QueueAlreadyExists', 'ContainerAlreadyExists'])

const codesOf = (error: unknown): string[] => {
  const read = restError.safeParse(error)
  if (!read.success) return []
  const { code, details } = read.data
  return [code, details?.odataError?.code, details?.errorCode].filter((name) => name !== undefined)
}

/** Somebody wrote it first. */
export const isThereAlready = (error: unknown): boolean => codesOf(error).includes('BlobAlreadyExists')

/** It is not in the state that the caller asked it to be in. */
export const isUnmetCondition = (error: unknown): boolean => codesOf(error).includes('ConditionNotMet')

/** The table, queue or container itself does not exist yet. */
export const isMissingContainer = (error: unknown): boolean =>
  codesOf(error).some((code) => missing.has(code))

/** There is no such row, blob or message, or what would hold it does not exist. */
export const isNotFound = (error: unknown): boolean => {
  const read = restError.safeParse(error)
  return read.success && read.data.statusCode === 404
}

/** Runs a write; makes the table, queue or container first where there is none. Costs nothing once it exists. */
export async function withContainer<T>(write: () => Promise<T>, create: () => Promise<void>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!isMissingContainer(error)) throw error
    await create().catch((reason: unknown) => {
      if (!codesOf(reason).some((code) => takenNow.has(code))) throw reason
    })
    return write()
  }
}

/** Runs a read; `otherwise` when what it asks for does not exist. */
export async function orWhenMissing<T, U>(read: () => Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await read()
  } catch (error) {
    if (isNotFound(error)) return otherwise
    throw error
  }
}

/** The service refuses this very content, now and later: too large, or with characters it does not take. */
export const isRefusedContent = (error: unknown): boolean => {
  const read = restError.safeParse(error)
  return read.success && [400, 413, 414].includes(read.data.statusCode)
}
