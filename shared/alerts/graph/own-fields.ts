import { type FieldRules, inner, neither, own, rules } from './evidence-table'

/** Evidence of machines, users and mailboxes: they are those of the organisation that Defender protects. */
export const OWN_FIELDS: Readonly<Record<string, FieldRules>> = {
  deviceEvidence: rules(
    own('device', 'deviceDnsName hostName', 'the name of the device, with and without its domain'),
    own('host', 'dnsDomain', 'the DNS domain that this computer belongs to'),
    own('ip', 'ipInterfaces lastExternalIpAddress lastIpAddress', 'addresses of the device'),
    own('name', 'azureAdDeviceId mdeDeviceId', 'ids of the device'),
    own('name', 'ntDomain rbacGroupName', 'a Windows network and a group of devices of ours'),
    inner('loggedOnUser', 'loggedOnUsers', 'users that were logged on to the machine'),
    inner('vmMetadata', 'vmMetadata', 'the virtual machine on which Defender is running'),
    inner('resourceAccessEvent', 'resourceAccessEvents', 'resources that the device tried to reach'),
    neither('defenderAvStatus healthStatus onboardingStatus riskScore firstSeenDateTime', 'its state'),
    neither('osBuild osPlatform version rbacGroupId', 'what it is'),
  ),
  loggedOnUser: rules(own('name', 'accountName domainName', 'account and domain of a logged-on user')),
  vmMetadata: rules(
    own('resource', 'resourceId', 'identifier of the Azure resource'),
    own('name', 'subscriptionId vmId', 'the subscription and the virtual machine of ours'),
    neither('cloudProvider', 'whose cloud it is'),
  ),
  resourceAccessEvent: rules(
    own('ip', 'ipAddress', 'address of the resource that was reached'),
    own('name', 'accountId', 'identifier of the user account'),
    neither('accessDateTime', 'when it was reached'),
    own('host', 'resourceIdentifier', 'protocol and host name of the connection'),
  ),
  hostLogonSessionEvidence: rules(
    inner('userEvidence', 'account', 'the account that logged on to our machine'),
    inner('deviceEvidence', 'host', 'the machine'),
    neither('sessionId startUtcDateTime endUtcDateTime', 'the session itself'),
  ),
  ioTDeviceEvidence: rules(
    own('ip', 'ipAddress', 'current address of the device'),
    own('device', 'deviceName', 'friendly name of the device'),
    own('name', 'deviceId ioTSecurityAgentId macAddress serialNumber sensor site owners', 'what and where it is'),
    inner('nicEvidence', 'nics', 'its network interfaces'),
    inner('azureResourceEvidence', 'ioTHub', 'the IoT hub that the device belongs to'),
    neither('devicePageLink sourceRef', 'pages on which the device is managed'),
    neither('deviceSubType deviceType importance isAuthorized isProgramming isScanner manufacturer model', 'its make'),
    neither('operatingSystem protocols purdueLayer source zone', 'its make'),
  ),
  nicEvidence: rules(
    own('ip', 'ipAddress', 'current address of the interface'),
    own('name', 'macAddress', 'its hardware address'),
    neither('vlans', 'networks by number'),
  ),
  userEvidence: rules(
    inner('userAccount', 'userAccount', 'the account; a guest of another tenant has one too'),
    neither('stream', 'how the alert was made'),
  ),
  userAccount: rules(
    own('user', 'userPrincipalName', 'the account in Entra ID: ours unless its domain is another tenant’s'),
    own('name', 'accountName displayName domainName userSid', 'how the user is called'),
    own('name', 'activeDirectoryObjectGuid azureAdUserId', 'ids of the user'),
    inner('resourceAccessEvent', 'resourceAccessEvents', 'resource access attempts made by the account'),
  ),
  mailboxEvidence: rules(
    own('mailbox', 'primaryAddress', 'primary address of the mailbox'),
    own('mailbox', 'upn', 'its user principal name'),
    own('name', 'displayName', 'the name associated with the mailbox'),
    inner('userAccount', 'userAccount', 'the account of the mailbox'),
  ),
  mailboxConfigurationEvidence: rules(
    own('mailbox', 'mailboxPrimaryAddress upn', 'the mailbox whose rules were changed'),
    own('name', 'externalDirectoryObjectId', 'the account of the mailbox'),
    neither('configurationId configurationType displayName', 'the rule, which the attacker may have named'),
  ),
  cloudLogonSessionEvidence: rules(
    inner('userEvidence', 'account', 'the account associated with the sign-in session'),
    own('name', 'deviceName', 'friendly name of the device'),
    neither('browser operatingSystem protocol sessionId userAgent', 'with what it signed in: maybe the attacker’s'),
    neither('previousLogonDateTime startUtcDateTime', 'when'),
  ),
  cloudLogonRequestEvidence: rules(neither('requestId', 'the id of a sign-in request')),
  securityGroupEvidence: rules(
    own('name', 'activeDirectoryObjectGuid securityGroupId sid', 'ids of a group of ours'),
    own('name', 'distinguishedName', 'its name with the directory it lies in'),
    neither('displayName friendlyName', 'groups are called alike everywhere'),
  ),
  activeDirectoryDomainEvidence: rules(
    own('host', 'activeDirectoryDomainName', 'the name of our directory domain'),
    own('name', 'activeDirectoryDomainNetBIOSName', 'its short name'),
    neither('trustedDomains', 'whoever it trusts'),
    neither('domainSid', 'an id'),
  ),
} // prettier-ignore
