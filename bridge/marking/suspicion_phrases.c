/*
 * Suspicion phrases: a rule is a row of groups of words; it holds where a word of each group
 * follows one of the group before within a few words of the same sentence. Words are compared
 * whole and in small letters: "ignore" is spoken to somebody, "ignored" is told of somebody.
 */
#include <string.h>

#include "base/letters.h"
#include "base/text.h"
#include "marking/suspicion_parts.h"

#define GROUPS_MAX 5

/* How a rule begins. */
enum begin {
	ANYWHERE,
	CLAUSE, /* first in its clause, or behind "please", "you must" and the like */
};

struct rule {
	enum suspicion_reason reason;
	enum begin begin;
	size_t reach; /* words from one group to the next, at most */
	const char *groups[GROUPS_MAX]; /* words between "|"; NULL behind the last */
};

/* Words are squeezed: without the hyphens inside. */
/* clang-format off */
#define MACHINE \
	"|ai|llm|llms|chatgpt|gpt|grader|graders|autograder|chatbot|copilot|ki|sprachmodell|" \
	"sprachmodelle|kiassistent|kisystem|kimodell|kikorrektor|korrekturki|"
#define OLD \
	"|previous|prior|above|earlier|preceding|all|any|your|every|these|former|system|other|" \
	"alle|allen|vorherigen|bisherigen|obigen|vorigen|früheren|vorangegangenen|deine|deinen|" \
	"ihre|sämtliche|jegliche|diese|sonstigen|"
#define ORDERS \
	"|instructions|instruction|prompt|prompts|rules|guidelines|directions|directives|rubric|" \
	"guardrails|constraints|criteria|anweisungen|anweisung|instruktionen|regeln|vorgaben|" \
	"kriterien|befehle|richtlinien|systemprompt|bewertungskriterien|bewertungsraster|"
#define BEST \
	"|full|maximum|maximal|highest|max|top|perfect|best|excellent|100|volle|vollen|voller|" \
	"höchste|höchsten|höchster|höchstmögliche|maximale|maximalen|maximaler|beste|besten|bester|" \
	"bestmögliche|"
#define POINTS \
	"|marks|mark|points|score|scores|grade|grades|level|levels|credit|rating|percent|" \
	"punktzahl|punkte|punkten|note|noten|bewertung|stufe|stufen|niveau|prozent|"
#define ROLE \
	"|assistant|grader|teacher|ai|examiner|model|professor|tutor|bot|judge|system|evaluator|" \
	"dan|chatbot|lecturer|instructor|assistent|prüfer|lehrer|ki|korrektor|modell|gutachter|" \
	"bewerter|dozent|prüferin|lehrerin|dozentin|assistentin|kiassistent|"
#define ROLE_OR_DUTY ROLE "grade|respond|answer|obey|bewertest|antwortest|gehorchst|"
#define ROLE_OR_BOUND ROLE "bound|restricted|gebunden|"
#define WORK \
	"|essay|text|work|answer|submission|solution|report|paper|student|arbeit|abgabe|aufsatz|" \
	"lösung|antwort|bericht|einreichung|"

static const char machine[] = MACHINE;
static const char role_or_duty[] = ROLE_OR_DUTY;
static const char role_or_bound[] = ROLE_OR_BOUND;

static const struct rule rules[] = {
	{ SUSPICION_SPEAKS_TO_AI, CLAUSE, 4,
	  { "|ignore|disregard|forget|override|bypass|ignoriere|ignorier|ignorieren|vergiss|vergessen|"
	    "missachte|missachten|überschreibe|umgehe|verwirf|übergehe|", OLD, ORDERS } },
	{ SUSPICION_SPEAKS_TO_AI, CLAUSE, 2, { "|dear|hey|hello|hi|attention|liebe|liebes|hallo|achtung|", machine } },
	{ SUSPICION_SPEAKS_TO_AI, CLAUSE, 3,
	  { "|note|message|instruction|instructions|notice|hint|hinweis|nachricht|anweisung|anweisungen|notiz|",
	    "|to|for|an|für|", machine } },
	{ SUSPICION_SPEAKS_TO_AI, ANYWHERE, 2, { "|if|since|because|", "|you|", "|are|re|", machine } },
	{ SUSPICION_SPEAKS_TO_AI, ANYWHERE, 2, { "|wenn|falls|sofern|da|weil|", "|du|sie|", "|ein|eine|", machine, "|bist|sind|" } },
	{ SUSPICION_SPEAKS_TO_AI, CLAUSE, 2, { "|as|als|", machine, "|you|du|sie|musst|sollst|müssen|sollen|" } },
	{ SUSPICION_SPEAKS_TO_AI, CLAUSE, 3,
	  { "|reveal|print|repeat|output|show|display|gib|zeige|nenne|wiederhole|verrate|",
	    "|your|system|deinen|deine|ihren|", "|prompt|instructions|systemprompt|anweisungen|" } },

	{ SUSPICION_ASKS_FOR_POINTS, CLAUSE, 6,
	  { "|give|award|grant|assign|rate|grade|score|mark|evaluate|gib|gebe|geben|vergib|vergebe|vergeben|"
	    "bewerte|bewerten|benote|benoten|erteile|erteilen|", BEST, POINTS } },
	{ SUSPICION_ASKS_FOR_POINTS, CLAUSE, 6,
	  { "|give|gib|gebe|geben|vergib|vergeben|bewerte|bewerten|benote|benoten|",
	    "|bestnote|höchstnote|höchstpunktzahl|maximalpunktzahl|höchststufe|" } },
	{ SUSPICION_ASKS_FOR_POINTS, ANYWHERE, 4,
	  { "|this|my|diese|dieser|dieses|meine|mein|", WORK,
	    "|deserves|deserve|receives|receive|earns|gets|get|verdient|erhält|bekommt|erhalten|bekommen|", BEST, POINTS } },

	{ SUSPICION_FAKE_RUBRIC, CLAUSE, 5,
	  { "|new|updated|revised|official|corrected|actual|neue|neues|neuer|aktualisierte|aktualisiertes|"
	    "geänderte|geändertes|offizielle|offizielles|korrigierte|korrigiertes|",
	    "|rubric|bewertungsraster|bewertungskriterien|bewertungsschema|notenschlüssel|", BEST } },
	{ SUSPICION_FAKE_RUBRIC, CLAUSE, 2, { "|end|ende|", "|of|der|des|", "|submission|input|abgabe|eingabe|einreichung|" } },

	{ SUSPICION_ROLE_PLAY, ANYWHERE, 4, { "|you|du|sie|", "|are|re|bist|sind|", "|now|jetzt|nun|fortan|", ROLE } },
	{ SUSPICION_ROLE_PLAY, ANYWHERE, 5,
	  { "|from|ab|", "|now|jetzt|sofort|nun|", "|you|du|", role_or_duty } },
	{ SUSPICION_ROLE_PLAY, CLAUSE, 5,
	  { "|act|behave|respond|pretend|imagine|roleplay|verhalte|stell|tu|tue|agiere|spiele|spiel|",
	    "|as|like|you|that|to|wie|als|vor|so|", ROLE } },
	{ SUSPICION_ROLE_PLAY, CLAUSE, 3, { "|enter|activate|enable|aktiviere|wechsle|", "|developer|dan|debug|god|admin|jailbreak|entwicklermodus|", } },
	{ SUSPICION_ROLE_PLAY, ANYWHERE, 3, { "|you|du|", "|are|re|bist|", "|no|nicht|", "|longer|länger|mehr|", role_or_bound } },
};

/* What may stand before a word that is spoken to somebody. */
static const char addressing[] =
	"|please|now|just|and|then|instead|therefore|so|you|must|should|will|shall|simply|always|"
	"bitte|jetzt|nun|einfach|und|dann|du|sollst|musst|immer|stattdessen|daher|deshalb|also|";

/* Blocks that only machines write to each other, and headings of false ones; squeezed. */
static const char *const blocks[] = {
	"<|im_start|>", "<|im_end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|endoftext|>",
	"[inst]", "[/inst]", "<<sys>>", "<system>", "</system>", "[system]", "### system", "### instruction",
	"system prompt:", "system message:", "systemprompt:", "systemnachricht:", "begin system prompt",
	"system: you ", "system: ignore", "system: the student", "system: du ", "system: ignoriere",
	"assistant: {", "'next_step'", "'criteria': {", "'criteria':{",
	"new rubric:", "updated rubric:", "revised rubric:", "official rubric:", "new grading criteria:",
	"neues bewertungsraster:", "neue bewertungskriterien:", "aktualisiertes bewertungsraster:",
};
/* clang-format on */

/* ---- words ---- */

struct word {
	uint32_t start, len; /* in the squeezed text */
	bool clause; /* nothing but punctuation before it, or the sentence begins */
};

struct words {
	struct squeeze squeeze;
	struct word *list;
	size_t count;
};

static bool in_word(uint32_t code)
{
	return letter_in_word(code) || (code >= '0' && code <= '9');
}

static void words_make(struct words *out, const struct suspicion_list *list)
{
	const struct squeeze *text = &out->squeeze;
	bool clause = true, inside = false;

	squeeze_make(&out->squeeze, list->arena, list->text, list->len, SQUEEZE_LOWER);
	out->list = arena_alloc(list->arena, (text->len / 2 + 1) * sizeof(*out->list));
	for (size_t at = 0; at < text->len;) {
		size_t start = at;
		uint32_t code = letters_next(text->bytes, text->len, &at);

		if (in_word(code)) {
			if (!inside)
				out->list[out->count++] =
					(struct word){(uint32_t)start, 0, clause};
			inside = true;
			clause = false;
			out->list[out->count - 1].len =
				(uint32_t)at - out->list[out->count - 1].start;
			continue;
		}
		inside = false;
		clause |= code != ' ';
	}
}

/* Whether "|a|b|" has the word. */
static bool has(const char *group, const struct words *words, const struct word *word)
{
	const char *bytes = words->squeeze.bytes + word->start;

	for (const char *at = group; at[1];) {
		size_t len = strcspn(at + 1, "|");

		if (len == word->len && memcmp(at + 1, bytes, len) == 0)
			return true;
		at += len + 1;
	}
	return false;
}

static uint32_t sentence_of(const struct words *words, size_t index)
{
	return words->squeeze.sentence[words->list[index].start];
}

/* ---- rules ---- */

static bool begins(const struct rule *rule, const struct words *words, size_t index)
{
	const struct word *word = &words->list[index];

	if (!has(rule->groups[0], words, word))
		return false;
	return rule->begin == ANYWHERE || word->clause || !index ||
	       sentence_of(words, index) != sentence_of(words, index - 1) ||
	       has(addressing, words, word - 1);
}

/* @return the index behind the rule's last word; 0 if it does not hold here */
static size_t holds(const struct rule *rule, const struct words *words, size_t index)
{
	uint32_t sentence = sentence_of(words, index);

	if (!begins(rule, words, index))
		return 0;
	for (size_t group = 1; group < GROUPS_MAX && rule->groups[group]; group++) {
		size_t last = index + rule->reach, next = index + 1;

		while (next < words->count && next <= last &&
		       sentence_of(words, next) == sentence &&
		       !has(rule->groups[group], words, &words->list[next]))
			next++;
		if (next == words->count || next > last ||
		    sentence_of(words, next) != sentence)
			return 0;
		index = next;
	}
	return index + 1;
}

/* From its first word to the end of the sentence. */
static void phrase_add(struct suspicion_list *list, enum suspicion_reason reason,
		       const struct squeeze *text, size_t start, size_t end)
{
	uint32_t sentence = text->sentence[start];

	while (end < text->len && text->sentence[end] == sentence &&
	       end - start < SUSPICION_QUOTE_MAX)
		end++;
	while (end > start && text->bytes[end - 1] == ' ')
		end--;
	suspicion_add(list, reason, text->from[start], squeeze_source_end(text, end),
		      NULL);
}

static void rules_apply(struct suspicion_list *list, const struct words *words)
{
	uint32_t told[SUSPICION_HIDDEN_TEXT + 1]; /* the last sentence of each reason */

	memset(told, 0xff, sizeof(told));
	for (size_t i = 0; i < words->count; i++) {
		for (size_t j = 0; j < ARRAY_LEN(rules); j++) {
			const struct rule *rule = &rules[j];
			size_t end;

			if (told[rule->reason] == sentence_of(words, i))
				continue;
			end = holds(rule, words, i);
			if (!end)
				continue;
			told[rule->reason] = sentence_of(words, i);
			phrase_add(list, rule->reason, &words->squeeze,
				   words->list[i].start,
				   words->list[end - 1].start + words->list[end - 1].len);
		}
	}
}

/* The first of each block is enough. */
static void blocks_find(struct suspicion_list *list, const struct squeeze *text)
{
	uint32_t told = UINT32_MAX;

	for (size_t i = 0; i < ARRAY_LEN(blocks); i++) {
		const char *found =
			memmem(text->bytes, text->len, blocks[i], strlen(blocks[i]));
		size_t start = found ? (size_t)(found - text->bytes) : 0;

		if (!found || text->sentence[start] == told)
			continue;
		told = text->sentence[start];
		phrase_add(list, SUSPICION_FAKE_RUBRIC, text, start,
			   start + strlen(blocks[i]));
	}
}

void suspicion_phrases(struct suspicion_list *list)
{
	struct words words = {0};

	words_make(&words, list);
	blocks_find(list, &words.squeeze);
	rules_apply(list, &words);
}
