/*
 * Civil: the proleptic Gregorian calendar as arithmetic, no time zones. Days count from
 * 1 January 1970; valid for any year an int holds comfortably (±1,000,000).
 */
#ifndef KIBRIDGE_BASE_CIVIL_H
#define KIBRIDGE_BASE_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

#define DAY_S 86400

/** Day number of a date; month and day may run over and carry (month 13 is January). */
int64_t civil_days(int year, int month, int day);
void civil_date(int64_t days, int *year, int *month, int *day);
int civil_weekday(int64_t days); /* 1 Monday … 7 Sunday */
int civil_month_days(int year, int month); /* 28 … 31 */
bool civil_is_leap(int year);
/** Division that rounds towards minus infinity: instants before 1970 are negative. */
int64_t civil_floor_div(int64_t value, int64_t by);

#endif
