import { type HostRule, rulesFor } from './host-rules'

const service = (name: string, suffixes: string): HostRule[] =>
  rulesFor(suffixes, { class: 'microsoft-service', service: name, tenant: 'none' })

const desk = (name: string, suffixes: string, cloud?: string): HostRule[] =>
  rulesFor(suffixes, {
    class: 'other-desk',
    service: name,
    tenant: cloud === undefined ? 'none' : 'nearest',
    desk: name,
    ...(cloud !== undefined && { cloud }),
  })

/** Names under which Microsoft itself speaks. */
const MICROSOFT: readonly HostRule[] = [
  service('Microsoft', 'microsoft.com microsoft azure bing hotmail office skype windows xbox'),
  service(
    'Microsoft',
    'microsoft.net s-microsoft.com microsoftstore.com aka.ms msft.net aspnetcdn.com msftconnecttest.com',
  ),
  service(
    'Microsoft',
    'msftncsi.com msedge.net msecnd.net gfx.ms sfx.ms svc.ms virtualearth.net cortana.ai minecraft.net',
  ),
  service(
    'Microsoft',
    'getmicrosoftkey.com onestore.ms visualstudio.microsoft.com vsassets.io nuget.org powershellgallery.com',
  ),
  service(
    'Microsoft',
    'azureiotsolutions.com microsoftusercontent.com usercontent.microsoft omniroot.microsoft.com',
  ),
  service('Microsoft account', 'live.com live.net hotmail.com msn.com passport.net'),
  // Relays, telemetry and stores that all customers share, beside the names that customers have there.
  service(
    'Visual Studio',
    'api.visualstudio.com tunnels.api.visualstudio.com services.visualstudio.com code.visualstudio.com',
  ),
  service(
    'Visual Studio',
    'marketplace.visualstudio.com app.visualstudio.com vssps.visualstudio.com vscode-cdn.net vscode.dev',
  ),
  service('Microsoft’s sinkhole', 'microsoftinternetsafety.net'),
  service('Dynamics 365', 'home.dynamics.com admin.dynamics.com businesscentral.dynamics.com'),
  service('Bing', 'bing.com bing.net'),
  service('Xbox', 'xbox.com xboxlive.com xboxservices.com'),
  service(
    'Skype and Teams',
    'skype.com skypeassets.com lync.com teams.microsoft.com teams.cloud.microsoft skypeforbusiness.com',
  ),
  service(
    'Microsoft 365',
    'office.com office.net office365.com office365.us microsoft365.com cloud.microsoft msocdn.com o365weve.com',
  ),
  service(
    'Microsoft 365',
    'officeapps.live.com onenote.com onenote.net cdn.onenote.net yammer.com yammerusercontent.com',
  ),
  service(
    'Microsoft 365',
    'assets-yammer.com outlookmobile.com acompli.net sharepointonline.com onedrive.com msocsp.com',
  ),
  service('Microsoft 365', 'sway-cdn.com sway-extensions.com microsoftstream.com'),
  service('Exchange Online', 'outlook.com outlook.office.com outlook.office365.com outlook.cloud.microsoft'),
  rulesFor('mail.protection.outlook.com mail.eo.outlook.com mx.microsoft', {
    class: 'microsoft-service',
    service: 'Exchange Online mail gateway',
    tenant: 'nearest',
  }),
  service(
    'Microsoft Entra ID',
    'microsoftonline.com microsoftonline-p.com microsoftonline-p.net microsoftonline.us msauth.net',
  ),
  service(
    'Microsoft Entra ID',
    'msftauth.net msauthimages.net msftauthimages.net msidentity.com msftidentity.com',
  ),
  service('Microsoft Entra ID', 'microsoftazuread-sso.com windows-ppe.net phonefactor.net login.windows.net'),
  service('Information protection', 'aadrm.com azurerms.com informationprotection.azure.com'),
  service('Defender', 'cloudappsecurity.com securitycenter.windows.com'),
  service('Windows', 'windows.com windowsupdate.com'),
  service('Power Platform', 'powerapps.com powerautomate.com powerbi.com powerplatform.com microsoftcrm.com'),
  service(
    'Azure',
    'azure.com azure.net windowsazure.com windows.net azureml.ms azure.us usgovcloudapi.net azure-dns.com',
  ),
  service('Azure', 'azure-dns.net azure-dns.org azure-dns.info msappproxy.net azureserviceprofiler.net'),
].flat()

/** Microsoft's, or run for it, with an abuse desk of their own. */
const OTHER_DESKS: readonly HostRule[] = [
  desk(
    '21Vianet',
    'chinacloudapi.cn chinacloudsites.cn chinacloudapp.cn azure.cn azurewebsites.cn chinacloudapp.com',
    'China',
  ),
  desk(
    '21Vianet',
    'blob.core.chinacloudapi.cn file.core.chinacloudapi.cn web.core.chinacloudapi.cn',
    'China',
  ),
  desk(
    '21Vianet',
    'table.core.chinacloudapi.cn queue.core.chinacloudapi.cn dfs.core.chinacloudapi.cn',
    'China',
  ),
  desk(
    '21Vianet',
    'servicebus.chinacloudapi.cn database.chinacloudapi.cn cloudapp.chinacloudapi.cn',
    'China',
  ),
  desk(
    '21Vianet',
    'trafficmanager.cn azureedge.cn azurecr.cn vault.azure.cn azure-api.cn azurestaticapps.cn',
    'China',
  ),
  desk(
    '21Vianet',
    'sharepoint.cn partner.onmschina.cn partner.microsoftonline.cn partner.outlook.cn microsoftonline.cn',
    'China',
  ),
  desk(
    'GitHub',
    'github.com github.io githubusercontent.com githubassets.com github.dev githubapp.com npmjs.com npmjs.org',
  ),
  desk('GitHub', 'ghcr.io github.ai'),
  desk('LinkedIn', 'linkedin.com licdn.com lnkd.in linkedin.cn slideshare.net'),
  desk('Nuance', 'nuance.com'),
  desk('Blizzard Entertainment', 'blizzard.com battle.net'),
  desk('Activision', 'activision.com'),
].flat()

/** Names that no public DNS answers (RFC 6761, RFC 6762, RFC 8375, RFC 9476, ICANN's .internal). */
const SPECIAL: readonly HostRule[] = rulesFor('localhost local internal home.arpa invalid alt', {
  class: 'special',
  service: 'a name for local use',
  tenant: 'none',
})

export const FIRST_PARTY_SUFFIXES: readonly HostRule[] = [...MICROSOFT, ...OTHER_DESKS, ...SPECIAL]
