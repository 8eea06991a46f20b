#include "bin_server/http/openapi.h"

#include "shared/support/embedded_asset.h"

namespace hookloop {

// Made at build time of bin_server/http/openapi.
extern const EmbeddedAsset bin_server_openapi_assets[];

std::string_view bin_server_openapi() { return bin_server_openapi_assets[0].bytes(); }

}  // namespace hookloop
