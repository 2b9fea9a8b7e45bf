import { mailboxOwner } from './mailbox-owner'

/** Password of every mailbox. */
export const mailboxPassword = 'test'

/** Dovecot's one file: IMAP without encryption on 127.0.0.1, over the mailboxes that Postfix fills. */
export function dovecotConfig(folder: string, port: number): string {
  const mailboxes = `${folder}/mailboxes/%d/%n`
  return `
base_dir = ${folder}/dovecot/run
state_dir = ${folder}/dovecot/state
log_path = ${folder}/dovecot/log
instance_name = abuse-test
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${mailboxes}
mail_uid = ${mailboxOwner}
mail_gid = ${mailboxOwner}
first_valid_uid = 1
default_internal_user = dovecot
default_login_user = dovenull
recipient_delimiter = +
passdb {
  driver = static
  args = password=${mailboxPassword}
}
userdb {
  driver = static
  args = uid=${mailboxOwner} gid=${mailboxOwner} home=${mailboxes} allow_all_users=yes
}
service imap-login {
  chroot =
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`
}
