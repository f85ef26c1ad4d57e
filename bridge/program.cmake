# The program: files right below bridge/ know every room, and no room knows them but config.h.
add_library(config STATIC
	${CMAKE_CURRENT_LIST_DIR}/config.c
	${CMAKE_CURRENT_LIST_DIR}/config_print.c
	${CMAKE_CURRENT_LIST_DIR}/config_table.c)
target_include_directories(config PUBLIC ${PROJECT_SOURCE_DIR}/bridge)
target_link_libraries(config PUBLIC base PRIVATE house PkgConfig::INIH)

add_library(program STATIC
	${CMAKE_CURRENT_LIST_DIR}/chores.c
	${CMAKE_CURRENT_LIST_DIR}/command.c
	${CMAKE_CURRENT_LIST_DIR}/command_backup.c
	${CMAKE_CURRENT_LIST_DIR}/command_check.c
	${CMAKE_CURRENT_LIST_DIR}/command_common.c
	${CMAKE_CURRENT_LIST_DIR}/command_invite.c
	${CMAKE_CURRENT_LIST_DIR}/command_key.c
	${CMAKE_CURRENT_LIST_DIR}/command_person.c
	${CMAKE_CURRENT_LIST_DIR}/command_legacy.c
	${CMAKE_CURRENT_LIST_DIR}/command_platform.c
	${CMAKE_CURRENT_LIST_DIR}/command_tenant.c
	${CMAKE_CURRENT_LIST_DIR}/service.c)
target_compile_definitions(program PRIVATE KIBRIDGE_VERSION="${PROJECT_VERSION}")
target_link_libraries(program
	PUBLIC config http feedback extract openai tutor lms course privacy backend net quota call store base
	PRIVATE house PkgConfig::CURL)

add_executable(kibridge ${CMAKE_CURRENT_LIST_DIR}/main.c)
target_link_libraries(kibridge PRIVATE program house)
