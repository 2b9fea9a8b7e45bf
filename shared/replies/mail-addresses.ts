import { addressParser, type Address } from 'postal-mime'

const mostAddresses = 100

/** Addresses of address headers, members of groups too, in lower case. */
export const addressesIn = (headers: readonly string[]): readonly string[] =>
  headers
    .flatMap((value) => parsed(value).flatMap(membersOf))
    .slice(0, mostAddresses)
    .map(({ address }) => address.toLowerCase())

type Sender = {
  /** In lower case; the first one, where several are named. Empty where there is none. */
  readonly from: string
  readonly fromName: string
  /** RFC 5322 §3.6 allows one From, and DMARC knows what to do with one address in it only. */
  readonly isFromDoubtful: boolean
}

/** Who wrote it, by all the From headers that there are. */
export function senderIn(headers: readonly string[]): Sender {
  const named = headers.flatMap(parsed)
  const [first] = named
  const [mailbox] = named.flatMap(membersOf)
  const isOne = headers.length === 1 && named.length === 1 && first?.group === undefined
  return {
    from: mailbox?.address.toLowerCase() ?? '',
    fromName: (first?.name ?? '').slice(0, 200),
    isFromDoubtful: !isOne || !/^[^\s@"<>,;:]+@[a-z0-9.-]+$/i.test(mailbox?.address ?? ''),
  }
}

const parsed = (header: string): readonly Address[] => addressParser(header.slice(0, 10_000))

const membersOf = (address: Address): readonly { readonly address: string }[] =>
  (address.group ?? [address]).flatMap((one) => (one.address === '' ? [] : [{ address: one.address }]))
