# Puts the browser side into a C file: cmake -DOUT=… -DDIST=bridge/web/dist -DUNBUILT=page.html
# -P assets.cmake. The bytes come in by the assembler's .incbin, so this stays fast.
set(manifest "${DIST}/manifest.json")
set(asm "")
set(externs "")
set(rows "")

# One variant of a file: adds its bytes, and sets variant to the C initialiser.
function(embed symbol file)
	if(NOT file)
		set(variant "{ NULL, 0 }" PARENT_SCOPE)
		return()
	endif()
	file(SIZE "${file}" size)
	set(asm "${asm}\t\".globl ${symbol}\\n.hidden ${symbol}\\n${symbol}: .incbin \\\"${file}\\\"\\n\"\n"
		PARENT_SCOPE)
	set(externs "${externs}extern const unsigned char ${symbol}[];\n" PARENT_SCOPE)
	set(variant "{ ${symbol}, ${size} }" PARENT_SCOPE)
endfunction()

function(embed_row index name type immutable plain brotli gzip)
	file(SHA256 "${plain}" digest)
	string(SUBSTRING "${digest}" 0 24 digest)
	embed(asset_${index} "${plain}")
	set(row "\t{ \"${name}\", \"${type}\", \"${digest}\", ${immutable},\n\t  ${variant}")
	embed(asset_${index}_br "${brotli}")
	string(APPEND row ", ${variant}")
	embed(asset_${index}_gz "${gzip}")
	string(APPEND row ", ${variant} },\n")
	set(rows "${rows}${row}" PARENT_SCOPE)
	set(asm "${asm}" PARENT_SCOPE)
	set(externs "${externs}" PARENT_SCOPE)
endfunction()

if(EXISTS "${manifest}")
	file(READ "${manifest}" json)
	string(JSON index_name GET "${json}" index)
	string(JSON count LENGTH "${json}" files)
	math(EXPR last "${count} - 1")
	foreach(i RANGE ${last})
		foreach(field path type immutable br gz)
			string(JSON ${field} ERROR_VARIABLE missing GET "${json}" files ${i} ${field})
			if(missing)
				set(${field} "")
			elseif(field MATCHES "^(br|gz)$")
				set(${field} "${DIST}/${${field}}")
			endif()
		endforeach()
		string(TOLOWER "${immutable}" immutable)
		if(immutable STREQUAL "on")
			set(immutable true)
		elseif(NOT immutable STREQUAL "true")
			set(immutable false)
		endif()
		embed_row(${i} "${path}" "${type}" ${immutable} "${DIST}/${path}" "${br}" "${gz}")
	endforeach()
else()
	set(index_name "index.html")
	embed_row(0 index.html "text/html; charset=utf-8" false "${UNBUILT}" "" "")
endif()

file(WRITE "${OUT}" "/* Made by http/assets.cmake. */
#include \"http/assets.h\"

__asm__(\".pushsection .rodata\\n\"
${asm}\t\".popsection\\n\");

${externs}
const struct asset assets[] = {
${rows}};
const size_t asset_count = sizeof(assets) / sizeof(assets[0]);
const char *const asset_index = \"${index_name}\";
")
