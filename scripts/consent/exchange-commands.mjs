/** A tenant may hold more than one deployment. */
const scopeOf = (identity) => `abuse-reporter-${identity.id.slice(0, 8)}`
const rolesOf = (isReadOnly) =>
  isReadOnly ? ['Application Mail.Read'] : ['Application Mail.ReadWrite', 'Application Mail.Send']
const nameOf = (identity, role) => `${scopeOf(identity)} ${role}`
const withoutPlus = (mailbox) => mailbox.replace(/\+[^@]*(?=@)/, '')

/**
 * PowerShell for Exchange Online: RBAC for Applications for one mailbox, and that mailbox a SecOps mailbox. Each line
 * may be run again: what is there is said to be there.
 */
export function exchangeCommands({ identity, mailbox, isReadOnly }) {
  const address = withoutPlus(mailbox)
  return lines(
    'Connect-ExchangeOnline',
    `New-ServicePrincipal -AppId ${identity.appId} -ObjectId ${identity.id} -DisplayName '${scopeOf(identity)}'`,
    `New-ManagementScope -Name '${scopeOf(identity)}' -RecipientRestrictionFilter "PrimarySmtpAddress -eq '${address}'"`,
    ...rolesOf(isReadOnly).map(
      (role) =>
        `New-ManagementRoleAssignment -Name '${nameOf(identity, role)}' -App ${identity.id} -Role '${role}' -CustomResourceScope '${scopeOf(identity)}'`,
    ),
    '# InScope has to be True for this mailbox, and False for another one. It may take up to two hours.',
    `Test-ServicePrincipalAuthorization -Identity ${identity.id} -Resource ${address}`,
    '',
    '# Answers come to reports+…@, and must not be filtered for quoting what was reported.',
    'Set-OrganizationConfig -DisablePlusAddressInRecipients $false',
    'Connect-IPPSSession',
    `New-SecOpsOverridePolicy -Name SecOpsOverridePolicy -SentTo ${address}`,
    'New-ExoSecOpsOverrideRule -Name SecOpsOverrideRule -Policy SecOpsOverridePolicy',
    '# A tenant has one such policy. Where there is one already, in place of these two:',
    `# Set-SecOpsOverridePolicy -Identity SecOpsOverridePolicy -AddSentTo ${address}`,
  )
}

/** Takes the same back, and nothing that others use, too: the policy stays, without this mailbox. */
export function exchangeUndoCommands({ identity, mailbox, isReadOnly }) {
  return lines(
    'Connect-ExchangeOnline',
    ...rolesOf(isReadOnly).map(
      (role) => `Remove-ManagementRoleAssignment -Identity '${nameOf(identity, role)}' -Confirm:$false`,
    ),
    `Remove-ManagementScope -Identity '${scopeOf(identity)}' -Confirm:$false`,
    `Remove-ServicePrincipal -Identity ${identity.id} -Confirm:$false`,
    'Connect-IPPSSession',
    `Set-SecOpsOverridePolicy -Identity SecOpsOverridePolicy -RemoveSentTo ${withoutPlus(mailbox)}`,
  )
}

const lines = (...all) => all.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')
