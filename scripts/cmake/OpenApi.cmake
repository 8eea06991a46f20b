# hookloop_openapi(TARGET FOLDER FRAGMENT...): joins FRAGMENT.json of FOLDER, or of where its path says, in this order,
# into openapi.json in the build tree's folder `openapi`, and embeds that as TARGET_assets (EmbedAssets.cmake). The
# global property TARGET_file is its path.
find_program(HOOKLOOP_NODE node REQUIRED)

function(hookloop_openapi target folder)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/openapi)
  set(fragments ${ARGN})
  list(TRANSFORM fragments PREPEND "${folder}/" REGEX "^[^/]")
  list(TRANSFORM fragments APPEND ".json")
  add_custom_command(
    OUTPUT ${out}/openapi.json
    COMMAND ${CMAKE_COMMAND} -E make_directory ${out}
    COMMAND ${HOOKLOOP_NODE} ${CMAKE_SOURCE_DIR}/scripts/join_openapi.mjs ${out}/openapi.json ${fragments}
    DEPENDS ${fragments} ${CMAKE_SOURCE_DIR}/scripts/join_openapi.mjs
    COMMENT "Joining ${target}"
    VERBATIM)
  hookloop_embed_assets(${target} ${out} openapi.json)
  # The assembler's OBJECT_DEPENDS names the file; this makes the rule that writes it part of the build.
  add_custom_target(${target}_document DEPENDS ${out}/openapi.json)
  add_dependencies(${target} ${target}_document)
  set_property(GLOBAL PROPERTY ${target}_file ${out}/openapi.json)
endfunction()
