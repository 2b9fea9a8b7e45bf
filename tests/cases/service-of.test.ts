import { serviceOf } from '../../shared/cases/service-of'
import { CUSTOMER_SUFFIXES } from '../../shared/ownership/customer-suffixes'
import { serviceOfHost } from '../../shared/ownership/service-of-host'

it.each([
  {
    rule: 'the first tag, without its region',
    of: { serviceTags: ['AppService.EastUS', 'AzureCloud'] },
    is: 'AppService',
  },
  {
    rule: 'the address before the name',
    of: { serviceTags: ['AzureCloud.westeurope'], host: 'vm.westeurope.cloudapp.azure.com' },
    is: 'AzureCloud',
  },
  {
    rule: 'the suffix of a host alone',
    of: { serviceTags: [], host: 'shop.azurewebsites.net' },
    is: 'AppService',
  },
  {
    rule: 'the longest suffix',
    of: { serviceTags: [], host: 'table.cosmos.azure.com' },
    is: 'AzureCosmosDB',
  },
  {
    rule: 'the host of a link',
    of: { serviceTags: [], url: 'https://contoso.sharepoint.com/personal/x' },
    is: 'SharePoint',
  },
  {
    rule: 'nothing of a name that tells nothing',
    of: { serviceTags: [], host: 'safe-hse.com' },
    is: undefined,
  },
  {
    rule: 'nothing of a name that only ends alike',
    of: { serviceTags: [], host: 'notazurewebsites.net' },
    is: undefined,
  },
  { rule: 'nothing where nothing is known', of: { serviceTags: [] }, is: undefined },
])('the service is told by $rule', ({ of, is }) => {
  expect(serviceOf(of)).toBe(is)
})

it('every suffix of customers tells a service', () => {
  expect(CUSTOMER_SUFFIXES.filter(({ suffix }) => !serviceOfHost(`name.${suffix}`))).toEqual([])
})
