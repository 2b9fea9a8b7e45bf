const onlySandbox = 'only the sandbox can do this'
const derived = 'a share of SEND_PER_DAY holds'
const feeds = 'say it in FEEDS'
const lookups = 'say it in DNS_LOOKUPS'
const reminders = 'REMINDER_AFTER_DAYS holds for each'
const sender = 'the address and name of MAIL_FROM hold'

/** Settings that there were once, and what holds instead: whoever still sets one is told at the start. */
export const formerSettings: Readonly<Record<string, string>> = {
  ANNOUNCED_PREFIXES_URL: feeds,
  ASK_AGAIN_AFTER_DAYS: 'half of EXPIRE_AFTER_DAYS holds',
  ATTACK_SIMULATION_URL: feeds,
  AUTO_SOURCES: 'say queue=auto, http=auto or graph=review in MODE_BY_SOURCE',
  CASE_NUMBER_PATTERNS: 'name them as the group caseNumber of REPLY_PATTERNS',
  COLLECT_DELAY_SECONDS: 'it is 60 seconds',
  COLLECT_OVERLAP_MINUTES: 'it is 15 minutes',
  DIGEST_HOUR_UTC: 'it is 6 in the morning',
  ESCALATE_AFTER_DAYS: reminders,
  IMAP_AUTH: 'without IMAP_PASSWORD a token logs in to Exchange Online',
  KEEP_QUARANTINE_DAYS: 'three times KEEP_ALERTS_DAYS holds',
  MAILBOX: 'with IMAP_HOST it is read by IMAP, without it through Graph',
  MAIL_AUTO_SUBMITTED: 'every mail says that a program sent it',
  MAIL_DEFANG: 'the readable text is always defanged',
  MICROSOFT_365_ENDPOINTS_URL: feeds,
  MSRC_PLUS_ADDRESS: 'the plus address is always given',
  MSRC_REPORTER_EMAIL: sender,
  MSRC_REPORTER_NAME: sender,
  MSRC_TIMEOUT_SECONDS: 'it is 60 seconds',
  PAGE_LOGIN_URL: 'the login service of the cloud of GRAPH_ENDPOINT holds',
  PAGE_OPEN_ON_LOOPBACK: onlySandbox,
  PAGE_TENANT_ID: 'GRAPH_TENANT_ID holds',
  PUBLIC_IPS_URL: feeds,
  RESOLVE_HOSTS: lookups,
  SECOND_REMINDER_AFTER_DAYS: reminders,
  SEND_PER_HOUR: derived,
  SEND_PER_MINUTE: derived,
  SEND_WITHDRAWALS: 'the abuse desk always hears that a report was wrong',
  SERVICE_TAGS_URL: feeds,
  SMTP_AUTH: 'without SMTP_PASSWORD a token logs in to Exchange Online',
  SMTP_TIMEOUT_SECONDS: 'it is 300 seconds',
  STORAGE_WAIT_MAX_SECONDS: onlySandbox,
  TELEMETRY: 'OTEL_EXPORTER_OTLP_ENDPOINT switches it on',
  THREAT_ACTORS_URL: feeds,
  VERIFY_DKIM: lookups,
  VIRUSTOTAL_PER_MINUTE: 'a share of VIRUSTOTAL_DAILY_QUOTA holds',
  VIRUSTOTAL_URL: 'it is https://www.virustotal.com',
  WATCH_DAYS: 'it is 365 days',
  WATCH_MAX_ENDPOINTS: 'it is 100 a run',
  WATCH_OBSERVATIONS: 'three in a row hold',
  WATCH_SPREAD_HOURS: 'they spread over a day',
  WATCH_TAKEDOWNS: lookups,
}
