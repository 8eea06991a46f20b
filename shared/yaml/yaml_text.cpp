#include "shared/yaml/yaml_text.h"

#include <spdlog/fmt/fmt.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "shared/support/ascii.h"
#include "shared/support/json_pointer.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

using Json = nlohmann::ordered_json;

YamlPlace place_of_mark(const YAML::Mark& mark) {
  return {static_cast<std::size_t>(std::max(mark.line, 0) + 1), static_cast<std::size_t>(std::max(mark.column, 0) + 1)};
}

// A plain scalar by YAML 1.2's core schema (section 10.3.2); nothing: it is a text.
std::optional<Json> plain_value(const std::string& text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return Json(nullptr);
  if (text == "true" || text == "True" || text == "TRUE") return Json(true);
  if (text == "false" || text == "False" || text == "FALSE") return Json(false);
  const std::size_t digits = text[0] == '-' || text[0] == '+' ? 1 : 0;
  if (digits == text.size() || !(is_digit(text[digits]) || text[digits] == '.')) return std::nullopt;
  const char* const begin = text.data() + (text[0] == '+' ? 1 : 0);
  const char* const end = text.data() + text.size();
  std::int64_t whole = 0;
  if (const auto read = std::from_chars(begin, end, whole); read.ec == std::errc() && read.ptr == end)
    return Json(whole);
  std::uint64_t large = 0;
  if (const auto read = std::from_chars(begin, end, large); read.ec == std::errc() && read.ptr == end)
    return Json(large);
  double real = 0;
  const auto read = std::from_chars(begin, end, real);
  if (read.ec == std::errc() && read.ptr == end && std::isfinite(real)) return Json(real);
  return std::nullopt;
}

}  // namespace

// Thrown faults are caught in YamlText::read.
class YamlReader {
 public:
  explicit YamlReader(YamlText& out) : out_(out) {}

  Json read(const YAML::Node& node, const std::string& pointer, std::size_t depth) {
    const YamlPlace place = place_of_mark(node.Mark());
    out_.places_.emplace(pointer, place);
    if (++count_ > kMostYamlValues)
      throw YamlFault{place, fmt::format("there are more than {} values", kMostYamlValues)};
    if (depth > kDeepestYaml) throw YamlFault{place, fmt::format("this is nested deeper than {}", kDeepestYaml)};
    if (node.IsMap()) return read_map(node, pointer, depth);
    if (node.IsSequence()) return read_list(node, pointer, depth);
    check_tag(node, place);
    if (!node.IsScalar()) return nullptr;
    const std::string& text = node.Scalar();
    if (!is_utf8(text)) throw YamlFault{place, "this text is no UTF-8"};
    if (node.Tag() == "?") {
      if (auto value = plain_value(text)) return *std::move(value);
    }
    return text;
  }

 private:
  static void check_tag(const YAML::Node& node, const YamlPlace& place) {
    const std::string& tag = node.Tag();
    const bool is_plain = tag.empty() || tag == "?" || tag == "!";
    if (!is_plain) throw YamlFault{place, fmt::format("the tag {} is not known here; write the value alone", tag)};
  }

  Json read_map(const YAML::Node& node, const std::string& pointer, std::size_t depth) {
    check_tag(node, place_of_mark(node.Mark()));
    Json object = Json::object();
    for (const auto& member : node) {
      const YamlPlace place = place_of_mark(member.first.Mark());
      if (!member.first.IsScalar()) throw YamlFault{place, "a key is a text"};
      const std::string& key = member.first.Scalar();
      if (!is_utf8(key)) throw YamlFault{place, "this key is no UTF-8"};
      if (object.contains(key)) throw YamlFault{place, fmt::format("the key '{}' stands here twice", key)};
      const std::string at = pointer + pointer_step(key);
      object[key] = read(member.second, at, depth + 1);
      out_.places_[at] = place;  // a key says better than its value where something is
    }
    return object;
  }

  Json read_list(const YAML::Node& node, const std::string& pointer, std::size_t depth) {
    check_tag(node, place_of_mark(node.Mark()));
    Json list = Json::array();
    for (const auto& element : node) {
      list.push_back(read(element, pointer + '/' + std::to_string(list.size()), depth + 1));
    }
    return list;
  }

  YamlText& out_;
  std::size_t count_ = 0;
};

Result<YamlText, YamlFault> YamlText::read(std::string_view text) {
  YamlText yaml;
  try {
    const auto documents = YAML::LoadAll(std::string(text));
    if (documents.size() > 1) {
      return YamlFault{place_of_mark(documents[1].Mark()), "there is a second document; a file has one"};
    }
    if (!documents.empty() && !documents.front().IsNull())
      yaml.value_ = YamlReader(yaml).read(documents.front(), "", 0);
  } catch (const YamlFault& fault) {
    return fault;
  } catch (const YAML::Exception& error) {
    return YamlFault{place_of_mark(error.mark), error.msg};
  }
  return yaml;
}

YamlPlace YamlText::place_of(std::string_view pointer) const {
  while (true) {
    const auto found = places_.find(pointer);
    if (found != places_.end()) return found->second;
    if (pointer.empty()) return {};
    pointer = pointer.substr(0, pointer.rfind('/'));
  }
}

YamlFault YamlText::fault_at(std::string_view pointer, std::string_view detail) const {
  return {place_of(pointer), fmt::format("{}{}{}", pointer, pointer.empty() ? "" : ": ", detail)};
}

std::string to_string(const YamlFault& fault) {
  return fmt::format("{}:{}: {}", fault.place.line, fault.place.column, fault.message);
}

}  // namespace hookloop
