hookloop_test(payload_test
  LABELS unit
  SOURCES
    catalogue_test.cpp
    event_type_test.cpp
    json_text_test.cpp
    payload_recognition_test.cpp
    payload_test.cpp
    payload_verdict_test.cpp
  LIBRARIES hookloop_schema)
target_compile_definitions(payload_test PRIVATE HOOKLOOP_SCHEMA_FOLDER="${CMAKE_SOURCE_DIR}/shared/schema")

hookloop_test(comparison_test LABELS unit SOURCES comparison_test.cpp json_comparison_test.cpp LIBRARIES hookloop_schema)
hookloop_test(payload_fuzz_test LABELS unit fuzz SOURCES payload_fuzz_test.cpp LIBRARIES hookloop_schema)
hookloop_test(payload_threads_test LABELS unit threaded SOURCES payload_threads_test.cpp LIBRARIES hookloop_schema)
