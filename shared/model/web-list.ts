/** What is already there, so that an unchanged list costs an empty answer, and the most that will be read. */
export type ListConditions = Validators & { readonly maxBodyInBytes: number }
export type ListAnswer = Validators & { readonly status: number; readonly body: string }
/** What a web server recognises its own answer by. */
export type Validators = { readonly etag?: string; readonly lastModified?: string }

/** @throws on any failure to get an answer: network, time-out, too large. */
export type FetchList = (url: string, conditions: ListConditions) => Promise<ListAnswer>

/** Larger than any list that people keep, or that is published for them. */
const maxBodyInBytes = 1024 * 1024

/** @property body absent where the list is the one already known */
export type FetchedList =
  { readonly because: string } | { readonly body?: string; readonly validators: Validators }

/** Fetches a list again. `because` says why there is none; `known` is absent where none is kept. */
export async function fetchAgain(
  fetchList: FetchList,
  url: string,
  known: Validators | undefined,
): Promise<FetchedList> {
  const answer = await fetchList(url, { maxBodyInBytes, ...validatorsOf(known) }).catch(messageOf)
  if (typeof answer === 'string') return { because: `could not be fetched (${answer})` }
  if (answer.status === 304 && known !== undefined)
    return { validators: { ...validatorsOf(known), ...validatorsOf(answer) } }
  if (answer.status !== 200) return { because: `answered HTTP ${answer.status}` }
  return { body: answer.body, validators: validatorsOf(answer) }
}

export function validatorsOf(known: Validators | undefined): Validators {
  const { etag, lastModified } = known ?? {}
  return { ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }) }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
