#include "bin_server/model/marks_json.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace hookloop {
namespace {

std::vector<std::string> read_tags(const std::vector<JsonFields::Element>& elements, const std::string& pointer) {
  if (elements.size() > kMostTags) throw BadField{pointer, fmt::format("A capture has at most {} tags.", kMostTags)};
  std::vector<std::string> tags;
  for (const auto& element : elements) {
    std::string tag = text_of(*element.value, element.pointer);
    if (auto fault = fault_of_tag(tag)) throw BadField{element.pointer, *std::move(fault)};
    if (std::find(tags.begin(), tags.end(), tag) != tags.end()) {
      throw BadField{element.pointer, "This tag is there twice."};
    }
    tags.push_back(std::move(tag));
  }
  return tags;
}

}  // namespace

Marks read_marks(const JsonFields& fields, const Marks& before) {
  Marks marks = before;
  if (fields.has("pinned")) marks.pinned = fields.flag("pinned").value_or(false);
  if (fields.has("note")) {
    marks.note = fields.text("note").value_or("");
    if (auto fault = fault_of_note(marks.note)) throw BadField{fields.at("note"), *std::move(fault)};
  }
  if (fields.has("tags")) {
    const auto tags = fields.list("tags");
    marks.tags = tags ? read_tags(*tags, fields.at("tags")) : std::vector<std::string>{};
  }
  return marks;
}

}  // namespace hookloop
