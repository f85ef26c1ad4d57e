# Writes the SQL of migrations/ into a C file: cmake -DOUT=… "-DFILES=a.sql,b.sql" -P embed.cmake
string(REPLACE "," ";" files "${FILES}")
set(rows "")
set(last 0)
foreach(file IN LISTS files)
	get_filename_component(name "${file}" NAME_WE)
	if(NOT name MATCHES "^([0-9][0-9][0-9][0-9])_[a-z0-9_]+$")
		message(FATAL_ERROR "${file}: migrations are called NNNN_words.sql")
	endif()
	string(REGEX REPLACE "^0+" "" version "${CMAKE_MATCH_1}")
	if(NOT version GREATER last)
		message(FATAL_ERROR "${file}: number ${last} was taken before")
	endif()
	set(last ${version})
	file(READ "${file}" sql)
	string(REPLACE "\\" "\\\\" sql "${sql}")
	string(REPLACE "\"" "\\\"" sql "${sql}")
	string(REPLACE "\t" "\\t" sql "${sql}")
	string(REPLACE "\n" "\\n\"\n\t  \"" sql "${sql}")
	string(APPEND rows "\t{ ${version}, \"${name}\",\n\t  \"${sql}\" },\n")
endforeach()
file(WRITE "${OUT}" "/* Made from store/migrations by store/embed.cmake. */
#include \"store/migrate.h\"

const struct migration migrations[] = {
${rows}};
const size_t migration_count = sizeof(migrations) / sizeof(migrations[0]);
")
