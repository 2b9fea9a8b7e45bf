import type { Hostname } from '../model/hostname'
import type { IpAddress } from '../model/ip-address'
import type { OwnershipClass } from '../ownership/ownership'

/** What a case is about. */
export type Endpoint =
  | { readonly kind: 'content'; readonly url: string }
  | { readonly kind: 'host'; readonly host: Hostname }
  | { readonly kind: 'address'; readonly address: IpAddress }

export const abuseKinds = [
  'command-and-control',
  'phishing',
  'malware-delivery',
  'brute-force',
  'scanning',
  'spam',
  'malicious-app',
  'other',
] as const

export type AbuseKind = (typeof abuseKinds)[number]

/** A: everything a desk needs. B: enough to act. C: thin. D: cannot be acted on as it stands. */
export type Grade = 'A' | 'B' | 'C' | 'D'

/** The allow-listed facts that may enter a report; nothing else of an alert ever leaves. JSON but for its dates. */
export type Evidence = {
  readonly host?: string
  readonly address?: string
  /** Canonical, without credentials, tokens or mail addresses. */
  readonly url?: string
  /** Of the endpoint. Where the connection is `inbound`, it is the port that the attack came from. */
  readonly port?: number
  readonly protocol?: string
  /** How host and address are known to be one; absent where there is no pair. */
  readonly proof?: 'record' | 'dns' | 'unconfirmed'
  /** What the alert accuses beside it, and DNS says is another endpoint. */
  readonly alsoNamed?: readonly string[]
  /** A name of ours is a part of its host: only a person sends it, and nobody outside is asked about it. Not printed. */
  readonly tellsOfUs?: true
  /** What the alert says against it: `verdict-malicious`, `role-c2`, `kind-incoming-brute-force`. */
  readonly reasons: readonly string[]
  /** Which way the connection went, seen from our systems; undefined where no record says. */
  readonly direction?: 'inbound' | 'outbound'
  /** The port of ours that an inbound connection was made to: which service was attacked. */
  readonly attackedPort?: number
  readonly abuse: AbuseKind
  readonly grade: Grade
  readonly ownershipClass: OwnershipClass
  readonly cloud?: string
  readonly serviceTags: readonly string[]
  readonly region?: string
  readonly prefix?: string
  readonly sharedFrontEnd: boolean
  readonly tenant?: string
  readonly snapshotDate: string
  /** From a closed list of product names. */
  readonly detectionSource?: string
  readonly severity: 'informational' | 'low' | 'medium' | 'high' | 'unknown'
  /** From a closed list of Defender categories. */
  readonly category?: string
  readonly techniques: readonly string[]
  /** A threat actor's published name: `Storm-0900`. */
  readonly actor?: string
  readonly firstActivityAt?: Date
  readonly lastActivityAt?: Date
}

/** What policy says about one endpoint of one alert. */
export type Decision = {
  readonly endpoint: Endpoint
  readonly verdict: 'report' | 'hold' | 'ignore'
  /** Stable kebab-case name of the rule that decided. */
  readonly rule: string
  /** One sentence for a person. */
  readonly reason: string
  /** Present unless the endpoint is not Microsoft's or not remote. */
  readonly evidence?: Evidence
  /** Marks of what the alert gives as ours, kept with its sighting. */
  readonly ours?: readonly string[]
  /** `ignore` only because Defender's people or ours judged the alert false: an earlier sighting of it no longer stands. */
  readonly judgedFalse?: true
}
