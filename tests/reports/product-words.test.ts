import {
  labelInWords,
  productInWords,
  regionInWords,
  serviceInWords,
} from '../../shared/reports/product-words'
import { evidence } from './report-fixture'

const { host: _, ...unnamed } = evidence

it.each([
  ['eastus', 'East US'],
  ['eastus2euap', 'East US 2 EUAP'],
  ['northcentralus', 'North Central US'],
  ['southeastasia', 'Southeast Asia'],
  ['southafricanorth', 'South Africa North'],
  ['germanywestcentral', 'Germany West Central'],
  ['usgovvirginia', 'US Gov Virginia'],
  ['atlantis', 'atlantis'],
  [undefined, ''],
])('region %s is shown as %s', (region, words) => {
  expect(regionInWords(region)).toBe(words)
})

it.each([
  { ...unnamed, serviceTags: ['AppService.EastUS', 'AzureCloud'], says: 'Azure App Service' },
  { ...unnamed, serviceTags: ['AzureCloud.westus3'], says: 'Azure' },
  {
    ...unnamed,
    serviceTags: ['AzureCloud'],
    host: 'files.blob.core.windows.net',
    says: 'Azure Blob Storage',
  },
  { ...unnamed, serviceTags: [], says: '' },
])('the service of $serviceTags $host is $says', ({ says, ...seen }) => {
  expect(serviceInWords(seen)).toBe(says)
})

it.each([
  ['microsoft365Defender', 'Microsoft Defender XDR'],
  ['azureAdIdentityProtection', 'Microsoft Entra ID Protection'],
  ['microsoftDefenderForCloud', 'Microsoft Defender for Cloud'],
  ['microsoftDefenderForAIServices', 'Microsoft Defender for AI Services'],
  ['not an identifier', undefined],
])('product %s is %s', (source, words) => {
  expect(productInWords(source)).toBe(words)
})

it.each([
  ['Azure Blob Storage', 'Storage account'],
  ['SharePoint', 'Tenant'],
  ['Azure App Service', 'App name'],
  ['Azure Front Door', 'Resource name'],
])('the label at %s is called %s', (service, words) => {
  expect(labelInWords(service)).toBe(words)
})
