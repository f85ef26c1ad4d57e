// What people see of Demo University: the course page with the tool in a frame.
import { activityById } from './course.mjs'
import { escapeHtml, html } from './exchange.mjs'
import { faults } from './faults.mjs'
import { people } from './people.mjs'

const style = `
:root { color-scheme: light dark; --ink: #1d2733; --paper: #f6f4ef; --card: #fff; --line: #d9d4c8; --accent: #7a2e39 }
@media (prefers-color-scheme: dark) {
	:root { --ink: #e9e6df; --paper: #1a1c1f; --card: #24272b; --line: #3a3e44; --accent: #e39aa5 }
}
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; color: var(--ink); background: var(--paper) }
header { padding: .8rem 1.5rem; border-bottom: 3px solid var(--accent); background: var(--card) }
header strong { font-size: 1.15rem; letter-spacing: .02em }
main { max-width: 75rem; margin: 0 auto; padding: 1.2rem 1.5rem 3rem }
h1 { font-size: 1.6rem; margin: .2rem 0 .1rem } h2 { font-size: 1.15rem; margin: 1.2rem 0 .5rem }
a { color: var(--accent) }
.people { display: flex; flex-wrap: wrap; gap: .5rem; margin: .8rem 0 }
.button { display: inline-block; padding: .45rem .9rem; border: 1px solid var(--line); border-radius: .4rem;
	background: var(--card); color: inherit; text-decoration: none }
.button:hover, .button:focus-visible { border-color: var(--accent) }
.button[aria-current] { background: var(--accent); border-color: var(--accent); color: var(--paper) }
.bar { display: flex; flex-wrap: wrap; gap: 1rem; justify-content: space-between; align-items: baseline }
iframe { width: 100%; height: 44rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card) }
details { margin-top: 1.5rem } td, th { text-align: left; padding: .15rem 1rem .15rem 0; vertical-align: top }`

const labels = {
	student: 'Open as student',
	student2: 'Open as second student',
	lecturer: 'Open as lecturer',
	admin: 'Open as administrator',
}

export function coursePage(platform, query) {
	const who = people[query.get('person')] ? query.get('person') : undefined
	const launch = { person: who, activity: activityById(platform.course, query.get('activity') ?? undefined).id }
	for (const option of ['fault', 'locale', 'deep_linking']) if (query.has(option)) launch[option] = query.get(option)
	return page(
		platform.course.title,
		`<p>Course ${escapeHtml(platform.course.label)}</p><h1>${escapeHtml(platform.course.title)}</h1>
${activities(platform.course, who, launch.activity)}
<nav class="people" aria-label="Who you are">${Object.keys(labels).map((name) => personButton(name, who, launch)).join('')}</nav>
${who ? frame(launch) : '<p>Choose who you are, and the activity opens below, as it would inside your LMS.</p>'}
${gradebook(platform)}
${brokenLaunches()}`,
	)
}

function personButton(name, current, launch) {
	const options = new URLSearchParams({ person: name, activity: launch.activity })
	return `<a class="button" href="/?${options}"${name === current ? ' aria-current="true"' : ''}>${labels[name]}</a>`
}

function activities(course, who, current) {
	const item = ({ id, title, description }) => {
		const link = new URLSearchParams({ ...(who && { person: who }), activity: id })
		const mark = id === current ? ' aria-current="true"' : ''
		return `<li><a href="/?${link}"${mark}>${escapeHtml(title)}</a> ${escapeHtml(description)}</li>`
	}
	return `<h2>Activities</h2><ul>${course.activities.map(item).join('')}</ul>`
}

function frame(launch) {
	const own = new URLSearchParams(launch)
	const window = new URLSearchParams({ ...launch, presentation: 'window' })
	const add = new URLSearchParams({ person: 'lecturer', deep_linking: '1' })
	return `<div class="bar"><h2>${escapeHtml(people[launch.person].name)}</h2><span>
<a href="/launch?${escapeHtml(window)}" target="_blank" rel="opener">Open in a new window</a>
${launch.person === 'lecturer' ? ` · <a href="/?${escapeHtml(add)}">Add an activity</a>` : ''}</span></div>
<iframe title="AI tutor" name="tool" src="/launch?${escapeHtml(own)}" allow="clipboard-write"></iframe>`
}

function gradebook(platform) {
	const { scores, items } = platform.grades
	if (!scores.length) return ''
	const name = (id) => Object.values(people).find((one) => one.id === id.split('@')[0])?.name ?? id
	const row = (s) =>
		`<tr><td>${escapeHtml(name(s.userId))}</td><td>${escapeHtml(items.get(s.item)?.label ?? '')}</td>
<td>${s.scoreGiven ?? '-'} / ${s.scoreMaximum ?? '-'}</td><td>${escapeHtml(s.comment ?? '')}</td></tr>`
	return `<h2>Grades</h2><table><tr><th>Who<th>Activity<th>Points<th>Comment</tr>${scores.map(row).join('')}</table>`
}

function brokenLaunches() {
	const row = ([name, fault]) =>
		`<tr><td><a href="/?person=student&amp;fault=${name}">${name}</a></td><td>${escapeHtml(fault.what)}</td><td>${fault.verdict}</td></tr>`
	return `<details><summary>Launches with something wrong</summary>
<table><tr><th>Launch<th>What is special<th>The tool must</tr>${Object.entries(faults).map(row).join('')}</table></details>`
}

// Several tools on one page, as a course page with embedded activities has them.
export function framesPage(sources) {
	const one = (src, i) => `<iframe title="Tool ${i + 1}" name="tool${i + 1}" src="${escapeHtml(src)}"></iframe>`
	return page('Several tools', sources.map(one).join('\n'))
}

export function returnPage(query) {
	const text = query.get('lti_errormsg') ?? query.get('lti_msg') ?? 'You are back.'
	return page('Back', `<p role="status">${escapeHtml(text)}</p><p><a href="/" target="_top">To the course</a></p>`)
}

function page(title, body) {
	return html(`<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} | Demo University</title><link rel="icon" href="data:,"><style>${style}</style>
<header><strong>Demo University</strong></header><main>${body}</main></html>`)
}
