import { httpsUrl, valueOf, yesOrNo } from './setting-values'
import { optional, type RawSettings, type SettingFault, settingGroup, withDefault } from './setting-group'

const guid = (what: string) =>
  valueOf(`is no ${what}`, (text) =>
    /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : undefined,
  )

export const pageSettings = settingGroup({
  title: 'The review page and its API',
  neededBy: ['reviewReports'],
  fields: {
    PAGE_CLIENT_ID: optional(guid('application id'), {
      what: 'The app registration that people log in to. Without it nobody is let in.',
      values: 'an application (client) id',
    }),
    PAGE_TENANT_ID: optional(guid('tenant id'), {
      what: 'The tenant whose people may log in.',
      values: 'a tenant id',
    }),
    PAGE_LOGIN_URL: withDefault(httpsUrl, 'https://login.microsoftonline.com', {
      what: 'The login service of our cloud: issues the tokens, and publishes the keys that they are verified by.',
      values: 'an address such as `https://login.microsoftonline.us`, or http on 127.0.0.1 for a trial',
    }),
    PAGE_OPEN_ON_LOOPBACK: withDefault(yesOrNo, 'false', {
      what: 'For the sandbox only: whoever asks for 127.0.0.1 or localhost is let in without a login. Has no effect in Azure.',
      values: '`true` or `false`',
    }),
  },
  check: loginIsWhole,
  config: (values, raw) => {
    const { PAGE_CLIENT_ID: clientId, PAGE_TENANT_ID: tenantId } = values
    const inAzure = raw['WEBSITE_SITE_NAME'] !== undefined || raw['WEBSITE_INSTANCE_ID'] !== undefined
    const loginUrl = values.PAGE_LOGIN_URL.replace(/\/+$/, '')
    return {
      inAzure,
      // The Functions host talks to its worker over loopback in Azure, too: an address would prove nothing.
      isOpenOnLoopback: values.PAGE_OPEN_ON_LOOPBACK && !inAzure,
      ...(clientId !== undefined && tenantId !== undefined && { login: { clientId, tenantId, loginUrl } }),
    }
  },
})

function loginIsWhole(raw: RawSettings): SettingFault[] {
  const [client, tenant] = [raw['PAGE_CLIENT_ID'], raw['PAGE_TENANT_ID']]
  if ((client === undefined) === (tenant === undefined)) return []
  const setting = client === undefined ? 'PAGE_CLIENT_ID' : 'PAGE_TENANT_ID'
  return [
    { setting, fault: 'is not set', remedy: 'PAGE_CLIENT_ID and PAGE_TENANT_ID go together: set both.' },
  ]
}
