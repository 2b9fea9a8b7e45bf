import { type FieldRules, inner, mention, neither, own, remote, rules } from './evidence-table'

const KUBERNETES_OBJECT = inner('kubernetesNamespaceEvidence', 'namespace', 'the namespace it lies in')

/** Evidence of resources in a cloud: those that Defender for Cloud protects, which are ours. */
export const CLOUD_FIELDS: Readonly<Record<string, FieldRules>> = {
  azureResourceEvidence: rules(
    own('resource', 'resourceId', 'unique identifier of the Azure resource'),
    own('name', 'resourceName', 'name of the resource'),
    neither('resourceType', 'its kind'),
  ),
  amazonResourceEvidence: rules(
    own('resource', 'amazonResourceId', 'ARN of the cloud resource'),
    own('name', 'amazonAccountId resourceName', 'our account, and the name of the resource'),
    neither('resourceType', 'its kind'),
  ),
  googleCloudResourceEvidence: rules(
    own('resource', 'fullResourceName', 'full name of the resource'),
    own('name', 'projectId projectNumber resourceName', 'our project, and the name of the resource'),
    neither('location locationType resourceType', 'where and what it is'),
  ),
  blobEvidence: rules(
    own('link', 'url', 'full URL of the blob, in our storage'),
    inner('blobContainerEvidence', 'blobContainer', 'the container which the blob belongs to'),
    neither('etag fileHashes name', 'its content'),
  ),
  blobContainerEvidence: rules(
    own('link', 'url', 'full URL of the container, in our storage'),
    inner('azureResourceEvidence', 'storageResource', 'the storage which the container belongs to'),
    neither('name', 'the name of the container'),
  ),
  sasTokenEvidence: rules(
    inner('azureResourceEvidence', 'storageResource', 'the storage that the token opens'),
    neither('allowedIpAddresses', 'who may use the token: whoever made it says so'),
    neither('allowedResourceTypes allowedServices permissions protocol', 'what the token allows'),
    neither('expiryDateTime startDateTime signatureHash signedWith', 'the token itself'),
  ),
  containerEvidence: rules(
    mention('command args', 'what a container of ours ran: what it names is only mentioned'),
    inner('containerImageEvidence', 'image', 'the image used to run the container'),
    inner('kubernetesPodEvidence', 'pod', 'the pod this container belongs to'),
    neither('containerId isPrivileged name', 'the container itself'),
  ),
  containerImageEvidence: rules(
    remote('imageId', 'an image: of our registry or a public one, and nothing tells which'),
    inner('containerRegistryEvidence', 'registry', 'the registry of this image'),
    inner('containerImageEvidence', 'digestImage', 'the same image by its digest'),
  ),
  containerRegistryEvidence: rules(
    remote('registry', 'a registry: ours or a public one, and nothing tells which'),
  ),
  kubernetesClusterEvidence: rules(
    inner('azureResourceEvidence', 'cloudResource', 'the cloud resource that is the cluster'),
    own('name', 'name', 'name of the cluster'),
    neither('distribution platform version', 'what it runs on'),
  ),
  kubernetesControllerEvidence: rules(
    KUBERNETES_OBJECT,
    own('name', 'name', 'name of the controller'),
    neither('labels type', 'words of its owner'),
  ),
  kubernetesNamespaceEvidence: rules(
    inner('kubernetesClusterEvidence', 'cluster', 'the cluster of the namespace'),
    neither('name labels', 'namespaces are called alike everywhere'),
  ),
  kubernetesPodEvidence: rules(
    own('ip', 'podIp', 'address of the pod'),
    own('name', 'name', 'name of the pod'),
    inner('containerEvidence', 'containers ephemeralContainers initContainers', 'containers of the pod'),
    inner('kubernetesControllerEvidence', 'controller', 'the controller of the pod'),
    inner('kubernetesServiceAccountEvidence', 'serviceAccount', 'its service account'),
    KUBERNETES_OBJECT,
    neither('labels', 'words of its owner'),
  ),
  kubernetesSecretEvidence: rules(KUBERNETES_OBJECT, own('name', 'name', 'name of the secret'), neither('secretType', 'its kind')),
  kubernetesServiceAccountEvidence: rules(KUBERNETES_OBJECT, own('name', 'name', 'name of the service account')),
  kubernetesServiceEvidence: rules(
    own('ip', 'clusterIP externalIPs', 'addresses of the service'),
    own('name', 'name', 'name of the service'),
    KUBERNETES_OBJECT,
    neither('labels selector servicePorts serviceType', 'how it is served'),
  ),
  cloudApplicationEvidence: rules(
    neither('appId displayName instanceId instanceName saasAppId stream', 'a service that many use'),
  ),
  oauthApplicationEvidence: rules(neither('appId displayName objectId publisher', 'an application of anybody')),
  servicePrincipalEvidence: rules(
    neither('appId appOwnerTenantId servicePrincipalName servicePrincipalObjectId', 'an application of anybody'),
    neither('servicePrincipalType tenantId', 'an application of anybody'),
  ),
  gitHubOrganizationEvidence: rules(neither('company displayName email login orgId webUrl', 'an account of anybody')),
  gitHubRepoEvidence: rules(neither('baseUrl login owner ownerType repoId', 'a repository of anybody')),
  gitHubUserEvidence: rules(neither('email login name userId webUrl', 'an account of anybody')),
  aiAgentEvidence: rules(
    neither('agentId agentName hostingPlatformType instructions isBlueprint', 'an agent, whose text anybody may have written'),
  ),
} // prettier-ignore
