// The last page of a registration: the admin has read what to do next and closes the window, or
// asks the LMS around us to close it. The message holds nothing, so it may go to anybody.
document.getElementById('done').addEventListener('click', () => {
	const lms = window.opener || window.parent
	lms.postMessage({ subject: 'org.imsglobal.lti.close' }, '*')
	if (lms === window) window.close()
})
