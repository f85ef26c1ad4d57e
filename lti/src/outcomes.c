/* Outcomes: the POX envelope, written and read. [BO] */
#include <lti/outcomes.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kit.h"
#include "json_write.h"
#include "xml.h"

#define OUTCOME_NAMESPACE "http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0"

static const char *const actions[] = {
	[LTI_OUTCOME_REPLACE] = "replaceResultRequest",
	[LTI_OUTCOME_READ] = "readResultRequest",
	[LTI_OUTCOME_DELETE] = "deleteResultRequest",
};
static const char *const codes[] = {
	[LTI_OUTCOME_SUCCESS] = "success",
	[LTI_OUTCOME_PROCESSING] = "processing",
	[LTI_OUTCOME_FAILURE] = "failure",
	[LTI_OUTCOME_UNSUPPORTED] = "unsupported",
};

enum lti_status lti_outcome_write(char **out, enum lti_outcome_action action,
				  const char *message_id, const char *result_sourcedid,
				  double score, struct lti_error *why)
{
	AUTO_TEXT text = {0};
	char number[LTI_NUMBER_TEXT];

	*out = NULL;
	if (action == LTI_OUTCOME_REPLACE && !(score >= 0 && score <= 1))
		return lti_fail(why, LTI_ERR_OUTCOME, "score is not between 0 and 1");
	if (!result_sourcedid || !*result_sourcedid)
		return lti_fail(why, LTI_ERR_OUTCOME, "no sourcedId");
	lti_text_add(&text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			    "<imsx_POXEnvelopeRequest xmlns=\"" OUTCOME_NAMESPACE "\">\n"
			    "<imsx_POXHeader><imsx_POXRequestHeaderInfo>\n");
	lti_xml_element(&text, "imsx_version", "V1.0");
	lti_xml_element(&text, "imsx_messageIdentifier", message_id);
	lti_text_printf(&text,
			"</imsx_POXRequestHeaderInfo></imsx_POXHeader>\n"
			"<imsx_POXBody><%s><resultRecord>\n<sourcedGUID>",
			actions[action]);
	lti_xml_element(&text, "sourcedId", result_sourcedid);
	lti_text_add(&text, "</sourcedGUID>\n");
	if (action == LTI_OUTCOME_REPLACE) {
		lti_text_add(&text, "<result><resultScore>");
		lti_xml_element(&text, "language", "en");
		lti_xml_element(&text, "textString", lti_number_text(number, score));
		lti_text_add(&text, "</resultScore></result>\n");
	}
	lti_text_printf(&text,
			"</resultRecord></%s></imsx_POXBody>\n"
			"</imsx_POXEnvelopeRequest>\n",
			actions[action]);
	*out = lti_text_take(&text);
	return *out ? LTI_OK : lti_fail_plain(why, LTI_ERR_MEMORY);
}

/*
 * "0.92", "1", ".5" and a comma for the dot, whatever the locale: up to 15 digits are
 * exact as a quotient of two whole doubles, and no grade needs more.
 */
static bool read_decimal(double *out, const char *text)
{
	double mantissa = 0, scale = 1;
	int digits = 0, significant = 0;
	bool fraction = false;

	for (; *text; text++) {
		if ((*text == '.' || *text == ',') && !fraction) {
			fraction = true;
			continue;
		}
		if (*text < '0' || *text > '9')
			return false;
		digits++;
		significant += significant || *text != '0';
		if (significant > 15 || digits > 30) {
			if (!fraction)
				return false;
			continue;
		}
		mantissa = mantissa * 10 + (*text - '0');
		scale *= fraction ? 10 : 1;
	}
	*out = mantissa / scale;
	return digits > 0;
}

static enum lti_status read_status(struct lti_outcome *out, struct lti_pool **pool,
				   const xmlNode *root, struct lti_error *why)
{
	bool failed = false;
	const xmlNode *info = lti_xml_path(
		root, "imsx_POXHeader/imsx_POXResponseHeaderInfo/imsx_statusInfo");
	const char *code =
		lti_xml_text(pool, lti_xml_child(info, "imsx_codeMajor"), &failed);
	const char *description =
		lti_xml_text(pool, lti_xml_child(info, "imsx_description"), &failed);
	const char *ref = lti_xml_text(
		pool, lti_xml_child(info, "imsx_messageRefIdentifier"), &failed);
	size_t i;

	if (failed)
		return lti_fail_plain(why, LTI_ERR_MEMORY);
	for (i = 0; code && i < ARRAY_LEN(codes) && strcmp(codes[i], code) != 0; i++)
		;
	if (!code || i == ARRAY_LEN(codes))
		return lti_fail(why, LTI_ERR_OUTCOME, "imsx_codeMajor %s",
				code ? "unknown" : "absent");
	out->code = (enum lti_outcome_code)i;
	lti_harmless(out->description, sizeof(out->description),
		     description ? description : "");
	lti_harmless(out->message_ref, sizeof(out->message_ref), ref ? ref : "");
	return LTI_OK;
}

/* An empty textString means that there is no grade. */
static enum lti_status read_score(struct lti_outcome *out, struct lti_pool **pool,
				  const xmlNode *root, struct lti_error *why)
{
	bool failed = false;
	const char *score = lti_xml_text(
		pool,
		lti_xml_path(
			root,
			"imsx_POXBody/readResultResponse/result/resultScore/textString"),
		&failed);

	if (failed)
		return lti_fail_plain(why, LTI_ERR_MEMORY);
	if (!score)
		return LTI_OK;
	if (!read_decimal(&out->score, score))
		return lti_fail(why, LTI_ERR_OUTCOME, "textString is no number");
	out->graded = true;
	return LTI_OK;
}

enum lti_status lti_outcome_read(struct lti_outcome *out, const char *body, size_t len,
				 struct lti_error *why)
{
	AUTO_XML *document = NULL;
	AUTO_POOL *pool = NULL;
	const xmlNode *root;
	enum lti_status status;

	*out = (struct lti_outcome){0};
	status = lti_xml_parse(&document, body, len, LTI_OUTCOME_MAX, why);
	if (status != LTI_OK)
		return status;
	root = xmlDocGetRootElement(document);
	if (!lti_xml_is(root, "imsx_POXEnvelopeResponse"))
		return lti_fail(why, LTI_ERR_OUTCOME, "not a response");
	status = read_status(out, &pool, root, why);
	return status == LTI_OK ? read_score(out, &pool, root, why) : status;
}
