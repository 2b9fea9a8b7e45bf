import answer from './templates/answer.txt'
import attached from './templates/attached.txt'
import closing from './templates/closing.txt'
import details from './templates/details.txt'
import earlier from './templates/earlier.txt'
import escalation from './templates/escalation.txt'
import facts from './templates/facts.txt'
import initial from './templates/initial.txt'
import msrcNotes from './templates/msrc-notes.txt'
import policy from './templates/policy.txt'
import reminder1 from './templates/reminder-1.txt'
import reminder2 from './templates/reminder-2.txt'
import request from './templates/request.txt'
import subject from './templates/subject.txt'
import times from './templates/times.txt'
import trial from './templates/trial.txt'
import withdrawal from './templates/withdrawal.txt'

/** Whole texts, each by itself. */
const texts = {
  subject,
  initial,
  'reminder-1': reminder1,
  'reminder-2': reminder2,
  escalation,
  withdrawal,
  'msrc-notes': msrcNotes,
}

/** Passages that whole texts share. */
const passages = { trial, policy, facts, request, answer, details, times, earlier, attached, closing }

export type TextName = keyof typeof texts
export type PassageName = keyof typeof passages
export type TemplateName = TextName | PassageName

/** Every template by its name, which is also its file's. */
export type Templates = Readonly<Record<TemplateName, string>>

export const shippedTemplates: Templates = { ...texts, ...passages }

export const templateNames = Object.keys(shippedTemplates) as TemplateName[]

export const isPassage = (name: string): name is PassageName => Object.hasOwn(passages, name)
