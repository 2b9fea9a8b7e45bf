import { longStories } from './long-stories'
import { stories } from './stories'
import type { Act } from './story'

/** Long enough for the first reminder, and not for the second. */
export const firstWeek: Act = { name: 'The first week', lengthInDays: 7.75, stories }

/** To the end of the ladder, and to answers that come when nobody expects them any more. */
export const monthsAfter: Act = { name: 'The months after', lengthInDays: 82, stories: longStories }

/** What `npm start` plays, one after the other in the same world. */
export const acts: readonly Act[] = [firstWeek, monthsAfter]
