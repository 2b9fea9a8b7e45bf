/** The organisation whose tenant the sandbox plays: what is its own, and where its mail goes. */
export const ORGANISATION = {
  name: 'Contoso Example Ltd',
  domains: ['contoso.example', 'contoso.onmicrosoft.com', 'contoso-orders.database.windows.net'],
  /** Where its machines are seen from outside. */
  addresses: ['203.0.113.77'],
  tenantId: 'b3c1b5fc-828c-45fa-a1e1-10d74f6d6e9c',
  mailbox: 'reports@contoso.example',
  ownCopies: 'reports+sent@contoso.example',
  login: { user: 'reports', password: 'sandbox-password' },
} as const
