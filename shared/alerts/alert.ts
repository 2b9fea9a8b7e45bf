/** How the alert reached us. Decides, with MODE_BY_SOURCE, whether a report may leave unattended. */
export type AlertSource = (typeof alertSources)[number]
export const alertSources = ['graph', 'queue', 'http'] as const

/** One alert, out of whatever dialect it came in. Times are UTC. */
export type Alert = {
  readonly source: AlertSource
  /** Name of the dialect: `graph.alerts_v2`, `sentinel.SecurityAlert`, `plain`, … */
  readonly format: string
  /** The product's own id; where it gives none, a hash of the content. At most 256 characters. */
  readonly id: string
  readonly tenantId?: string
  /** Never leaves: products write our own names into it. */
  readonly title?: string
  readonly description?: string
  readonly severity: 'informational' | 'low' | 'medium' | 'high' | 'unknown'
  readonly category?: string
  /** The product's own code for alerts of this kind: `RDP_Incoming_BF_OneToOne`, a Suricata signature id, a rule's id. */
  readonly alertType?: string
  /** What the product files it under besides `category`, each in its own words: a class type, a log type, a group. */
  readonly kindWords?: readonly string[]
  /** Names of what was detected, where the title is only the name of a rule or a log: `ET MALWARE …`, `SQL.Injection`. */
  readonly signatures?: readonly string[]
  /** Who began the connection or sent the mail, as seen from us, where the product says it for the whole alert. */
  readonly direction?: 'inbound' | 'outbound'
  readonly classification?: string
  readonly determination?: string
  /** What an automated investigation or the product itself found, in its own word: `benign`, `falsePositive`. */
  readonly investigation?: string
  /** Where the work on it is; other words are left out. */
  readonly status?: 'resolved' | 'dismissed'
  /** Made to try something out: no attack took place. */
  readonly isSample?: true
  /** A person has written a comment; it may hold a judgement that only a person can read. */
  readonly hasComment?: true
  /** Mere telemetry or a decoder's note: no product raised an alert. */
  readonly isEvent?: true
  /** Which product detected it: `microsoftDefenderForEndpoint`. */
  readonly detectionSource?: string
  readonly actor?: string
  readonly threat?: string
  /** MITRE ATT&CK technique ids: `T1071.001`. */
  readonly techniques: readonly string[]
  readonly createdAt?: Date
  /** When the product last changed the alert: of several copies the newest counts. */
  readonly updatedAt?: Date
  readonly firstActivityAt?: Date
  readonly lastActivityAt?: Date
  /** What the dialect's parser found in named fields, in order of appearance; sides are judged later. */
  readonly findings: readonly Finding[]
  /** Whom or what it was aimed at, as far as named: decides whether we ourselves are the only victim. */
  readonly victims?: readonly Victim[]
  /** Machines of ours that the alert itself calls the attacker. */
  readonly ownAttackers?: readonly Victim[]
  /** Names of our people, machines and accounts, as written. Never shown: they are what is cut out of links. */
  readonly names?: readonly string[]
  /** Known fields that could not be read. Never lost silently: policy holds such an alert for a person. */
  readonly unreadable?: readonly UnreadablePart[]
}

/** Somebody or something of ours. Names are lower case. */
export type Victim = { readonly kind: 'mailbox' | 'device' | 'resource' | 'user'; readonly name: string }

/** A field of a known kind whose content is not what that field holds. Quotes nothing of it. */
export type UnreadablePart = {
  /** Path of the field: `evidence[2].ipAddress`. */
  readonly path: string
  readonly reason: string
}

export type ObservableType = 'ip' | 'host' | 'url' | 'email'

export type ObservableRole =
  | 'c2'
  | 'attacker'
  | 'source'
  | 'destination'
  | 'download'
  | 'phish-url'
  | 'mail-sender'
  | 'victim'
  | 'contextual'
  | 'unknown'

/**
 * What the field itself says about the side; `unsaid` where only comparison with the rest of the alert can tell.
 * `perhaps-own` names something that is ours if something else says so too: who signs in may be a guest.
 */
export type FieldSide = 'remote' | 'own' | 'perhaps-own' | 'reference' | 'unsaid'

/** One value as it stands in one named field. */
export type Finding = {
  readonly type: ObservableType
  /** As it stands in the alert: maybe defanged, scheme-less, mapped. */
  readonly value: string
  readonly role: ObservableRole
  readonly fieldSide: FieldSide
  /** Path of the field: `evidence[2].ipAddress`, `title`. */
  readonly from: string
  readonly verdict?: 'suspicious' | 'malicious' | 'noThreatsFound' | 'unknown'
  /** Port of this value, where the same record says it. */
  readonly port?: number
  readonly protocol?: 'tcp' | 'udp'
  /** UTC time of this very observation, where the same record says it. */
  readonly at?: Date
  /** Findings with the same number come from one record (a connection, a DNS answer) and may be paired. */
  readonly record?: number
  /** Which end of its record's connection the value is, or stands behind: a requested link is the destination's. */
  readonly end?: 'source' | 'destination'
  /** Stands in a command line or a like text that a machine of ours ran: by itself it accuses nobody. */
  readonly mention?: true
  /** Read out of prose (a title, a description) that may quote what an attacker wrote. */
  readonly inWords?: true
  /** Stands in a DNS answer: the owner of the name chose it. */
  readonly isAnswer?: true
  /** The role was concluded from the alert's category or techniques; no field states it, so it accuses nobody. */
  readonly isRoleAssumed?: true
}
