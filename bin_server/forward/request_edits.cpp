#include "bin_server/forward/request_edits.h"

namespace hookloop {

void apply(const HeaderEdit& edit, HeaderList& headers) {
  HeaderList edited;
  bool is_placed = false;
  const auto place = [&] {
    if (is_placed) return;
    is_placed = true;
    for (const std::string& value : edit.values) edited.push_back({edit.name, value});
  };
  for (HeaderField& field : headers) {
    if (same_header_name(field.name, edit.name))
      place();
    else
      edited.push_back(std::move(field));
  }
  place();
  headers = std::move(edited);
}

}  // namespace hookloop
