import { crashTest } from '../../sandbox/crash/crash-test'
import { graphCrash } from '../../sandbox/crash/graph-crash'
import { smtpCrash } from '../../sandbox/crash/smtp-crash'
import { endPlay, hostScriptOfTests, MINUTES, root, whenBuilt } from './play'

afterAll(endPlay)

const nobody = { duplicates: [], lost: [], unfinished: [], askedNeedlessly: [], notAsked: [] }

/** The long form, and what came of it: docs/crash-test.md. */
const short = { reports: 80, kills: 6, seed: 20_119, clockSkewInMs: 5 * 60_000 }

whenBuilt(
  'SMTP, killed and dropped at random, clocks five minutes apart: none lost, none twice, and a person asked about those that vanished alone',
  async () => {
    const account = await crashTest({ root, hostScript: hostScriptOfTests(), door: smtpCrash(), ...short })
    expect(account).toMatchObject({ reports: short.reports, kills: short.kills, ...nobody })
    expect((account.dropped.kept + account.dropped.lost) / account.attempts).toBeGreaterThan(0.05)
  },
  4 * MINUTES,
)

whenBuilt(
  'Graph, killed and cut off at random, clocks five minutes apart: none lost, none twice, and nobody asked about any',
  async () => {
    const account = await crashTest({ root, hostScript: hostScriptOfTests(), door: graphCrash(), ...short })
    expect(account).toMatchObject({ reports: short.reports, kills: short.kills, asked: 0, ...nobody })
    expect((account.dropped.kept + account.dropped.lost) / account.attempts).toBeGreaterThan(0.05)
  },
  4 * MINUTES,
)
