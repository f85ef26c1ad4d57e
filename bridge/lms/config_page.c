/*
 * Config page: GET /lti/config, for the administrator of an LMS who registers us by hand: what to
 * paste into which field, in that LMS's own words, and what we need back.
 */
#include <string.h>

#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "config.h"
#include "lms/api.h"
#include "lms/page.h"
#include "lms/state.h"

enum value { VALUE_TEXT, VALUE_LOGIN, VALUE_LAUNCH, VALUE_JWKS };

struct field {
	const char *label;
	enum value value;
	const char *text; /* with VALUE_TEXT: what to choose */
};

#define FIELDS_MAX 12

struct guide {
	const char *title, *where;
	struct field fields[FIELDS_MAX]; /* ends with a label of NULL */
	const char *after; /* what we need back */
};

/* clang-format off */
static const struct guide guides[PAGE_LANGS][3] = {
	[PAGE_EN] = { {
		"Moodle", "Site administration > Plugins > External tool > Manage tools > configure a tool manually", {
			{ "Tool URL", VALUE_LAUNCH, NULL },
			{ "LTI version", VALUE_TEXT, "LTI 1.3" },
			{ "Public key type", VALUE_TEXT, "Keyset URL" },
			{ "Public keyset", VALUE_JWKS, NULL },
			{ "Initiate login URL", VALUE_LOGIN, NULL },
			{ "Redirection URI(s)", VALUE_LAUNCH, NULL },
			{ "Default launch container", VALUE_TEXT, "Embed, without blocks" },
			{ "Share launcher's name and email with tool", VALUE_TEXT, "Never: they are not needed" },
			{ NULL, VALUE_TEXT, NULL } },
		"Then open the tool's configuration details (the magnifying glass) and send the operator Platform ID, Client ID, Deployment ID, Public keyset URL, Access token URL and Authentication request URL." }, {
		"ILIAS", "A course > \"Add New Item\" > LTI Consumer > \"Create Own Provider Settings\"", {
			{ "LTI Version", VALUE_TEXT, "Version 1.3" },
			{ "Login URL", VALUE_LAUNCH, NULL },
			{ "Initiate Login URL", VALUE_LOGIN, NULL },
			{ "Redirection URI", VALUE_LAUNCH, NULL },
			{ "Public Key Type", VALUE_TEXT, "URL (Json Web Token): a pasted RSA key breaks grades" },
			{ "URL", VALUE_JWKS, NULL },
			{ "Support for Deep Linking > Content URL", VALUE_LAUNCH, NULL },
			{ "Advanced Grading Services", VALUE_TEXT, "Ticked, for graded feedback" },
			{ "User identification", VALUE_TEXT, "ILIAS user id or its hash; never a random ID or the e-mail address" },
			{ "User name", VALUE_TEXT, "No one: it is not needed" },
			{ NULL, VALUE_TEXT, NULL } },
		"After saving, the provider shows client ID, deployment ID and the platform's addresses: send these to the operator. If ILIAS is reached under several host names, each is an issuer of its own." }, {
		"Any other LMS with LTI 1.3", "The names of the fields differ; these are the values", {
			{ "Target link URI, launch URL", VALUE_LAUNCH, NULL },
			{ "OpenID Connect login URL, initiate login URL", VALUE_LOGIN, NULL },
			{ "Redirect URI", VALUE_LAUNCH, NULL },
			{ "JWKS URL, public keyset URL", VALUE_JWKS, NULL },
			{ NULL, VALUE_TEXT, NULL } },
		"The operator needs issuer, client ID, deployment ID, and the addresses for authorization, access token and public keys." } },
	[PAGE_DE] = { {
		"Moodle", "Website-Administration > Plugins > Externes Tool > Tools verwalten > Tool manuell konfigurieren", {
			{ "Tool-URL", VALUE_LAUNCH, NULL },
			{ "LTI-Version", VALUE_TEXT, "LTI 1.3" },
			{ "Typ des öffentlichen Schlüssels", VALUE_TEXT, "Keyset-URL" },
			{ "Öffentliches Keyset", VALUE_JWKS, NULL },
			{ "Initiate Login URL", VALUE_LOGIN, NULL },
			{ "Redirection URI(s)", VALUE_LAUNCH, NULL },
			{ "Standardmäßiger Startcontainer", VALUE_TEXT, "Eingebettet, ohne Blöcke" },
			{ "Name und E-Mail-Adresse an das Tool übergeben", VALUE_TEXT, "Nie: sie werden nicht gebraucht" },
			{ NULL, VALUE_TEXT, NULL } },
		"Öffnen Sie danach die Konfigurationsdetails des Tools (Lupe) und schicken Sie dem Betreiber Plattform-ID, Client-ID, Deployment-ID, Public-Keyset-URL, Access-Token-URL und Authentication-Request-URL." }, {
		"ILIAS", "Ein Kurs > „Neues Objekt hinzufügen“ > LTI-Konsument > „Eigene Provider-Einstellungen anlegen“", {
			{ "LTI Version", VALUE_TEXT, "Version 1.3" },
			{ "Login URL", VALUE_LAUNCH, NULL },
			{ "Initiate Login URL", VALUE_LOGIN, NULL },
			{ "Redirection URI", VALUE_LAUNCH, NULL },
			{ "Typ des öffentlichen Schlüssels", VALUE_TEXT, "URL (Json Web Token): mit einem eingefügten RSA-Schlüssel gehen keine Bewertungen" },
			{ "URL", VALUE_JWKS, NULL },
			{ "Unterstützung für Deep Linking > Inhalts-URL", VALUE_LAUNCH, NULL },
			{ "Erweiterte Benotungsdienste", VALUE_TEXT, "Angehakt, für bewertetes Feedback" },
			{ "Identifikation der Person", VALUE_TEXT, "ID des ILIAS-Kontos oder deren Hash; nie eine Zufalls-ID oder die E-Mail-Adresse" },
			{ "Anmeldename", VALUE_TEXT, "Keiner: er wird nicht gebraucht" },
			{ NULL, VALUE_TEXT, NULL } },
		"Nach dem Speichern zeigt der Provider Client-ID, Deployment-ID und die Adressen der Plattform: schicken Sie diese dem Betreiber. Ist ILIAS unter mehreren Hostnamen erreichbar, ist jeder ein eigener Issuer." }, {
		"Jedes andere LMS mit LTI 1.3", "Die Felder heißen verschieden; dies sind die Werte", {
			{ "Target Link URI, Launch-URL", VALUE_LAUNCH, NULL },
			{ "OpenID-Connect-Login-URL, Initiate-Login-URL", VALUE_LOGIN, NULL },
			{ "Redirect-URI", VALUE_LAUNCH, NULL },
			{ "JWKS-URL, Public-Keyset-URL", VALUE_JWKS, NULL },
			{ NULL, VALUE_TEXT, NULL } },
		"Der Betreiber braucht Issuer, Client-ID, Deployment-ID und die Adressen für Autorisierung, Access-Token und öffentliche Schlüssel." } },
};

static const struct { const char *title, *intro, *command; } says[PAGE_LANGS] = {
	[PAGE_EN] = { "Connect a learning platform",
		"For administrators of a learning platform: what to enter there so that courses can open the AI tutor.",
		"With what comes back the operator completes the registration:" },
	[PAGE_DE] = { "Eine Lernplattform anbinden",
		"Für Administratoren einer Lernplattform: was dort einzutragen ist, damit Kurse den KI-Tutor öffnen können.",
		"Mit den Angaben, die zurückkommen, schließt der Betreiber die Registrierung ab:" },
};
/* clang-format on */

static const char *value_text(struct call *call, const struct field *field)
{
	const char *base = call->parts->config->public_url;

	switch (field->value) {
	case VALUE_LOGIN:
		return arena_printf(call->arena, "%s/lti/login", base);
	case VALUE_LAUNCH:
		return launch_url(call->parts->config, call->arena);
	case VALUE_JWKS:
		return arena_printf(call->arena, "%s/lti/jwks.json", base);
	case VALUE_TEXT:
		break;
	}
	return field->text;
}

struct reply *lms_config(struct call *call)
{
	struct form *query = form_parse(call->arena, call->request->query,
					strlen(call->request->query));
	enum page_lang lang = page_lang(call, query ? form_get(query, "lang") : NULL);
	struct page page;

	page_begin(&page, call, lang, 200, says[lang].title);
	page_paragraph(&page, says[lang].intro);
	for (size_t i = 0; i < ARRAY_LEN(guides[lang]); i++) {
		const struct guide *guide = &guides[lang][i];

		page_heading(&page, guide->title);
		page_paragraph(&page, guide->where);
		page_facts_begin(&page);
		for (const struct field *field = guide->fields; field->label; field++)
			page_fact(&page, field->label, value_text(call, field));
		page_facts_end(&page);
		page_paragraph(&page, guide->after);
	}
	page_paragraph(&page, says[lang].command);
	page_facts_begin(&page);
	page_fact(&page, "kibridge",
		  "kibridge platform add --tenant NAME --issuer URL --client-id ID "
		  "--deployment ID "
		  "--auth-url URL --token-url URL --jwks-url URL");
	page_facts_end(&page);
	return page_reply(&page);
}
