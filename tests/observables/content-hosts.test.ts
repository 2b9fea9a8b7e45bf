import { contentUrl, isSharedByAll } from '../../shared/observables/content-hosts'

describe('the canonical link of shared content', () => {
  it.each([
    [
      'https://t.sharepoint.com/:b:/g/personal/a_b/EabC?e=4%3axyz',
      'https://t.sharepoint.com/:b:/g/personal/a_b/EabC',
    ],
    [
      'https://t-my.sharepoint.com/personal/a/_layouts/15/Doc.aspx?sourcedoc={1}&file=x.docx&action=default',
      'https://t-my.sharepoint.com/personal/a/_layouts/15/Doc.aspx?file=x.docx&sourcedoc=%7B1%7D',
    ],
    ['http://forms.office.com/r/AbC123/', 'https://forms.office.com/r/AbC123'],
    [
      'https://forms.office.com/Pages/ResponsePage.aspx?lang=de&id=XYZ',
      'https://forms.office.com/Pages/ResponsePage.aspx?id=XYZ',
    ],
    ['https://1drv.ms/u/s!AbC?e=1', 'https://1drv.ms/u/s!AbC'],
    ['https://onedrive.live.com/?cid=1&id=2&v=3', 'https://onedrive.live.com/?cid=1&id=2'],
    ['https://sway.office.com/AbC?ref=Link', 'https://sway.office.com/AbC'],
    ['https://a.blob.core.windows.net/c/f.pdf?sv=1', 'https://a.blob.core.windows.net/c/f.pdf'],
    [
      'https://dev.azure.com/org/project/_git/repo?path=/x.ps1',
      'https://dev.azure.com/org/project/_git/repo?path=%2Fx.ps1',
    ],
  ])('%s', (link, canonical) => {
    expect(contentUrl(link)).toBe(canonical)
    expect(contentUrl(canonical)).toBe(canonical)
  })

  it.each([
    'https://x.azurewebsites.net/login',
    'https://t.sharepoint.com/',
    'https://forms.office.com',
    'https://sharepoint.com/x',
    'https://t.sharepoint.com.evil.example/x',
    'https://notsharepoint.com/x',
    'https://a.z13.web.core.windows.net/index.html',
    'not a link',
  ])('none for %s', (link) => expect(contentUrl(link)).toBeUndefined())
})

it.each([
  ['forms.office.com', true],
  ['t.sharepoint.com', false],
  ['a.blob.core.windows.net', false],
  ['x.azurewebsites.net', false],
])('%s is one name for all customers: %s', (host, shared) => expect(isSharedByAll(host)).toBe(shared))
