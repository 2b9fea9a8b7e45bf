/** Why a message leaves; with the door's name it is the key of its delivery. At most three follow-ups. */
export const purposes = ['initial', 'reminder-1', 'reminder-2', 'escalation', 'withdrawal'] as const

export type Purpose = (typeof purposes)[number]
