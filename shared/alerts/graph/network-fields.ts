import { type FieldRules, inner, mention, neither, own, remote, rules } from './evidence-table'

/** Evidence of what was talked to: addresses, links, names, mails and messages. */
export const NETWORK_FIELDS: Readonly<Record<string, FieldRules>> = {
  ipEvidence: rules(
    remote('ipAddress', 'the address the alert is about; whose it is, roles and the other entries tell'),
    neither('countryLetterCode location stream', 'where the address is, or how the alert was made'),
  ),
  urlEvidence: rules(remote('url', 'the link the alert is about')),
  networkConnectionEvidence: rules(
    remote('sourceAddress destinationAddress', 'the two ends; the rest of the alert tells them apart'),
    neither('sourcePort destinationPort protocol', 'how, not where'),
  ),
  dnsEvidence: rules(
    remote('domainName ipAddresses', 'the name that was asked for, and what it resolved to'),
    remote('dnsServerIp', 'the resolver, which is infrastructure and only referred to'),
    own('reader', 'hostIpAddress', 'the machine that asked'),
  ),
  analyzedMessageEvidence: rules(
    remote('p1Sender p2Sender senderIp urls', 'who sent a mail, by which relay, and its links; direction decides'),
    own('reader', 'recipientEmailAddress', 'the recipient of a mail in our organisation'),
    neither('antiSpamDirection deliveryAction deliveryLocation receivedDateTime', 'how the mail was handled'),
    neither('internetMessageId networkMessageId urn', 'ids of the mail, which the sender may choose'),
    neither('attachmentsCount language subject threatDetectionMethods threats urlCount', 'its content'),
  ),
  submissionMailEvidence: rules(
    remote('sender senderIp', 'who sent the mail that one of our people reported'),
    own('reader', 'recipient submitter', 'the recipient, and who reported the mail'),
    neither('networkMessageId reportType subject submissionDateTime submissionId', 'the report itself'),
  ),
  teamsMessageEvidence: rules(
    remote('senderFromAddress senderIP urls', 'who sent a message, and its links; direction decides'),
    own('reader', 'recipients', 'the recipients of the message'),
    own('mailbox', 'suspiciousRecipients', 'recipients, detected as suspicious by their behaviour'),
    inner('fileEvidence', 'files', 'attached files'),
    neither('campaignId channelId groupId messageId parentMessageId sourceId threadId', 'ids of the message'),
    neither('deliveryAction deliveryLocation isExternal isOwned messageDirection owningTenantId', 'direction'),
    neither('lastModifiedDateTime receivedDateTime sourceAppName subject threadType', 'its content'),
  ),
  mailClusterEvidence: rules(
    neither('clusterBy clusterByValue emailCount query urn', 'a query in a language of its own'),
    neither('networkMessageIds', 'ids of mails that are entries of their own'),
  ),
  emailSender: rules(
    remote('emailAddress', 'the address of the sender'),
    neither('displayName domainName', 'a name that the sender chose, and a part of the address'),
  ),
  processEvidence: rules(
    mention('processCommandLine', 'command line of a process of ours: what it names is only mentioned'),
    inner('userAccount', 'userAccount', 'the user that ran the process on our machine'),
    own('name', 'mdeDeviceId', 'the id of our device in Defender'),
    neither('detectionStatus parentProcessCreationDateTime parentProcessId', 'the process itself'),
    neither('processCreationDateTime processId', 'the process itself'),
    neither('imageFile parentProcessImageFile', 'its file, which the attacker may have named'),
  ),
  registryValueEvidence: rules(
    mention('registryValue', 'data of a registry value of ours: what it names is only mentioned'),
    own('name', 'mdeDeviceId', 'the id of our device in Defender'),
    neither('registryHive registryKey registryValueName registryValueType', 'where the value lies'),
  ),
  registryKeyEvidence: rules(neither('registryHive registryKey', 'a place in a registry')),
  malwareEvidence: rules(
    inner('processEvidence', 'processes', 'processes that ran the malware on our machines'),
    inner('fileEvidence', 'files', 'files of the malware'),
    neither('category name', 'what the malware is called'),
  ),
  fileEvidence: rules(
    own('name', 'mdeDeviceId', 'the id of our device in Defender'),
    neither('detectionStatus fileDetails', 'a file, which the attacker may have named'),
  ),
  fileHashEvidence: rules(neither('algorithm value', 'a hash')),
} // prettier-ignore
