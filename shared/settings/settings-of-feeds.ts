import { feedsBy } from './feeds-by'
import { settingGroup, withDefault } from './setting-group'

const publicFeeds = 'https://raw.githubusercontent.com/microsoft/mstic/master/PublicFeeds'
const mstic = `${publicFeeds}/MSFTIPRanges`

/** Every feed, and where it is; without an address it is off. */
export const shippedFeeds = {
  'service-tags': `${mstic}/ServiceTags_Public.json`,
  'public-ips': `${mstic}/MSFT_PublicIPs.csv`,
  'microsoft-365': `${mstic}/OfficeWorldWide-IPRanges.json`,
  'attack-simulation':
    'https://raw.githubusercontent.com/MISP/misp-warninglists/main/lists/microsoft-attack-simulator/list.json',
  'threat-actors': `${publicFeeds}/ThreatActorNaming/MicrosoftMapping.json`,
  'announced-prefixes': undefined,
} as const

export const feedSettings = settingGroup({
  title: 'Where the data about Microsoft comes from',
  neededBy: ['collectAlerts', 'openCase', 'refreshOwnership'],
  fields: {
    FEEDS: withDefault(feedsBy(shippedFeeds, ['threat-actors']), '', {
      what: "Other addresses of the feeds, which are on GitHub by default, or `off`. `service-tags`: Azure service tags, as JSON, or the download page that links to them; one per cloud, each named so, the public one by default. `public-ips`: Microsoft's own public address space, as CSV. `microsoft-365`: its hosts and addresses, as JSON. `attack-simulation`: hosts of Microsoft's own phishing training, as a MISP warning list. `threat-actors`: Microsoft's names of them, as JSON, one address; off, names stand as the alert gave them. `announced-prefixes`: what Microsoft's networks announce, as RIPEstat gives it per AS number; off by default, since what ships with the program says as much, with its date.",
      values:
        'a list such as `service-tags=https://mirror.example.com/tags.json, attack-simulation=off`; `none` first: what is not named is off',
      emptySays: 'as shipped',
      who: 'a team in another cloud, or behind a firewall with a mirror',
    }),
  },
  config: ({ FEEDS: feeds }) => feeds,
})
