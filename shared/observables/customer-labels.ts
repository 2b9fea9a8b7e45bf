import { azureSuffixOf } from './resource-hosts'

/** Microsoft's suffixes beside Azure's under which each customer has one name. */
const TENANT_SUFFIX =
  /(?:^|\.)(?:sharepoint(?:-mil)?\.(?:com|us|cn)|onmicrosoft\.(?:com|us)|b2clogin\.com|ciamlogin\.com|dynamics\.com|dynamics365portals\.com|powerappsportals\.(?:com|us)|microsoftcrmportals\.com|visualstudio\.com)$/
/** Microsoft's own names, in which no attacker chooses a label. */
const MICROSOFT =
  /(?:^|\.)(?:windows\.net|azure\.(?:com|net|us|cn)|microsoft(?:online)?\.com|office(?:365)?\.(?:com|net|us)|live\.(?:com|net)|cloud\.microsoft|msecnd\.net|powerplatform\.com)$/
/** Services whose customer has the leftmost label, before a region or an environment. */
const LEFTMOST =
  /\.(?:cloudapp\.azure\.com|azurecontainer(?:apps)?\.(?:io|us|cn)|azmk8s\.(?:io|us|cn)|aksapp\.io)$/
/** Labels that Azure puts between name and suffix. */
const BETWEEN =
  /^(?:scm|privatelink|z\d{1,2}|\d|blob|web|dfs|file|queue|table|sql|dev|crm\d*|api|regional|[a-z]+\d?-\d\d)$/
/** `co.uk`, `com.au`: under such a pair each owner has one name. */
const PAIR = /^(?:[a-z]{2,3})\.(?:[a-z]{2})$/

export type CustomerLabels = {
  /** Labels that the owner of the name may choose for each visitor, outermost first. */
  readonly victim: readonly string[]
  /** The name that its owner registered, down to the top. */
  readonly customer: string
}

/** Divides a host name where its owner's choice for each visitor ends. */
export function customerLabelsOf(host: string): CustomerLabels {
  const labels = host.split('.')
  const suffixLabels = lengthOfSuffix(host, labels)
  if (suffixLabels === undefined) return { victim: [], customer: host }
  let first = labels.length - suffixLabels - 1
  while (first > 0 && BETWEEN.test(labels[first] ?? '')) first -= 1
  const cut = Math.max(0, first)
  return { victim: labels.slice(0, cut), customer: labels.slice(cut).join('.') }
}

/** How many labels at the end nobody registers; undefined where the leftmost label is the owner's. */
function lengthOfSuffix(host: string, labels: readonly string[]): number | undefined {
  if (LEFTMOST.test(host)) return undefined
  const azure = azureSuffixOf(host) ?? TENANT_SUFFIX.exec(host)?.[0].replace(/^\./, '')
  if (azure !== undefined) return azure.split('.').length
  if (MICROSOFT.test(host)) return undefined
  return PAIR.test(labels.slice(-2).join('.')) ? 2 : 1
}
