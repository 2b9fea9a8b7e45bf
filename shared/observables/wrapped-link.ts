import { isWithin } from './own-assets'

/** Microsoft's own wrappers around links in mails and chats, each with the parameter that holds what is meant. */
const WRAPPERS = [
  { host: 'safelinks.protection.outlook.com', parameter: 'url' },
  { host: 'safelinks.protection.office365.us', parameter: 'url' },
  { host: 'statics.teams.cdn.office.net', parameter: 'url' },
  { host: 'statics.teams.microsoft.com', parameter: 'url' },
] as const

/** Safe Links may wrap a wrapped link again when a mail is forwarded. */
const DEEPEST_WRAPPING = 5

/** The link inside Safe Links: the wrapper is Microsoft's, carries our user's address, and accuses nobody. */
export function unwrapLink(url: URL, depth = 0): URL {
  const wrapper = WRAPPERS.find(({ host }) => isWithin(url.hostname, host))
  const inner = wrapper && url.searchParams.get(wrapper.parameter)
  if (!inner || depth >= DEEPEST_WRAPPING || !/^https?:\/\//i.test(inner) || !URL.canParse(inner)) return url
  return unwrapLink(new URL(inner), depth + 1)
}
