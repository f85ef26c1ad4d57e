# Writes presets/<id>.<language>.txt into a C file: cmake -DOUT=… -DDIR=… "-DIDS=a,b" -P presets.cmake
# A file is: title, summary, an empty line, the system prompt.
string(REPLACE "," ";" ids "${IDS}")
set(rows "")
foreach(id IN LISTS ids)
	foreach(language de en)
		file(READ "${DIR}/${id}.${language}.txt" text)
		string(REPLACE "\\" "\\\\" text "${text}")
		string(REPLACE "\"" "\\\"" text "${text}")
		if(NOT text MATCHES "^([^\n]+)\n([^\n]+)\n\n(.+)\n$")
			message(FATAL_ERROR "${id}.${language}.txt: title, summary, empty line, prompt")
		endif()
		set(title "${CMAKE_MATCH_1}")
		set(summary "${CMAKE_MATCH_2}")
		string(REPLACE "\n" "\\n\"\n\t  \"" prompt "${CMAKE_MATCH_3}")
		string(APPEND rows "\t{ \"${id}\", \"${language}\", \"${title}\",\n\t  \"${summary}\",\n\t  \"${prompt}\" },\n")
	endforeach()
endforeach()
file(WRITE "${OUT}" "/* Made from course/presets by course/presets.cmake. */
#include \"course/presets.h\"

const struct preset presets[] = {
${rows}};
const size_t preset_count = sizeof(presets) / sizeof(presets[0]);
")
