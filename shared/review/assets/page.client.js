// The pages work without this. With it, times are the reader's own, and a form is sent once.

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
