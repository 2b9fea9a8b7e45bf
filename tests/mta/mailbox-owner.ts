/** User and group that mailboxes belong to, in numbers: nobody has to exist under them. */
export const mailboxOwner = 5000
