# The catalogue and the payloads. The manifest decides which schemas and examples there are: one that is missing stops the
# build, one too many fails a test.
target_sources(hookloop_schema PRIVATE
  comparison.cpp
  event_type.cpp
  event_type_documents.cpp
  json_comparison.cpp
  json_lookup.cpp
  json_text.cpp
  payload.cpp
  payload_findings.cpp
  payload_rules.cpp
  payload_shape.cpp
  payload_verdict.cpp
)
# Under the sanitizers g++ 12 warns about its own <regex>, which jsoncons uses.
set_source_files_properties(payload_rules.cpp PROPERTIES
  COMPILE_OPTIONS $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/event_types.def)
file(STRINGS event_types.def manifest_rows REGEX "^HOOKLOOP_EVENT_TYPE\\(")
set(event_documents "")
foreach(row IN LISTS manifest_rows)
  string(REGEX REPLACE "^HOOKLOOP_EVENT_TYPE\\(([A-Z_]+),.*" "\\1" id "${row}")
  list(APPEND event_documents schemas/${id}.json examples/${id}.json)
endforeach()
hookloop_embed_assets(hookloop_event_documents ${CMAKE_CURRENT_SOURCE_DIR} ${event_documents})

target_link_libraries(hookloop_schema PRIVATE hookloop_event_documents jsoncons)
