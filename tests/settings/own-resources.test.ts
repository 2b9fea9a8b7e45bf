import { readSettings } from '../../shared/settings/settings'

const ownOf = (environment: Record<string, string>) => readSettings(environment).need('own').own

it.each([
  {
    as: 'an app with the host name of old',
    environment: { WEBSITE_SITE_NAME: 'DAR', WEBSITE_HOSTNAME: 'dar.azurewebsites.net' },
    domains: ['dar.azurewebsites.net', 'dar.scm.azurewebsites.net'],
    names: ['dar'],
  },
  {
    as: 'an app whose host name has a random part: the name without it may be anybody’s',
    environment: {
      WEBSITE_SITE_NAME: 'dar',
      WEBSITE_HOSTNAME: 'dar-a1b2c3d4e5f6a7b8.westeurope-01.azurewebsites.net',
    },
    domains: [
      'dar-a1b2c3d4e5f6a7b8.westeurope-01.azurewebsites.net',
      'dar-a1b2c3d4e5f6a7b8.scm.westeurope-01.azurewebsites.net',
    ],
    names: ['dar'],
  },
  {
    as: 'an app that knows its name alone',
    environment: { WEBSITE_SITE_NAME: 'dar' },
    domains: ['dar.azurewebsites.net', 'dar.scm.azurewebsites.net'],
    names: ['dar'],
  },
  {
    as: 'an account by name',
    environment: { AzureWebJobsStorage__accountName: 'darstore' },
    domains: ['table', 'queue', 'blob'].map((service) => `darstore.${service}.core.windows.net`),
    names: ['darstore'],
  },
  {
    as: 'an account by its services',
    environment: Object.fromEntries(
      ['table', 'queue', 'blob'].map((service) => [
        `AzureWebJobsStorage__${service}ServiceUri`,
        `https://darstore.${service}.core.chinacloudapi.cn/`,
      ]),
    ),
    domains: ['table', 'queue', 'blob'].map((service) => `darstore.${service}.core.chinacloudapi.cn`),
    names: ['darstore'],
  },
  {
    as: 'an account by connection string',
    environment: {
      AzureWebJobsStorage:
        'DefaultEndpointsProtocol=https;AccountName=darstore;AccountKey=eA==;EndpointSuffix=core.usgovcloudapi.net',
    },
    domains: ['table', 'queue', 'blob'].map((service) => `darstore.${service}.core.usgovcloudapi.net`),
    names: ['darstore'],
  },
  {
    as: 'a desk',
    environment: { AzureWebJobsStorage: 'UseDevelopmentStorage=true', WEBSITE_HOSTNAME: 'localhost:7071' },
    domains: [],
    names: [],
  },
])('$as', ({ environment, domains, names }) => {
  expect(ownOf(environment as Record<string, string>)).toMatchObject({
    domains,
    resources: [...names, ...domains],
    isDeclared: false,
  })
})
