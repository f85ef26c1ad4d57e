# The program: files right below bridge/ know every room, and no room knows them but config.h.
add_library(config STATIC
	${CMAKE_CURRENT_LIST_DIR}/config.c
	${CMAKE_CURRENT_LIST_DIR}/config_print.c
	${CMAKE_CURRENT_LIST_DIR}/config_table.c)
target_include_directories(config PUBLIC ${PROJECT_SOURCE_DIR}/bridge)
target_link_libraries(config PUBLIC base PRIVATE house PkgConfig::INIH)
