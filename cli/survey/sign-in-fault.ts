/** What Entra's codes mean to somebody who wants to look at the alerts, and what to do. */
const remedies: Readonly<Record<string, string>> = {
  '50105':
    'You are not assigned to this application. An administrator assigns you in Entra, Enterprise applications, Users and groups.',
  '53003':
    'A Conditional Access policy blocks this sign-in. Try without --device-code, which many policies block, from a device that your organisation manages; or take the alerts out by PowerShell and use --from.',
  '530003':
    'Your organisation wants a managed device. Run this on one, or take the alerts out there and use --from.',
  '65001':
    'Nobody has consented to this application. An administrator consents for you or for the organisation, or you take the alerts out by PowerShell and use --from.',
  '65004': 'You declined the consent. Run it again and accept, or use --from.',
  '70011':
    'Entra knows no such permission. Check --client-id and the cloud (AZURE_AUTHORITY_HOST, GRAPH_ENDPOINT).',
  '700016':
    'The application is not in this tenant. Give --tenant for the tenant with the alerts, or --client-id for a registration of your own.',
  '7000218':
    'The registration of --client-id is not a public client. Set "Allow public client flows" to Yes in its Authentication settings.',
  '50011':
    'The registration of --client-id lacks the redirect address http://localhost under "Mobile and desktop applications".',
  '50020': 'This account is not of the tenant. Sign in with one that is, or give --tenant.',
  '50076': 'Entra wants a second factor. Run it again without --device-code and complete it in the browser.',
  '90002': 'There is no such tenant. Check --tenant.',
  '90094':
    'Only an administrator may consent in this tenant. Ask one to, or take the alerts out by PowerShell and use --from.',
}

/** Five to seven digits: 53003 and 530003 are two codes. */
const codeIn = /\bAADSTS(\d{5,7})\b/

/** The code, and what to do about it; what Entra said where the code is not known. */
export function signInFault(said: string): string {
  const code = codeIn.exec(said)?.[1]
  const remedy = code === undefined ? undefined : remedies[code]
  if (code === undefined || remedy === undefined)
    return `The sign-in failed: ${said} docs/survey.md says what it needs; --from needs none.`
  return `The sign-in failed (AADSTS${code}). ${remedy} See docs/survey.md.`
}
