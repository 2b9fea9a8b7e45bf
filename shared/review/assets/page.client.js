// The pages work without this. With it, times are the reader's own, a form is sent once, and lists can be ordered.

const two = (number) => String(number).padStart(2, '0')

/** As long as what it replaces, so that nothing moves. */
const local = (at) =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`

for (const time of document.querySelectorAll('time[datetime]:not(.ago)')) {
  const at = new Date(time.dateTime)
  if (!Number.isNaN(at.getTime())) time.textContent = local(at)
}

// What became of an action is news once: loading the page again, or passing its address on, does not repeat it.
const address = new URL(location.href)
if (address.searchParams.has('notice')) {
  address.searchParams.delete('notice')
  history.replaceState(null, '', address)
}

const zone = document.getElementById('zone')
const ours = Intl.DateTimeFormat().resolvedOptions().timeZone
if (zone && ours !== 'UTC') zone.textContent = `those of ${ours}; rest the pointer on one for UTC`

for (const form of document.querySelectorAll('form[method=post]')) {
  form.addEventListener('submit', () => {
    // After the form was read; a disabled button would not be sent, and back and forth must find it enabled.
    setTimeout(() => {
      for (const button of form.querySelectorAll('button')) button.disabled = true
    })
  })
}
window.addEventListener('pageshow', () => {
  for (const button of document.querySelectorAll('form[method=post] button')) button.disabled = false
})

// Empty fields say nothing, and only make an address long.
for (const form of document.querySelectorAll('form[method=get]')) {
  form.addEventListener('formdata', ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === '') formData.delete(name)
  })
}

// A list comes newest first. A press on a head orders the rows that are here, the next turns them round, the third
// puts them back. The field does the same, and says how they are ordered where the heads are not shown.
const byNumber = new Intl.Collator('en', { numeric: true }).compare
const latestFirst = ['Seen', 'Sent']

function makeOrderable(table, line) {
  const body = table.tBodies[0]
  const asItCame = [...body.rows]
  const heads = [...table.tHead.rows[0].cells]
  const words = 'part' in line.dataset ? 'Orders this page' : 'Orders the reports'
  const field = fieldOf(heads, words)

  const order = (column, direction) => {
    heads.forEach((head, n) => {
      if (n === column && direction) head.setAttribute('aria-sort', direction)
      else head.removeAttribute('aria-sort')
    })
    field.value = direction ? column : ''
    body.append(...(direction ? ordered(asItCame, column, direction) : asItCame))
  }

  heads.forEach((head, column) => {
    const ways = ['ascending', 'descending']
    if (latestFirst.includes(head.textContent)) ways.reverse()
    const button = document.createElement('button')
    button.type = 'button'
    button.title = words
    button.append(...head.childNodes)
    button.addEventListener('click', () =>
      order(column, [...ways, undefined][ways.indexOf(head.ariaSort) + 1]),
    )
    head.append(button)
    field.options[column + 1].dataset.way = ways[0]
  })
  field.addEventListener('change', () => order(field.selectedIndex - 1, field.selectedOptions[0].dataset.way))
  line.append(`${words}:`, field)
}

function fieldOf(heads, words) {
  const field = document.createElement('select')
  field.setAttribute('aria-label', words)
  field.autocomplete = 'off'
  field.append(new Option('newest first', ''), ...heads.map((head, n) => new Option(head.textContent, n)))
  return field
}

/** What has no value comes last, either way. */
function ordered(rows, column, direction) {
  const value = ({ cells: { [column]: cell } }) => cell.dataset.order ?? cell.querySelector('a').textContent
  const sign = direction === 'ascending' ? 1 : -1
  return [...rows].sort((a, b) => !value(a) - !value(b) || sign * byNumber(value(a), value(b)))
}

const line = document.querySelector('.order')
if (line) makeOrderable(document.querySelector('.cards'), line)
