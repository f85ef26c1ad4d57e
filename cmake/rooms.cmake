# kibridge_room(NAME SOURCES … LINKS …): one folder of bridge/ as a static library.
#
# Includes are written from the top of bridge/ ("store/db.h"), so a line says which room it
# reaches into; LINKS names those rooms and the foreign libraries, nothing else.
function(kibridge_room name)
	cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS" ${ARGN})
	add_library(${name} STATIC ${ROOM_SOURCES})
	target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR}/bridge)
	target_link_libraries(${name} PUBLIC ${ROOM_LINKS} PRIVATE house)
endfunction()

# kibridge_check(NAME SOURCES … LINKS …): one Check program, run by ctest as NAME.
# ARGS (optional) go on its command line.
function(kibridge_check name)
	cmake_parse_arguments(TEST "" "" "SOURCES;LINKS;ARGS;OPTIONS" ${ARGN})
	add_executable(${name} ${TEST_SOURCES})
	target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
	target_compile_definitions(${name} PRIVATE
		TEST_VECTORS="${PROJECT_SOURCE_DIR}/tests/vectors")
	target_link_libraries(${name} PRIVATE house ${TEST_LINKS} PkgConfig::CHECK)
	target_link_options(${name} PRIVATE ${TEST_OPTIONS})
	kibridge_check_run(${name} ${name} ${TEST_ARGS})
endfunction()

# kibridge_check_run(NAME PROGRAM ARGUMENT…): ctest runs a Check program as NAME. All its tests share
# one process: under the sanitizers a fork per test takes ten times as long. By hand Check forks, and
# a program whose tests abort asks for that in its main.
function(kibridge_check_run name program)
	add_test(NAME ${name} COMMAND ${program} ${ARGN})
	set_tests_properties(${name} PROPERTIES LABELS unit SKIP_RETURN_CODE 77
		ENVIRONMENT "CK_FORK=no;CK_DEFAULT_TIMEOUT=60;LC_ALL=C.UTF-8")
endfunction()
