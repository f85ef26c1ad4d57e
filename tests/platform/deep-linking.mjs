// Where a tool sends what a lecturer picked [DL §4]: checked against the tool's own keys.
import { decodeJwt } from 'jose'
import { DEEP_LINKING, LTI } from './claims.mjs'
import { addActivity } from './course.mjs'
import { escapeHtml, html } from './exchange.mjs'
import { verifyByTool } from './token.mjs'

export async function receiveDeepLinks(platform, params) {
	const token = params.get('JWT') ?? ''
	try {
		const tool = platform.toolByClientId(decodeJwt(token).iss)
		const { payload } = await verifyByTool(platform, tool, token, {
			audience: platform.issuer,
			requiredClaims: ['iat', 'exp', 'nonce'],
		})
		checkResponse(platform, payload, tool)
		const items = payload[`${DEEP_LINKING}content_items`] ?? []
		const added = items.map((item) => addActivity(platform.course, platform.profile.item(item), tool))
		platform.journal.push({ event: 'deep-linking', payload, added })
		return page(`${added.length} added: ${added.map((one) => one.title).join(', ')}`)
	} catch (error) {
		platform.journal.push({ event: 'deep-linking-refused', reason: error.message })
		return page(`Refused: ${error.message}`, 400)
	}
}

function checkResponse(platform, payload, tool) {
	const expected = {
		[`${LTI}message_type`]: 'LtiDeepLinkingResponse',
		[`${LTI}version`]: '1.3.0',
		[`${LTI}deployment_id`]: tool.deploymentId,
	}
	for (const [claim, value] of Object.entries(expected))
		if (payload[claim] !== value) throw new Error(`${claim} is not ${value}`)
	if (!platform.launches.get(payload[`${DEEP_LINKING}data`])?.deepLinking) throw new Error('data was not echoed')
}

function page(text, status = 200) {
	return html(
		`<!doctype html><meta charset="utf-8"><title>Demo University</title><p role="status">${escapeHtml(text)}</p>
<p><a href="/" target="_top">Back to the course</a></p>`,
		status,
	)
}
