// Dynamic registration: the platform describes itself, a tool registers with a one-time token.
import { randomBytes } from 'node:crypto'
import { SCOPE } from './claims.mjs'
import { json } from './exchange.mjs'

const TOOL_CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-tool-configuration'

export function openidConfiguration(platform) {
	return json({
		issuer: platform.issuer,
		authorization_endpoint: `${platform.origin}/auth`,
		token_endpoint: `${platform.serviceOrigin}/token`,
		token_endpoint_auth_methods_supported: ['private_key_jwt'],
		token_endpoint_auth_signing_alg_values_supported: ['RS256'],
		jwks_uri: `${platform.serviceOrigin}/jwks.json`,
		registration_endpoint: `${platform.serviceOrigin}/register`,
		scopes_supported: ['openid', ...Object.values(SCOPE)],
		response_types_supported: ['id_token'],
		subject_types_supported: ['public'],
		id_token_signing_alg_values_supported: ['RS256'],
		claims_supported: ['sub', 'iss', 'name', 'given_name', 'family_name', 'email'],
		'https://purl.imsglobal.org/spec/lti-platform-configuration': {
			product_family_code: platform.profile.family === 'ilias' ? 'ilias.de' : platform.profile.family,
			version: '1',
			messages_supported: [
				{ type: 'LtiResourceLinkRequest' },
				{ type: 'LtiDeepLinkingRequest', placements: ['ContentArea'] },
			],
			variables: ['Context.id.history'],
		},
	})
}

// The address an admin's browser is sent to; the tool has to come back with the token.
export function inviteTool(platform, registrationUrl) {
	const token = randomBytes(16).toString('hex')
	platform.registrationTokens.add(token)
	const parameters = new URLSearchParams({
		openid_configuration: `${platform.serviceOrigin}/.well-known/openid-configuration`,
		registration_token: token,
	})
	return platform.profile.registrationUrl(registrationUrl, parameters)
}

export function registerTool(platform, request, body) {
	const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
	if (!platform.registrationTokens.delete(token)) return json({ error: 'invalid_token' }, 401)
	let asked
	try {
		asked = JSON.parse(body)
	} catch {
		return json({ error: 'invalid_client_metadata' }, 400)
	}
	const problem = checkMetadata(asked)
	platform.journal.push({ event: 'registration', asked, problem })
	if (problem) return json({ error: 'invalid_client_metadata', error_description: problem }, 400)

	const configuration = asked[TOOL_CONFIGURATION]
	const tool = platform.addTool({
		name: asked.client_name,
		loginUrl: asked.initiate_login_uri,
		redirectUris: asked.redirect_uris,
		jwksUrl: asked.jwks_uri,
		targetUrl: configuration.target_link_uri,
		custom: platform.profile.family === 'ilias' ? {} : configuration.custom_parameters,
		...platform.profile.newTool(asked),
	})
	const deployment = platform.profile.family === 'ilias' ? Number(tool.deploymentId) : tool.deploymentId
	return json({
		...asked,
		client_id: tool.clientId,
		[TOOL_CONFIGURATION]: { ...configuration, deployment_id: deployment },
	})
}

function checkMetadata(asked) {
	const configuration = asked?.[TOOL_CONFIGURATION]
	if (!asked?.client_name || !asked.initiate_login_uri || !asked.jwks_uri) return 'a required field is missing'
	if (!asked.redirect_uris?.length) return 'redirect_uris'
	if (asked.token_endpoint_auth_method !== 'private_key_jwt') return 'token_endpoint_auth_method'
	if (!asked.response_types?.includes('id_token')) return 'response_types'
	if (asked.application_type && asked.application_type !== 'web') return 'application_type'
	if (!configuration?.domain || !configuration.target_link_uri) return 'tool configuration'
	if (new URL(configuration.target_link_uri).host !== configuration.domain) return 'domain does not match target_link_uri'
	if (!Array.isArray(configuration.messages)) return 'messages'
	return undefined
}
