import type { DoorName } from '../delivery/door'
import { openGraphDoor } from '../delivery/graph-door'
import { openMsrcDoor } from '../delivery/msrc-door'
import { openSmtpDoor } from '../delivery/smtp-door'
import type { AppContext } from './app-context'
import { graphDoorSettingsOf } from './graph-door-settings-of'
import { smtpSettingsOf } from '../settings/mail-settings-of'
import { mailToken } from './mail-token'

/** For connecting, and then for the answer. */
const msrcTimeoutInMs = 60_000

/** Each door out of the settings, without anything to compose what leaves through it. @throws SettingsError */
export function bareDoors(app: AppContext) {
  return {
    smtp: () => openSmtpDoor(smtpSettingsOf(app.settings.need('smtp').smtp, mailToken(app))),
    graph: () => openGraphDoor(graphDoorSettingsOf(app), app.now),
    msrc: () => {
      const { msrc } = app.settings.need('msrc')
      return openMsrcDoor({ url: msrc.url, timeoutInMs: msrcTimeoutInMs }, app.now)
    },
  } satisfies Record<DoorName, () => unknown>
}
