/* Weight: thousandths, so that sums in the store and here are the same whole numbers. */
#include "quota/weight.h"

#include "base/text.h"

int64_t weight_of(const struct weights *weights, const char *model, int64_t otherwise)
{
	for (size_t i = 0; weights && i < weights->count; i++)
		if (text_equal(weights->list[i].model, model))
			return weights->list[i].milli;
	return otherwise;
}

int64_t weight_count(int64_t milli, int64_t tokens)
{
	return (tokens * milli + WEIGHT_ONE - 1) / WEIGHT_ONE;
}

int64_t weight_room(int64_t milli, int64_t left)
{
	if (milli == 0)
		return INT64_MAX;
	if (left <= 0)
		return left;
	return left > INT64_MAX / WEIGHT_ONE ? left / milli * WEIGHT_ONE
					     : left * WEIGHT_ONE / milli;
}
