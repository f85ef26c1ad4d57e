/*
 * Register: GET /lti/register/{invite}, the address that an LMS opens for its admin. Without the
 * LMS's parameters it is a page that says where to paste it.
 */
#include <string.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "base/utf8.h"
#include "call/form.h"
#include "call/parts.h"
#include "config.h"
#include "lms/api.h"
#include "lms/invite.h"
#include "lms/page.h"
#include "lms/profile.h"
#include "lms/registration.h"

#define WORDS_MAX 300

/* clang-format off */
static const struct {
	const char *title, *start, *where_moodle, *where_ilias;
	const char *unknown, *used, *expired, *ask;
	const char *done_title, *done, *done_button, *wait;
	const char *failed_title, *ends[8], *again;
} says[PAGE_LANGS] = {
	[PAGE_EN] = {
		"Register your learning platform",
		"Paste this address into your learning platform. It opens this page again and both sides exchange the rest. The address works once.",
		"Site administration > Plugins > External tool > Manage tools: paste it as \"Tool URL\" and choose \"Add LTI Advantage\"",
		"A course > \"Add New Item\" > LTI Consumer > \"Create Own Settings for Tool with Dynamic Registration (LTI 1.3)\": paste it as \"Registration URL of the Tool\"",
		"This registration address is not known.",
		"This registration address was used already.",
		"This registration address has expired.",
		"Ask the operator of this service for a new one.",
		"Your learning platform is registered",
		"Both sides know each other now. What is left to do:",
		"Done",
		"The first launch shows a deployment ID that the operator of this service confirms.",
		"The registration did not work",
		{ NULL,
		  "The address of the platform's configuration cannot be used.",
		  "The learning platform could not be reached.",
		  "The platform's configuration cannot be used.",
		  "The learning platform refused the registration.",
		  "This platform with this client ID is registered already.",
		  "This registration address was used already.",
		  "We could not store it." },
		"The address stays valid: you can try again from your platform." },
	[PAGE_DE] = {
		"Lernplattform registrieren",
		"Fügen Sie diese Adresse in Ihrer Lernplattform ein. Sie öffnet diese Seite erneut, und beide Seiten tauschen alles Weitere aus. Die Adresse gilt einmal.",
		"Website-Administration > Plugins > Externes Tool > Tools verwalten: als „Tool-URL“ einfügen und „LTI Advantage hinzufügen“ wählen",
		"Ein Kurs > „Neues Objekt hinzufügen“ > LTI-Konsument > „Eigene Tool-Einstellungen mit dynamischer Registrierung anlegen (LTI 1.3)“: als „Registrierungs-URL des Tools“ einfügen",
		"Diese Registrierungsadresse ist nicht bekannt.",
		"Diese Registrierungsadresse wurde schon benutzt.",
		"Diese Registrierungsadresse ist abgelaufen.",
		"Bitten Sie den Betreiber dieses Dienstes um eine neue.",
		"Ihre Lernplattform ist registriert",
		"Beide Seiten kennen sich jetzt. Was noch zu tun ist:",
		"Fertig",
		"Der erste Aufruf zeigt eine Deployment-ID, die der Betreiber dieses Dienstes bestätigt.",
		"Die Registrierung hat nicht geklappt",
		{ NULL,
		  "Die Adresse der Plattform-Konfiguration ist nicht verwendbar.",
		  "Die Lernplattform war nicht erreichbar.",
		  "Die Konfiguration der Plattform ist nicht verwendbar.",
		  "Die Lernplattform hat die Registrierung abgelehnt.",
		  "Diese Plattform ist mit dieser Client-ID schon registriert.",
		  "Diese Registrierungsadresse wurde schon benutzt.",
		  "Wir konnten sie nicht speichern." },
		"Die Adresse bleibt gültig: Sie können es aus Ihrer Plattform noch einmal versuchen." },
};

/* What the admin does next, in the LMS's own words. Ends with NULL. */
static const struct {
	const char *profile;
	const char *steps[PAGE_LANGS][6];
} next[] = {
	{ "moodle", {
		[PAGE_EN] = {
			"Manage tools: the new tool waits as \"Pending\". Click \"Activate\".",
			"Edit it, set \"Tool configuration usage\" to \"Show in activity chooser and as a preconfigured tool\".",
			"Under \"Privacy\", \"Share launcher's name\" and \"Share launcher's email\" can stay \"Never\".",
			"For graded feedback: \"IMS LTI Assignment and Grade Services\" > \"Use this service for grade sync and column management\".",
			NULL },
		[PAGE_DE] = {
			"Tools verwalten: das neue Tool wartet als „Ausstehend“. Klicken Sie „Aktivieren“.",
			"Bearbeiten Sie es: „Nutzung der Tool-Konfiguration“ auf „In der Aktivitätsauswahl und als vorkonfiguriertes Tool anzeigen“.",
			"Unter „Datenschutz“ können Name und E-Mail-Adresse auf „Nie“ bleiben.",
			"Für bewertetes Feedback: „IMS LTI Assignment and Grade Services“ > „Diesen Dienst für Bewertungsabgleich und Spaltenverwaltung nutzen“.",
			NULL } } },
	{ "ilias", {
		[PAGE_EN] = {
			"Administration > Extending ILIAS > LTI > \"ILIAS as LTI Consumer\" > \"Providers Defined by Users\": \"Accept Provider as Global Provider for all Users\", else only you see it.",
			"Edit it there: tick \"Support for Deep Linking\", so that lecturers choose what they add.",
			"For graded feedback: tick \"Advanced Grading Services\".",
			"\"User identification\": the ILIAS user id is best. \"User name\": \"No one\" is enough.",
			"Deep linking asks lecturers for the permission \"User can add own provider settings for LTI consumer\".",
			NULL },
		[PAGE_DE] = {
			"Administration > ILIAS erweitern > LTI > „ILIAS als LTI-Konsument“ > „Lokal definierte Provider bzw. Tools“: „Den Provider als globalen Provider für alle Benutzer übernehmen.“, sonst sehen nur Sie ihn.",
			"Bearbeiten Sie ihn dort: „Unterstützung für Deep Linking“ anhaken, damit Lehrende wählen können, was sie hinzufügen.",
			"Für bewertetes Feedback: „Erweiterte Benotungsdienste“ anhaken.",
			"„Identifikation der Person“: am besten die ID des ILIAS-Kontos. „Anmeldename“: „Keiner“ genügt.",
			"Deep Linking verlangt von Lehrenden das Recht „Benutzer kann eigene Provider-Einstellungen für LTI-Konsument hinzufügen“.",
			NULL } } },
	{ "kibridge_ilias", {
		[PAGE_EN] = { "The plugin has connected itself: lecturers find AI tutor and AI feedback in \"Add New Item\".", NULL },
		[PAGE_DE] = { "Das Plugin hat sich verbunden: Lehrende finden KI-Tutor und KI-Feedback unter „Neues Objekt hinzufügen“.", NULL } } },
	{ PROFILE_GENERIC, {
		[PAGE_EN] = { "Activate the tool, and switch on deep linking and grade services where they are off.", NULL },
		[PAGE_DE] = { "Aktivieren Sie das Werkzeug, und schalten Sie Deep Linking und Bewertungsdienste ein, wo sie aus sind.", NULL } } },
};
/* clang-format on */

/* --- pages ------------------------------------------------------------------------------------------ */

static struct reply *page_message(struct call *call, enum page_lang lang, int status,
				  const char *sentence, const char *words,
				  const char *helps)
{
	struct page page;
	size_t len = 0, step;

	page_begin(&page, call, lang, status,
		   status == 200 ? says[lang].title : says[lang].failed_title);
	page_paragraph(&page, sentence);
	if (words) {
		while (len < WORDS_MAX && words[len] &&
		       (step = utf8_char(words + len)) > 0)
			len += step;
		page_paragraph(&page, arena_strndup(call->arena, words, len));
	}
	page_paragraph(&page, helps);
	return page_reply(&page);
}

/* Opened by hand, not by an LMS: say what to do with the address. */
static struct reply *page_start(struct call *call, enum page_lang lang, const char *token)
{
	struct page page;

	page_begin(&page, call, lang, 200, says[lang].title);
	page_paragraph(&page, says[lang].start);
	page_facts_begin(&page);
	page_fact(&page, "URL",
		  invite_url(call->arena, call->parts->config->public_url, token));
	page_facts_end(&page);
	page_heading(&page, "Moodle");
	page_paragraph(&page, says[lang].where_moodle);
	page_heading(&page, "ILIAS");
	page_paragraph(&page, says[lang].where_ilias);
	return page_reply(&page);
}

static struct reply *page_done(struct call *call, enum page_lang lang,
			       const struct registration *registration)
{
	struct page page;
	size_t row = 0;

	while (row + 1 < ARRAY_LEN(next) &&
	       !text_equal(next[row].profile, registration->profile))
		row++; /* the generic row is the last */
	page_begin(&page, call, lang, 200, says[lang].done_title);
	page_paragraph(&page, says[lang].done);
	page_html(&page, "<ol>\n");
	for (const char *const *step = next[row].steps[lang]; *step; step++)
		page_html(&page, arena_printf(call->arena, "<li>%s</li>\n",
					      html_escape(call->arena, *step)));
	page_html(&page, "</ol>\n");
	page_facts_begin(&page);
	page_fact(&page, "Issuer", registration->issuer);
	page_fact(&page, "Client ID", registration->client_id);
	page_fact(&page, "Deployment ID", registration->deployment_id);
	page_facts_end(&page);
	if (!registration->deployment_id)
		page_paragraph(&page, says[lang].wait);
	page_html(
		&page,
		arena_printf(call->arena,
			     "<p><button type=\"button\" id=\"done\">%s</button></p>\n"
			     "<script src=\"%s/lti/close.js\" defer></script>\n",
			     says[lang].done_button,
			     html_escape(call->arena, call->parts->config->public_url)));
	return page_reply(&page);
}

/* --- the handler --------------------------------------------------------------------------------------- */

/*
 * The invite's token, and what the LMS sent along. An LMS that appends "&…" to an address without
 * a query makes it part of the path, decoded: then the parameters are picked from there.
 */
static const char *params_read(struct call *call, struct registration *registration)
{
	static const char configuration[] = "&openid_configuration=";
	static const char token[] = "&registration_token=";
	const char *path = call->request->params[0], *at, *and_token;
	struct form *query = form_parse(call->arena, call->request->query,
					strlen(call->request->query));

	if (query) {
		registration->configuration_url = form_get(query, "openid_configuration");
		registration->token = form_get(query, "registration_token");
	}
	at = strchr(path, '&');
	if (!at)
		return path;
	path = arena_strndup(call->arena, path, (size_t)(at - path));
	at = strstr(at, configuration);
	if (!at || registration->configuration_url)
		return path;
	at += sizeof(configuration) - 1;
	and_token = strstr(at, token);
	registration->configuration_url =
		and_token ? arena_strndup(call->arena, at, (size_t)(and_token - at)) : at;
	if (and_token)
		registration->token = and_token + sizeof(token) - 1;
	return path;
}

struct reply *lms_register(struct call *call)
{
	struct registration registration = {0};
	const char *token = params_read(call, &registration);
	enum page_lang lang = page_lang(call, NULL);
	struct db_conn *conn = db_reader(call->parts->db);
	enum registration_end end;
	struct invite invite;
	enum db_status found =
		conn ? invite_find(&invite, conn, call->arena, token, call->now_s)
		     : DB_FAILED;

	if (found == DB_ABSENT)
		return page_message(call, lang, 404, says[lang].unknown, NULL,
				    says[lang].ask);
	if (found != DB_OK)
		return page_message(call, lang, 503, says[lang].ends[REGISTRATION_STORE],
				    NULL, says[lang].again);
	if (invite.state != INVITE_OPEN)
		return page_message(call, lang, 410,
				    invite.state == INVITE_USED ? says[lang].used
								: says[lang].expired,
				    NULL, says[lang].ask);
	if (text_empty(registration.configuration_url))
		return page_start(call, lang, token);

	end = registration_run(&registration, call, &invite);
	log_info("registration.ended", "end=%s profile=%s invite=%s req=%s",
		 registration_end_name(end),
		 registration.profile ? registration.profile : "-", invite.id, call->id);
	if (call->parts->metrics)
		metrics_add(call->parts->metrics, "kibridge_registrations_total",
			    arena_printf(call->arena, "outcome=\"%s\"",
					 registration_end_name(end)),
			    1);
	if (end == REGISTERED)
		return page_done(call, lang, &registration);
	return page_message(call, lang, end == REGISTRATION_STORE ? 503 : 502,
			    says[lang].ends[end], registration.words,
			    end == REGISTRATION_SPENT ? says[lang].ask
						      : says[lang].again);
}
