import { mailboxOwner } from './mailbox-owner'

/** Where one instance of Postfix lives, and the ports it listens on. */
export type PostfixPlace = {
  readonly folder: string
  /** Refuses an unknown recipient in the dialogue. */
  readonly port: number
  /** Takes every recipient and bounces afterwards. */
  readonly bouncingPort: number
}

const knownMailboxes = {
  'reports@abuse.test': 'abuse.test/reports/',
  'ioc@microsoft.test': 'microsoft.test/ioc/',
}

/** Recipients refused in the dialogue, with the server's words. */
const refusals = {
  'grey@microsoft.test': '450 4.7.1 Greylisted, try again later',
  'blocked@microsoft.test': '550 5.7.1 Message refused by policy',
}

/** Taken, kept in the queue, and given up when its time there is over: nobody listens on that port. */
const nextHops = { 'slow@microsoft.test': 'smtp:[127.0.0.1]:1' }

const table = (rows: Readonly<Record<string, string>>): string =>
  Object.entries(rows)
    .map(([key, value]) => `${key} ${value}\n`)
    .join('')

/**
 * Postfix's own files, by name. It listens on 127.0.0.1 only, asks no DNS, and has no way to relay a mail: whatever
 * is not for one of the two test domains is an error.
 */
export function postfixFiles(place: PostfixPlace): Readonly<Record<string, string>> {
  return {
    'main.cf': Object.entries(mainSettings(place))
      .map(([name, value]) => `${name} = ${value}\n`)
      .join(''),
    'master.cf': masterServices(place),
    mailboxes: table(knownMailboxes),
    refusals: table(refusals),
    'next-hops': table(nextHops),
  }
}

function mainSettings({ folder }: PostfixPlace): Readonly<Record<string, string>> {
  const config = `${folder}/postfix`
  return {
    compatibility_level: '3.6',
    queue_directory: `${folder}/spool`,
    data_directory: `${folder}/postfix-data`,
    command_directory: '/usr/sbin',
    daemon_directory: '/usr/lib/postfix/sbin',
    shlib_directory: '/usr/lib/postfix',
    meta_directory: config,
    mail_owner: 'postfix',
    setgid_group: 'postdrop',
    maillog_file: `${folder}/mail.log`,
    maillog_file_prefixes: folder,
    myhostname: 'mx.abuse.test',
    mydomain: 'abuse.test',
    myorigin: 'abuse.test',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.0/8',
    smtp_bind_address: '127.0.0.1',
    mydestination: '',
    relayhost: '',
    local_transport: 'error:5.1.1 no local users',
    default_transport: 'error:5.1.2 this server never relays',
    virtual_mailbox_domains: 'abuse.test microsoft.test',
    virtual_mailbox_maps: `texthash:${config}/mailboxes`,
    virtual_mailbox_base: `${folder}/mailboxes`,
    virtual_mailbox_limit: '0',
    virtual_transport: 'virtual',
    virtual_uid_maps: `static:${mailboxOwner}`,
    virtual_gid_maps: `static:${mailboxOwner}`,
    alias_maps: '',
    transport_maps: `texthash:${config}/next-hops`,
    queue_run_delay: '2s',
    minimal_backoff_time: '2s',
    maximal_backoff_time: '2s',
    maximal_queue_lifetime: '5s',
    bounce_queue_lifetime: '5s',
    recipient_delimiter: '+',
    smtpd_recipient_restrictions: `check_recipient_access texthash:${config}/refusals, permit_mynetworks, reject`,
    smtpd_relay_restrictions: 'permit_mynetworks, reject',
    smtpd_client_connection_count_limit: '0',
    smtpd_client_connection_rate_limit: '0',
    smtpd_peername_lookup: 'no',
    smtpd_tls_security_level: 'none',
    disable_dns_lookups: 'yes',
    smtp_host_lookup: 'native',
  }
}

/** Both ports are the same server; the second asks nobody whether a recipient exists. */
function masterServices({ port, bouncingPort }: PostfixPlace): string {
  return [
    `127.0.0.1:${port} inet n - n - - smtpd`,
    `127.0.0.1:${bouncingPort} inet n - n - - smtpd`,
    '  -o smtpd_reject_unlisted_recipient=no',
    'pickup unix n - n 60 1 pickup',
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'flush unix n - n 1000? 0 flush',
    'proxymap unix - - n - - proxymap',
    'showq unix n - n - - showq',
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'smtp unix - - n - - smtp',
    'scache unix - - n - 1 scache',
    'virtual unix - n n - - virtual',
    'anvil unix - - n - 1 anvil',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'postlog unix-dgram n - n - 1 postlogd',
    '',
  ].join('\n')
}
