#include "emitter/deliver/json_leaves.h"

#include <algorithm>

namespace hookloop {

std::vector<JsonText::Node> json_leaves(const JsonText& json) {
  std::vector<JsonText::Node> leaves;
  std::vector<JsonText::Node> open{json.root()};  // the next one is the last
  while (!open.empty()) {
    const JsonText::Node node = open.back();
    open.pop_back();
    const auto first = static_cast<std::ptrdiff_t>(open.size());
    switch (json.kind(node)) {
      case JsonKind::object:
        for (const JsonText::Member& member : json.members(node)) open.push_back(member.value);
        break;
      case JsonKind::list:
        for (const JsonText::Node element : json.elements(node)) open.push_back(element);
        break;
      default:
        leaves.push_back(node);
    }
    std::reverse(open.begin() + first, open.end());
  }
  return leaves;
}

}  // namespace hookloop
