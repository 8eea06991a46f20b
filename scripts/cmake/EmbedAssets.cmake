# hookloop_embed_assets(TARGET FOLDER FILE...): makes the object library TARGET that holds the bytes of each FILE (below
# FOLDER) as read-only data, and defines `const EmbeddedAsset TARGET_assets[]` with the count `TARGET_asset_count`
# (shared/support/embedded_asset.h). The assembler's .incbin takes the bytes as they are: nothing is translated.
function(hookloop_embed_assets target folder)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${target}.S)
  set(table ${CMAKE_CURRENT_BINARY_DIR}/${target}.cpp)
  set(assembly ".section .rodata\n")
  set(declarations "")
  set(rows "")
  set(files "")
  set(index 0)
  foreach(file IN LISTS ARGN)
    set(symbol ${target}_${index})
    string(APPEND assembly ".global ${symbol}\n.global ${symbol}_end\n.balign 16\n${symbol}:\n.incbin \"${folder}/${file}\"\n${symbol}_end:\n.byte 0\n")
    string(APPEND declarations "extern \"C\" const char ${symbol}[];\nextern \"C\" const char ${symbol}_end[];\n")
    string(APPEND rows "  {\"${file}\", ${symbol}, ${symbol}_end},\n")
    list(APPEND files ${folder}/${file})
    math(EXPR index "${index} + 1")
  endforeach()
  # Without this note the linker would mark the whole program's stack executable.
  string(APPEND assembly ".section .note.GNU-stack,\"\",%progbits\n")
  file(CONFIGURE OUTPUT ${source} CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT ${table} CONTENT "#include \"shared/support/embedded_asset.h\"
${declarations}
namespace hookloop {
extern const EmbeddedAsset ${target}_assets[];
extern const unsigned ${target}_asset_count;
const EmbeddedAsset ${target}_assets[] = {
${rows}};
const unsigned ${target}_asset_count = ${index};
}  // namespace hookloop
" @ONLY)
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${files}")
  add_library(${target} STATIC ${source} ${table})
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR})
endfunction()
