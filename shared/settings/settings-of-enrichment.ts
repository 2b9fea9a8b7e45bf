import { someText, wholeNumber, yesOrNo } from './setting-values'
import { optional, settingGroup, withDefault } from './setting-group'

const trueOrFalse = '`true` or `false`'

export const enrichmentSettings = settingGroup({
  title: 'Asking others, and telling the alerts',
  neededBy: ['chaseReports', 'fileReports'],
  fields: {
    HUNTING: withDefault(yesOrNo, 'false', {
      what: 'Looks for the connections of our devices with the endpoint before a report is judged, for exact times and the remote port. Wants the permission `ThreatHunting.Read.All`.',
      values: trueOrFalse,
      who: 'a team with Defender XDR that has granted the permission',
    }),
    WRITE_BACK: withDefault(yesOrNo, 'false', {
      what: 'Writes a comment under the alerts behind a report when it has been sent, acknowledged and closed. Wants the permission `SecurityAlert.ReadWrite.All`.',
      values: trueOrFalse,
      who: 'a team that works in the Defender portal and has granted the permission',
    }),
    VIRUSTOTAL_API_KEY: optional(someText.regex(/^[\x21-\x7e]+$/, { error: 'is no key' }), {
      what: "A key of VirusTotal's API v3; without it, VirusTotal is not asked. The free public key is not for business workflows, by its terms: a company wants a premium one. What is asked, VirusTotal and its customers can see: the endpoint, and nothing else.",
      values: 'the key',
      secret: true,
      who: 'a team with a premium key',
    }),
    VIRUSTOTAL_DAILY_QUOTA: withDefault(wholeNumber(0, 1_000_000), '500', {
      what: 'How many questions the key allows per day of UTC. Reports beyond it leave without.',
      values: 'a whole number',
      who: 'the same, to what the key allows',
    }),
  },
  config: (values, _raw, fixed) => ({
    hunting: values.HUNTING,
    writeBack: values.WRITE_BACK,
    virusTotal:
      values.VIRUSTOTAL_API_KEY === undefined
        ? undefined
        : {
            url: fixed.virusTotalUrl,
            apiKey: values.VIRUSTOTAL_API_KEY,
            perDay: values.VIRUSTOTAL_DAILY_QUOTA,
            perMinute: perMinuteOf(values.VIRUSTOTAL_DAILY_QUOTA),
          },
  }),
})

/** The free key allows 500 a day and 4 a minute; one that allows more a day allows more a minute. */
const perMinuteOf = (perDay: number): number => Math.max(4, Math.floor(perDay / 125))
