// The schemas and examples, as the build embedded them (payload.cmake lists them by the manifest).
#include <stdexcept>
#include <string>

#include "shared/schema/event_type.h"
#include "shared/support/embedded_asset.h"

namespace hookloop {

extern const EmbeddedAsset hookloop_event_documents_assets[];
extern const unsigned hookloop_event_documents_asset_count;

namespace {

std::string_view document(const char* folder, EventType type) {
  const std::string name = folder + std::string(info(type).id) + ".json";
  for (unsigned i = 0; i < hookloop_event_documents_asset_count; ++i) {
    if (hookloop_event_documents_assets[i].name == name) return hookloop_event_documents_assets[i].bytes();
  }
  throw std::logic_error(name + " is not embedded");
}

}  // namespace

std::string_view payload_schema(EventType type) { return document("schemas/", type); }

std::string_view payload_example(EventType type) { return document("examples/", type); }

}  // namespace hookloop
