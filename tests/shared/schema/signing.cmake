hookloop_test(schema_signing_test
  LABELS unit fuzz
  SOURCES
    basic_authorization_test.cpp
    delivery_headers_test.cpp
    json_layout_test.cpp
    signature_causes_test.cpp
    signature_crypto_test.cpp
    signature_hostile_test.cpp
    signature_test.cpp
  LIBRARIES hookloop_schema)
