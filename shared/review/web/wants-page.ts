import { paths } from '../pages/routes'

/** Whether a person looks at the answer: browsers say that they take HTML, and nothing else asks for a page. */
export function wantsPage({ url, headers }: Request): boolean {
  const accepted = headers.get('accept') ?? '*/*'
  if (accepted.includes('text/html')) return true
  return new URL(url).pathname.startsWith(paths.overview) && !accepted.includes('json')
}
