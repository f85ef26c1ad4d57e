/* Civil: dates and day numbers. Years begin in March here: a leap day is the last. */
#include "base/civil.h"

#define DAYS_PER_ERA 146097 /* 400 years */
#define EPOCH_SHIFT 719468 /* from 1 March of year 0 to 1 January 1970 */

int64_t civil_floor_div(int64_t value, int64_t by)
{
	return value / by - (value % by < 0);
}

int64_t civil_days(int year, int month, int day)
{
	int64_t years, era, of_era, of_year;

	years = year + civil_floor_div(month - 1, 12);
	month = (int)(month - 1 - 12 * civil_floor_div(month - 1, 12)) + 1;
	years -= month <= 2;
	era = civil_floor_div(years, 400);
	of_era = years - era * 400;
	of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5;
	return era * DAYS_PER_ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year +
	       day - 1 - EPOCH_SHIFT;
}

void civil_date(int64_t days, int *year, int *month, int *day)
{
	int64_t era, of_era, years, of_year, shifted;

	days += EPOCH_SHIFT;
	era = civil_floor_div(days, DAYS_PER_ERA);
	of_era = days - era * DAYS_PER_ERA;
	years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	of_year = of_era - (365 * years + years / 4 - years / 100);
	shifted = (5 * of_year + 2) / 153; /* 0 is March */
	*day = (int)(of_year - (153 * shifted + 2) / 5 + 1);
	*month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
	*year = (int)(years + era * 400 + (*month <= 2));
}

int civil_weekday(int64_t days)
{
	int64_t since_monday = days + 3; /* 1 January 1970 was a Thursday */

	return (int)(since_monday - 7 * civil_floor_div(since_monday, 7)) + 1;
}

bool civil_is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int civil_month_days(int year, int month)
{
	return (int)(civil_days(year, month + 1, 1) - civil_days(year, month, 1));
}
