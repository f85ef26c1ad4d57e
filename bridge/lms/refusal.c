/* Refusal: the table of refusals, and the page made of a row. */
#include "lms/refusal.h"

#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "base/utf8.h"
#include "call/form.h"
#include "call/parts.h"

#define WORDS_MAX 300 /* bytes of the LMS's own words that we repeat */

struct sentences {
	const char *title, *happened, *helps;
};

struct row {
	int status;
	const char *name;
	bool ids; /* issuer, client_id and deployment_id help an admin */
	struct sentences in[PAGE_LANGS];
};

/* clang-format off */
static const struct row rows[REFUSAL_COUNT] = {
	[REFUSED_MALFORMED] = { 400, "malformed", false, {
		[PAGE_EN] = { "This page opens from a course",
			"It was called without what a learning platform sends along.",
			"Please open it from your course in the learning platform." },
		[PAGE_DE] = { "Diese Seite öffnet sich aus einem Kurs",
			"Sie wurde ohne das aufgerufen, was eine Lernplattform mitschickt.",
			"Bitte öffnen Sie sie aus Ihrem Kurs in der Lernplattform." } } },
	[REFUSED_PLATFORM] = { 403, "platform_unknown", true, {
		[PAGE_EN] = { "This learning platform is not registered here",
			"The service does not know the platform that sent you.",
			"Administrators register it with these values; /lti/config shows how." },
		[PAGE_DE] = { "Diese Lernplattform ist hier nicht registriert",
			"Der Dienst kennt die Plattform nicht, von der Sie kommen.",
			"Administratoren registrieren sie mit diesen Angaben; wie, zeigt /lti/config." } } },
	[REFUSED_PLATFORM_AMBIGUOUS] = { 400, "platform_ambiguous", true, {
		[PAGE_EN] = { "The learning platform left out who it is",
			"It is registered here several times and did not send its client ID.",
			"Administrators find the client ID in the platform's tool settings." },
		[PAGE_DE] = { "Die Lernplattform hat nicht gesagt, wer sie ist",
			"Sie ist hier mehrfach registriert und hat ihre Client-ID nicht mitgeschickt.",
			"Administratoren finden die Client-ID in den Tool-Einstellungen der Plattform." } } },
	[REFUSED_PLATFORM_INACTIVE] = { 403, "platform_inactive", true, {
		[PAGE_EN] = { "This learning platform is not switched on",
			"It is registered here, but launches from it are not accepted at the moment.",
			"The operator of this service can switch it on." },
		[PAGE_DE] = { "Diese Lernplattform ist nicht freigeschaltet",
			"Sie ist hier registriert, Aufrufe von ihr werden aber derzeit nicht angenommen.",
			"Der Betreiber dieses Dienstes kann sie freischalten." } } },
	[REFUSED_STATE] = { 400, "state", false, {
		[PAGE_EN] = { "Please start again from your course",
			"This page does not belong to a launch that began here.",
			"Open the activity from your course once more." },
		[PAGE_DE] = { "Bitte beginnen Sie noch einmal im Kurs",
			"Diese Seite gehört zu keinem Aufruf, der hier begonnen hat.",
			"Öffnen Sie die Aktivität noch einmal aus Ihrem Kurs." } } },
	[REFUSED_STATE_OLD] = { 400, "state_old", false, {
		[PAGE_EN] = { "That took too long",
			"More than ten minutes passed between your click and this page.",
			"Open the activity from your course once more." },
		[PAGE_DE] = { "Das hat zu lange gedauert",
			"Zwischen Ihrem Klick und dieser Seite lagen mehr als zehn Minuten.",
			"Öffnen Sie die Aktivität noch einmal aus Ihrem Kurs." } } },
	[REFUSED_COOKIE] = { 401, "cookie", false, {
		[PAGE_EN] = { "Your browser keeps this page from being recognised",
			"It blocks cookies of pages that are embedded in others, so we cannot tell that it was you who clicked.",
			"Open the activity in a window of its own, or allow cookies for this site." },
		[PAGE_DE] = { "Ihr Browser verhindert, dass diese Seite erkannt wird",
			"Er sperrt Cookies eingebetteter Seiten; so lässt sich nicht feststellen, dass Sie selbst geklickt haben.",
			"Öffnen Sie die Aktivität in einem eigenen Fenster, oder erlauben Sie Cookies für diese Seite." } } },
	[REFUSED_BY_LMS] = { 401, "by_lms", false, {
		[PAGE_EN] = { "The learning platform did not let you through",
			"It answered with this message:",
			"Sign in to the platform again and open the activity from your course." },
		[PAGE_DE] = { "Die Lernplattform hat Sie nicht weitergeleitet",
			"Sie hat mit dieser Meldung geantwortet:",
			"Melden Sie sich dort neu an und öffnen Sie die Aktivität aus Ihrem Kurs." } } },
	[REFUSED_KEYS] = { 503, "keys", false, {
		[PAGE_EN] = { "The learning platform cannot be checked at the moment",
			"Its public keys could not be fetched.",
			"Please try again in a few minutes. If it stays like this, tell the support of your platform." },
		[PAGE_DE] = { "Die Lernplattform kann gerade nicht geprüft werden",
			"Ihre öffentlichen Schlüssel waren nicht zu bekommen.",
			"Bitte versuchen Sie es in einigen Minuten noch einmal. Bleibt es dabei, wenden Sie sich an den Support Ihrer Plattform." } } },
	[REFUSED_CLOCK] = { 401, "clock", false, {
		[PAGE_EN] = { "This launch is too old",
			"The message of the learning platform is no longer valid, or not yet: perhaps its clock is wrong.",
			"Open the activity from your course once more. If it stays like this, tell the support of your platform." },
		[PAGE_DE] = { "Dieser Aufruf ist zu alt",
			"Die Nachricht der Lernplattform gilt nicht mehr oder noch nicht: vielleicht geht ihre Uhr falsch.",
			"Öffnen Sie die Aktivität noch einmal aus Ihrem Kurs. Bleibt es dabei, wenden Sie sich an den Support Ihrer Plattform." } } },
	[REFUSED_TOKEN] = { 401, "token", false, {
		[PAGE_EN] = { "This launch could not be verified",
			"The message of the learning platform did not pass our checks.",
			"Open the activity from your course once more. If it stays like this, give the reference below to the support." },
		[PAGE_DE] = { "Dieser Aufruf ließ sich nicht prüfen",
			"Die Nachricht der Lernplattform hat unsere Prüfung nicht bestanden.",
			"Öffnen Sie die Aktivität noch einmal aus Ihrem Kurs. Bleibt es dabei, nennen Sie dem Support den Vorgang unten." } } },
	[REFUSED_ANONYMOUS] = { 401, "anonymous", false, {
		[PAGE_EN] = { "Please sign in first",
			"The learning platform did not say who opens the activity, even under a pseudonym.",
			"Sign in to the platform and open the activity from your course." },
		[PAGE_DE] = { "Bitte melden Sie sich zuerst an",
			"Die Lernplattform hat nicht gesagt, wer die Aktivität öffnet, auch nicht unter einem Pseudonym.",
			"Melden Sie sich dort an und öffnen Sie die Aktivität aus Ihrem Kurs." } } },
	[REFUSED_MESSAGE] = { 400, "message", false, {
		[PAGE_EN] = { "This cannot be opened here",
			"The learning platform sent a kind of message that this service does not serve. It serves activities, adding them, reviewing submissions, and one's own data.",
			"Please tell the support of your platform, with the reference below." },
		[PAGE_DE] = { "Das lässt sich hier nicht öffnen",
			"Die Lernplattform hat eine Art von Nachricht geschickt, die dieser Dienst nicht bedient. Er bedient Aktivitäten, das Hinzufügen, das Ansehen von Abgaben und die eigenen Daten.",
			"Bitte wenden Sie sich mit dem Vorgang unten an den Support Ihrer Plattform." } } },
	[REFUSED_RIGHTS] = { 403, "rights", false, {
		[PAGE_EN] = { "Only lecturers add activities",
			"The learning platform says that you take part in this course without teaching it.",
			"If you do teach it, ask the support of your platform for the role." },
		[PAGE_DE] = { "Aktivitäten fügen nur Lehrende hinzu",
			"Die Lernplattform sagt, dass Sie in diesem Kurs teilnehmen, ohne ihn zu leiten.",
			"Wenn Sie ihn leiten, bitten Sie den Support Ihrer Plattform um die Rolle." } } },
	[REFUSED_OTHERS] = { 403, "others", false, {
		[PAGE_EN] = { "This belongs to somebody else",
			"The learning platform asked for another person's work or data, and says that you neither teach this course nor administer the platform.",
			"Your own you can open. If you do have that role, ask the support of your platform." },
		[PAGE_DE] = { "Das gehört jemand anderem",
			"Die Lernplattform hat nach Arbeiten oder Daten einer anderen Person gefragt und sagt, dass Sie weder diesen Kurs leiten noch die Plattform administrieren.",
			"Ihre eigenen können Sie öffnen. Haben Sie diese Rolle doch, wenden Sie sich an den Support Ihrer Plattform." } } },
	[REFUSED_NOTHING] = { 404, "nothing", false, {
		[PAGE_EN] = { "There is nothing to look at yet",
			"Nobody has opened this activity in your course so far.",
			"What students hand in appears here afterwards." },
		[PAGE_DE] = { "Hier gibt es noch nichts anzusehen",
			"Diese Aktivität hat in Ihrem Kurs bisher niemand geöffnet.",
			"Was Studierende einreichen, erscheint danach hier." } } },
	[REFUSED_DEPLOYMENT] = { 403, "deployment_pending", true, {
		[PAGE_EN] = { "This installation waits for its confirmation",
			"The learning platform is known, this deployment of the tool in it is not yet.",
			"The operator of this service confirms it with these values." },
		[PAGE_DE] = { "Diese Einbindung wartet auf ihre Bestätigung",
			"Die Lernplattform ist bekannt, diese Einbindung (Deployment) des Werkzeugs darin noch nicht.",
			"Der Betreiber dieses Dienstes bestätigt sie mit diesen Angaben." } } },
	[REFUSED_DEPLOYMENT_DISABLED] = { 403, "deployment_disabled", true, {
		[PAGE_EN] = { "This installation is switched off",
			"Launches from this deployment of the tool are not accepted.",
			"The operator of this service can switch it on." },
		[PAGE_DE] = { "Diese Einbindung ist abgeschaltet",
			"Aufrufe aus dieser Einbindung (Deployment) werden nicht angenommen.",
			"Der Betreiber dieses Dienstes kann sie freischalten." } } },
	[REFUSED_USED] = { 400, "used", false, {
		[PAGE_EN] = { "Please start again from your course",
			"This launch was used before, and its session is over.",
			"Open the activity from your course once more." },
		[PAGE_DE] = { "Bitte beginnen Sie noch einmal im Kurs",
			"Dieser Aufruf wurde schon benutzt, und seine Sitzung ist beendet.",
			"Öffnen Sie die Aktivität noch einmal aus Ihrem Kurs." } } },
	[REFUSED_STORE] = { 503, "store", false, {
		[PAGE_EN] = { "The service is not available at the moment",
			"Your launch was fine, but we could not store it.",
			"Please try again in a few minutes." },
		[PAGE_DE] = { "Der Dienst ist gerade nicht verfügbar",
			"Ihr Aufruf war in Ordnung, wir konnten ihn aber nicht speichern.",
			"Bitte versuchen Sie es in einigen Minuten noch einmal." } } },
};

static const struct {
	const char *back, *window, *issuer, *client_id, *deployment;
} labels[PAGE_LANGS] = {
	[PAGE_EN] = { "Back to the course", "Open in a new window", "Issuer (platform ID)", "Client ID", "Deployment ID" },
	[PAGE_DE] = { "Zurück zum Kurs", "In neuem Fenster öffnen", "Issuer (Plattform-ID)", "Client-ID", "Deployment-ID" },
};
/* clang-format on */

int refusal_status(enum refusal why)
{
	return rows[why].status;
}

const char *refusal_name(enum refusal why)
{
	return rows[why].name;
}

static void refusal_log(const struct call *call, const struct refused *refused)
{
	const struct lti_error *cause = refused->cause;
	const char *event = refused->login ? "login.refused" : "launch.refused";
	const char *family =
		refused->login ? "kibridge_logins_total" : "kibridge_launches_total";
	char issuer[LOG_PEER], detail[LOG_PEER];

	log_info(event,
		 "reason=%s platform=%s issuer=%s cause=%s spec=\"%s\" detail=%s req=%s",
		 rows[refused->why].name, refused->platform ? refused->platform : "-",
		 log_peer(issuer, refused->issuer ? refused->issuer : "-"),
		 cause ? lti_status_name(cause->status) : "-",
		 cause ? lti_status_spec(cause->status) : "",
		 log_peer(detail, cause ? cause->detail : "-"), call->id);
	if (call->parts->metrics)
		metrics_add(call->parts->metrics, family,
			    arena_printf(call->arena, "outcome=\"%s\"",
					 rows[refused->why].name),
			    1);
}

/* The LMS's own words, cut between two characters. */
static const char *words_cut(struct arena *arena, const char *words)
{
	size_t len = 0, step;

	while (len < WORDS_MAX && words[len] && (step = utf8_char(words + len)) > 0)
		len += step;
	return arena_strndup(arena, words, len);
}

struct reply *refusal_reply(struct call *call, const struct refused *refused)
{
	enum page_lang lang = page_lang(call, refused->locale);
	const struct row *row = &rows[refused->why];
	const struct sentences *say = &row->in[lang];
	struct page page;

	refusal_log(call, refused);
	page_begin(&page, call, lang, row->status, say->title);
	page.origins = refused->origins;
	page_paragraph(&page, say->happened);
	if (!text_empty(refused->words))
		page_paragraph(&page, words_cut(call->arena, refused->words));
	page_paragraph(&page, say->helps);
	if (row->ids && refused->issuer) {
		page_facts_begin(&page);
		page_fact(&page, labels[lang].issuer, refused->issuer);
		page_fact(&page, labels[lang].client_id, refused->client_id);
		page_fact(&page, labels[lang].deployment, refused->deployment_id);
		page_facts_end(&page);
	}
	if (refused->reopen_url)
		page_action(&page, labels[lang].window, refused->reopen_url, true);
	if (refused->return_url && url_origin(call->arena, refused->return_url))
		page_action(&page, labels[lang].back, refused->return_url, false);
	if (refused->html)
		page_html(&page, refused->html);
	return page_reply(&page);
}
