/**
 * A cut of Microsoft's own published lists (service tags of October 2025, public IP list and Microsoft 365
 * endpoints of August 2026, MISP's warning list of its phishing training), with the true prefixes of everything the stories touch.
 */

type TagProperties = { readonly region: string; readonly regionId: number; readonly systemService: string }

const APP_SERVICE = 'AzureAppService'

export const SERVICE_TAGS = {
  changeNumber: 375,
  cloud: 'Public',
  values: [
    tag('AppService', { region: '', regionId: 0, systemService: APP_SERVICE }, [
      '13.69.68.0/23',
      '20.119.0.0/20',
    ]),
    tag('AppService.EastUS', { region: 'eastus', regionId: 32, systemService: APP_SERVICE }, [
      '20.119.0.0/20',
    ]),
    tag('AppService.WestEurope', { region: 'westeurope', regionId: 18, systemService: APP_SERVICE }, [
      '13.69.68.0/23',
    ]),
    tag('Sql.WestEurope', { region: 'westeurope', regionId: 18, systemService: 'AzureSQL' }, [
      '13.69.104.0/26',
      '13.69.105.0/26',
    ]),
    tag('EOPExternalPublishedIPs', { region: '', regionId: 0, systemService: 'EOPExtPublished' }, [
      '40.107.0.0/16',
    ]),
    tag('AzureCloud.eastus', { region: 'eastus', regionId: 32, systemService: '' }, ['20.119.0.0/17']),
    tag('AzureCloud.westeurope', { region: 'westeurope', regionId: 18, systemService: '' }, [
      '4.175.0.0/16',
      '4.180.0.0/16',
      '13.69.0.0/17',
    ]),
    tag('AzureCloud.northeurope', { region: 'northeurope', regionId: 17, systemService: '' }, [
      '4.207.0.0/16',
      '4.208.0.0/15',
      '13.69.128.0/17',
    ]),
    tag('AzureCloud', { region: '', regionId: 0, systemService: '' }, [
      '4.175.0.0/16',
      '4.180.0.0/16',
      '4.207.0.0/16',
      '4.208.0.0/15',
      '13.69.0.0/17',
      '13.69.128.0/17',
      '20.119.0.0/17',
    ]),
  ],
}

function tag(name: string, properties: TagProperties, addressPrefixes: readonly string[]) {
  const networkFeatures = ['API', 'NSG', 'UDR', 'FW']
  return {
    name,
    id: name,
    properties: { changeNumber: 5, ...properties, platform: 'Azure', addressPrefixes, networkFeatures },
  }
}

const PUBLIC_PREFIXES = ['4.128.0.0/12', '4.144.0.0/12', '4.160.0.0/12', '4.176.0.0/12', '4.192.0.0/12']
const MORE_PUBLIC_PREFIXES = ['4.208.0.0/12', '13.64.0.0/11', '20.64.0.0/10', '40.64.0.0/10', '52.96.0.0/12']

export const PUBLIC_IPS_CSV = [
  'Prefix,Type',
  ...[...PUBLIC_PREFIXES, ...MORE_PUBLIC_PREFIXES].map((prefix) => `${prefix}, MSFT Public IP Address Block`),
  '',
].join('\r\n')

export const MICROSOFT_365_ENDPOINTS = [
  {
    id: 1,
    serviceArea: 'Exchange',
    serviceAreaDisplayName: 'Exchange Online',
    urls: ['outlook.cloud.microsoft', 'outlook.office.com', 'outlook.office365.com'],
    ips: ['13.107.6.152/31', '13.107.128.0/22', '40.96.0.0/13', '52.96.0.0/14', '2603:1006::/40'],
    tcpPorts: '80,443',
    udpPorts: '443',
    expressRoute: true,
    category: 'Optimize',
    required: true,
  },
  {
    id: 10,
    serviceArea: 'Exchange',
    serviceAreaDisplayName: 'Exchange Online',
    urls: ['*.mail.protection.outlook.com', '*.mx.microsoft'],
    ips: ['40.92.0.0/15', '40.107.0.0/16', '52.100.0.0/14', '104.47.0.0/17', '2a01:111:f400::/48'],
    tcpPorts: '25',
    expressRoute: true,
    category: 'Allow',
    required: true,
  },
  {
    id: 31,
    serviceArea: 'SharePoint',
    serviceAreaDisplayName: 'SharePoint Online and OneDrive for Business',
    urls: ['*.sharepoint.com'],
    ips: ['13.107.136.0/22', '40.108.128.0/17', '52.104.0.0/14', '104.146.128.0/17'],
    tcpPorts: '80,443',
    expressRoute: true,
    category: 'Optimize',
    required: true,
  },
]

export const ATTACK_SIMULATION = {
  name: 'List of known Office 365 Attack Simulator used for phishing awareness campaigns',
  version: 20260101,
  description: 'Hosts of Microsoft own phishing training',
  type: 'string',
  matching_attributes: ['url', 'domain', 'hostname'],
  list: ['52.168.52.134', 'portal.docdeliveryapp.com', 'portal.payrolltooling.com', 'www.attemplate.com'],
}
