#include "shared/http_server/page_routes.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

#include "shared/support/digest.h"

namespace hookloop {
namespace {

std::string content_type(std::string_view name) {
  const auto ends_with = [&](std::string_view end) { return name.size() >= end.size() && name.ends_with(end); };
  if (ends_with(".html")) return "text/html; charset=utf-8";
  if (ends_with(".js")) return "text/javascript; charset=utf-8";
  if (ends_with(".css")) return "text/css; charset=utf-8";
  if (ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

std::optional<std::string> read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

void add_file(Routes& routes, const std::string& route, const EmbeddedAsset& asset, const std::string& web_root) {
  const std::string etag = '"' + sha256_hex(asset.bytes()).substr(0, 32) + '"';
  routes.get(route, [asset, etag, web_root](const httplib::Request& request, httplib::Response& response) {
    response.set_header("Cache-Control", "no-cache");
    if (!web_root.empty()) {
      if (const auto bytes = read_file(std::filesystem::path(web_root) / asset.name)) {
        response.set_content(*bytes, content_type(asset.name));
        return;
      }
    }
    response.set_header("ETag", etag);
    if (request.get_header_value("If-None-Match") == etag) {
      response.status = 304;
      return;
    }
    response.set_content(asset.first, asset.bytes().size(), content_type(asset.name));
  });
}

}  // namespace

void add_page_routes(Routes& routes, std::span<const EmbeddedAsset> assets, const std::vector<std::string>& page_routes,
                     const std::string& web_root) {
  for (const EmbeddedAsset& asset : assets) {
    if (std::string_view(asset.name) == "index.html") {
      for (const std::string& route : page_routes) add_file(routes, route, asset, web_root);
    } else {
      add_file(routes, std::string("/assets/") + asset.name, asset, web_root);
    }
  }
}

}  // namespace hookloop
