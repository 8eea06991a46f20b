# Signatures and the headers of a delivery.
target_sources(hookloop_schema PRIVATE
  basic_authorization.cpp
  body_variants.cpp
  delivery_headers.cpp
  json_layout.cpp
  signature_crypto.cpp
  signature_diagnosis.cpp
  signature_fields.cpp
  signature_key.cpp
  signature_match.cpp
  signature_scheme.cpp
  signature_sign.cpp
  signature_verify.cpp
)
target_link_libraries(hookloop_schema PRIVATE OpenSSL::Crypto)
