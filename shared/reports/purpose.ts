/** What a mail is written for. At most three follow-ups. */
export const writtenPurposes = ['initial', 'reminder-1', 'reminder-2', 'escalation', 'withdrawal'] as const

/**
 * Why a message leaves; with the door's name it is the key of its delivery. `rest` is the report once more, for
 * recipients that the server put off when the others got theirs.
 */
export const purposes = [...writtenPurposes, 'rest'] as const

export type WrittenPurpose = (typeof writtenPurposes)[number]
export type Purpose = (typeof purposes)[number]
