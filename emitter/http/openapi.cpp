#include "emitter/http/openapi.h"

#include "shared/support/embedded_asset.h"

namespace hookloop {

// Made at build time of emitter/http/openapi.
extern const EmbeddedAsset emitter_openapi_assets[];

std::string_view openapi_document() { return emitter_openapi_assets[0].bytes(); }

}  // namespace hookloop
