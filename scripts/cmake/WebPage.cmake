# hookloop_web_page(TARGET SOURCE_FOLDER): bundles the page in SOURCE_FOLDER (with what it takes from shared/web) and
# embeds index.html, app.js, app.css and icon.svg as TARGET_assets (EmbedAssets.cmake). The bundle stays in the build
# tree under `page/`, where --web-root can serve it from. Built anew only when a source of it changed.
find_program(HOOKLOOP_NODE node REQUIRED)

function(hookloop_web_page target source_folder)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/page)
  set(files index.html app.js app.css icon.svg)
  list(TRANSFORM files PREPEND ${out}/ OUTPUT_VARIABLE outputs)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS
    ${source_folder}/*.ts ${source_folder}/*.tsx ${source_folder}/*.css ${source_folder}/*.html ${source_folder}/*.svg
    ${CMAKE_SOURCE_DIR}/shared/web/*.ts ${CMAKE_SOURCE_DIR}/shared/web/*.tsx ${CMAKE_SOURCE_DIR}/shared/web/*.css)
  add_custom_command(
    OUTPUT ${outputs}
    COMMAND ${HOOKLOOP_NODE} ${CMAKE_SOURCE_DIR}/scripts/build_web.mjs page ${source_folder} ${out}
    DEPENDS ${sources} ${CMAKE_SOURCE_DIR}/scripts/build_web.mjs ${CMAKE_SOURCE_DIR}/shared/web/tsconfig.json
            ${CMAKE_SOURCE_DIR}/shared/schema/event_types.def ${CMAKE_SOURCE_DIR}/package-lock.json
    COMMENT "Bundling ${target}"
    VERBATIM)
  hookloop_embed_assets(${target} ${out} ${files})
  # The assembler's OBJECT_DEPENDS names the files; this makes the rule that writes them part of the build.
  add_custom_target(${target}_files DEPENDS ${outputs})
  add_dependencies(${target} ${target}_files)
endfunction()

# hookloop_web_test(NAME FOLDER): the *.test.ts of FOLDER as one CTest test. They run in Node: page code without a
# browser.
function(hookloop_web_test name folder)
  add_test(NAME ${name}
    COMMAND ${HOOKLOOP_NODE} scripts/build_web.mjs test ${folder} ${CMAKE_CURRENT_BINARY_DIR}/bundles
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT 120)
endfunction()
