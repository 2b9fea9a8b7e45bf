import { barRows } from './bar-rows'
import { actionForm } from './form-parts'
import { empty, page } from './layout'
import type { Frame, HealthLine, OverviewModel } from './models'
import { chartsSection } from './overview-charts'
import { foreign, type Html, html, when } from './page-text'
import { ago, instant } from './page-time'
import { paths, withFilters } from './routes'
import { waitingList } from './waiting-list'

/** What waits for the reader, what Microsoft owes, and whether the machine runs, in this order. */
export const overviewPage = (model: OverviewModel): string =>
  page(
    'Overview',
    model.frame,
    'overview',
    html`<h1>Overview</h1>
      ${answers(model)}
      <section id="waiting">
        <h2>Waits for you</h2>
        ${waitingList(model.frame, model.waiting)}
      </section>
      <div class="columns">${owedSection(model)}${healthSection(model)}</div>
      ${chartsSection(model)}`,
  )

/** The three questions that the page is opened with, answered in a line each. */
function answers({ frame, owed, health }: OverviewModel): Html {
  const { total } = frame.waiting
  const troubles = health.filter(({ state }) => state === 'failed' || state === 'warning').length
  const hasFailed = frame.sending.isOff || health.some(({ state }) => state === 'failed')
  return html`<ul class="answers">
    ${answer('#waiting', total > 0 ? 'wait' : 'good', 'Waits for you', total, total === 1 ? 'question' : 'questions')}
    ${owed ? owedAnswer(owed) : answer('#owed', 'quiet', 'Microsoft owes', '–', 'not counted yet')}
    ${answer('#health', hasFailed ? 'bad' : troubles > 0 ? 'wait' : 'good', 'The machine', runs(frame, hasFailed), troubles > 0 ? `${troubles} to look at` : 'all is well')}
  </ul>`
}

function owedAnswer({ unacknowledged, undecided, overdue }: Owed): Html {
  const all = unacknowledged + undecided
  const unit = `${all === 1 ? 'answer' : 'answers'}, ${overdue === 0 ? 'none' : overdue} overdue`
  return answer('#owed', overdue > 0 ? 'wait' : 'good', 'Microsoft owes', all, unit)
}

type Owed = NonNullable<OverviewModel['owed']>

const runs = ({ sending }: Frame, hasFailed: boolean): string =>
  sending.isOff ? 'sends nothing' : hasFailed ? 'has a fault' : 'runs'

const answer = (to: string, tone: string, question: string, figure: string | number, unit: string): Html =>
  html`<li class="${tone}">
    <a href="${to}"
      ><span class="question">${question}</span> <strong>${figure}</strong>
      <span class="unit">${unit}</span></a
    >
  </li>`

const owedSection = ({ frame, owed, openByAge }: OverviewModel): Html =>
  html`<section id="owed">
    <h2>What Microsoft owes</h2>
    ${owed ? owedFigures(owed, frame.now) : empty('Nothing is counted yet.', 'The figures are made every few minutes, once the machine runs.')}
    ${when(openByAge.length > 0, () =>
      barRows(
        'Open reports by age',
        ['age', 'open', 'overdue'],
        openByAge.map(({ age, open, overdue }) => ({ name: age, all: open, part: overdue })),
      ),
    )}
  </section>`

const owedFigures = (owed: Owed, now: Date): Html =>
  html`<ul class="figures">
      ${figure(owed.unacknowledged, 'sent, and not even a receipt', withFilters(paths.reports, { status: 'sent' }))}
      ${figure(owed.undecided, 'acknowledged, and not decided', withFilters(paths.reports, { status: 'acknowledged' }))}
      ${figure(owed.overdue, 'overdue', withFilters(paths.reports, { status: 'overdue' }))}
      ${figure(owed.stillUp, 'open, and still up', withFilters(paths.reports, { status: 'open', takedown: 'up' }))}
    </ul>
    ${owed.oldestSentAt && html`<p class="muted">The oldest without an answer left ${ago(owed.oldestSentAt, now)}.</p>`}`

const figure = (count: number, says: string, to: string): Html =>
  html`<li>
    <a href="${to}"><strong ${count === 0 && html` class="none"`}>${count}</strong> ${says}</a>
  </li>`

const healthSection = ({ frame, health }: OverviewModel): Html =>
  html`<section id="health">
    <h2>Does it run?</h2>
    ${sendingSwitch(frame)}
    <ul class="health">
      ${health.toSorted(worstFirst).map(healthItem)}
    </ul>
  </section>`

const severity = { failed: 0, warning: 1, unknown: 2, fine: 3 } as const
const worstFirst = (a: HealthLine, b: HealthLine): number => severity[a.state] - severity[b.state]

const healthItem = ({ what, state, says, at, remedy }: HealthLine): Html =>
  html`<li class="${state}">
    <p>
      <strong>${what}</strong>
      <span class="${state === 'fine' ? 'unseen' : `badge ${toneOf[state]}`}">${state}</span>
    </p>
    <p class="says">${foreign(says)}${at && html` ${instant(at)}`}</p>
    ${when(remedy, () => html`<p class="remedy">${foreign(remedy ?? '')}</p>`)}
  </li>`

const toneOf = { failed: 'bad', warning: 'wait', unknown: 'quiet', fine: 'good' } as const

/** One press stops everything that would leave; nothing is lost by it. */
function sendingSwitch(frame: Frame): Html {
  const { isOff, by, at } = frame.sending
  const button = isOff
    ? actionForm(frame, { action: 'allow-sending', label: 'Allow sending again', tone: 'primary' })
    : actionForm(frame, { action: 'stop-sending', label: 'Stop all sending', tone: 'danger' })
  return html`<div id="sending" class="switch">
    <p>
      Sending is
      <strong>${isOff ? 'stopped' : 'on'}</strong
      >${by !== undefined && html`, set by ${foreign(by)}`}${at && html` ${instant(at)}`}.
    </p>
    ${button}
  </div>`
}
