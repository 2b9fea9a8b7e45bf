/** Region ids inside service tags that differ from the name Azure shows everywhere else. Found by comparing both in the files. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['brazilne', 'brazilnortheast'],
  ['brazilse', 'brazilsoutheast'],
  ['centralfrance', 'francecentral'],
  ['chilec', 'chilecentral'],
  ['germanyn', 'germanynorth'],
  ['germanywc', 'germanywestcentral'],
  ['norwaye', 'norwayeast'],
  ['norwayw', 'norwaywest'],
  ['southfrance', 'francesouth'],
  ['switzerlandn', 'switzerlandnorth'],
  ['switzerlandw', 'switzerlandwest'],
  ['usstagec', 'southcentralusstg'],
  ['usstagee', 'eastusstg'],
])

/** `Germany West Central`, `germanywc` and `GermanyWestCentral` are all `germanywestcentral`. */
export function normaliseRegion(text: string): string {
  const id = text.toLowerCase().replace(/[\s_-]/g, '')
  return ALIASES.get(id) ?? id
}

const REGIONS: ReadonlySet<string> = new Set(
  `australiacentral australiacentral2 australiaeast australiasoutheast austriaeast belgiumcentral brazilnortheast
  brazilsouth brazilsoutheast canadacentral canadaeast centralindia centralus centraluseuap chilecentral chinaeast
  chinaeast2 chinaeast3 chinanorth chinanorth2 chinanorth3 denmarkeast eastasia eastus eastus2 eastus2euap eastus3
  francecentral francesouth germanynorth germanywestcentral indiasouthcentral indonesiacentral israelcentral
  israelnorthwest italynorth japaneast japanwest jioindiacentral jioindiawest koreacentral koreasouth malaysiasouth
  malaysiawest mexicocentral newzealandnorth northcentralus northeurope norwayeast norwaywest polandcentral
  qatarcentral southafricanorth southafricawest southcentralus southcentralus2 southeastasia southeastus
  southeastus3 southindia spaincentral swedencentral swedensouth switzerlandnorth switzerlandwest taiwannorth
  taiwannorthwest uaecentral uaenorth uksouth ukwest usdodcentral usdodeast usgovarizona usgoviowa usgovtexas
  usgovvirginia westcentralus westeurope westindia westus westus2 westus3`.split(/\s+/),
)

/** The region that a DNS label names: `westeurope`, or `westeurope-01` of regional app names. */
export function regionOfLabel(label: string): string | undefined {
  const region = normaliseRegion(label.replace(/-\d{2}$/, ''))
  return REGIONS.has(region) ? region : undefined
}
