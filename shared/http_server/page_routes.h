// A page's files, embedded in the executable: index.html at the given routes, the other files below /assets/.
// Each answer has an ETag of its bytes and is checked anew by browsers, so that a new build is seen at once.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "shared/http_server/routes.h"
#include "shared/support/embedded_asset.h"

namespace hookloop {

// `page_routes` are cpp-httplib patterns, such as "/" and "/bins/:bin". `web_root`, when not empty, is a folder whose
// files are served instead, read at each request: for working on the page.
void add_page_routes(Routes& routes, std::span<const EmbeddedAsset> assets, const std::vector<std::string>& page_routes,
                     const std::string& web_root = "");

}  // namespace hookloop
