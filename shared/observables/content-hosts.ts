import { withoutTail } from '../model/without-tail'

/**
 * Hosts on which many customers, or many contents of one customer, live side by side under different paths, so that
 * only path or id says what is meant. Kept here and nowhere else.
 */
type ContentHost = {
  /** The host itself and everything below it. */
  readonly host: string
  /** One name for all customers: then not even our own content there makes the host ours. */
  readonly isForAll: boolean
  /** Names below the host only. */
  readonly belowOnly?: true
  /** Query parameters that are part of the content's id; everything else of a query is noise. */
  readonly idParameters: readonly string[]
}

const below = (host: string, ...idParameters: string[]): ContentHost => ({
  host,
  isForAll: false,
  belowOnly: true,
  idParameters,
})
const forAll = (host: string, ...idParameters: string[]): ContentHost => ({
  host,
  isForAll: true,
  idParameters,
})

const SHAREPOINT_IDS = ['sourcedoc', 'uniqueid', 'docid', 'share', 'id', 'listid', 'file']
const STORAGE_SUFFIXES = ['core.windows.net', 'core.usgovcloudapi.net', 'core.chinacloudapi.cn']

const CONTENT_HOSTS: readonly ContentHost[] = [
  below('sharepoint.com', ...SHAREPOINT_IDS),
  below('sharepoint.us', ...SHAREPOINT_IDS),
  below('sharepoint-mil.us', ...SHAREPOINT_IDS),
  below('sharepoint.cn', ...SHAREPOINT_IDS),
  ...STORAGE_SUFFIXES.flatMap((suffix) => [
    below(`blob.${suffix}`),
    below(`dfs.${suffix}`),
    below(`file.${suffix}`),
  ]),
  forAll('1drv.ms'),
  forAll('onedrive.live.com', 'id', 'cid', 'resid'),
  forAll('onedrive.com', 'id', 'cid', 'resid'),
  forAll('storage.live.com'),
  forAll('photos.onedrive.com'),
  forAll('forms.office.com', 'id'),
  forAll('forms.microsoft.com', 'id'),
  forAll('forms.cloud.microsoft', 'id'),
  forAll('customervoice.microsoft.com', 'id'),
  forAll('sway.office.com'),
  forAll('sway.com'),
  forAll('sway.cloud.microsoft'),
  forAll('dev.azure.com', 'path', 'version'),
  forAll('app.powerbi.com', 'r'),
  forAll('loop.cloud.microsoft'),
  below('mkt.dynamics.com'),
]

const BY_HOST: ReadonlyMap<string, ContentHost> = new Map(CONTENT_HOSTS.map((entry) => [entry.host, entry]))

/** The widest that fits: `photos.onedrive.com` is read as `onedrive.com` is. */
function contentHostOf(host: string): ContentHost | undefined {
  for (let dot = host.lastIndexOf('.'); dot >= 0; dot = dot === 0 ? -1 : host.lastIndexOf('.', dot - 1)) {
    const entry = BY_HOST.get(host.slice(dot + 1))
    if (entry !== undefined) return entry
  }
  const exact = BY_HOST.get(host)
  return exact?.belowOnly ? undefined : exact
}

/** True for a name that every customer's content stands under: `forms.office.com`. */
export function isSharedByAll(host: string): boolean {
  return contentHostOf(host)?.isForAll === true
}

/**
 * The canonical link of content on such a host, up to the content's id: the same content is the same text, whoever
 * opened it. undefined for other hosts, and for the bare front page, which is no content.
 */
export function contentUrl(link: string | URL): string | undefined {
  const url = typeof link === 'string' ? URL.parse(link) : link
  if (url === null) return undefined
  const entry = contentHostOf(url.hostname)
  if (entry === undefined) return undefined
  const path = withoutTail(url.pathname, '/')
  const kept = parametersOf(url, entry)
  if (path === '' && kept.length === 0) return undefined
  return `https://${url.host}${path === '' ? '/' : path}${kept.length > 0 ? `?${kept.sort().join('&')}` : ''}`
}

/** The parameters that are part of the content's id; undefined for a host that holds no such content. */
export function contentParameters(url: URL): readonly string[] | undefined {
  const entry = contentHostOf(url.hostname)
  return entry && parametersOf(url, entry)
}

function parametersOf(url: URL, { idParameters }: ContentHost): string[] {
  return [...url.searchParams]
    .filter(([name, value]) => idParameters.includes(name.toLowerCase()) && value !== '')
    .map(([name, value]) => `${name.toLowerCase()}=${encodeURIComponent(value)}`)
}
