// A YAML text (1.2, core schema) that a person wrote, as JSON: so that what JSON may say in the API, a file may say in
// YAML, and one reader (shared/support/json_fields.h) reads both. The place of every value is kept, for what is wrong
// with it later.
//
// Plain scalars are null, booleans, whole numbers and numbers where they look like them; quoted ones are texts, and so
// is what is plain and looks like nothing else. Keys are texts. A key twice, a key that is no text, a tag, a text that
// is no UTF-8, and a document that grows beyond kMostYamlValues (anchors can make it) are faults. Any thread.
#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "shared/support/result.h"

namespace hookloop {

inline constexpr std::size_t kMostYamlValues = 100'000;
inline constexpr std::size_t kDeepestYaml = 64;

// Both count from 1.
struct YamlPlace {
  std::size_t line = 1;
  std::size_t column = 1;
};

struct YamlFault {
  YamlPlace place;
  std::string message;  // one sentence, without an end
};

std::string to_string(const YamlFault& fault);  // "3:5: The message"

class YamlText {
 public:
  // An empty text is an empty object.
  static Result<YamlText, YamlFault> read(std::string_view text);

  const nlohmann::ordered_json& value() const { return value_; }

  // Where the value stands that a JSON Pointer names; of one that is not there, what it would be in.
  YamlPlace place_of(std::string_view pointer) const;
  // What a reader of the value found wrong there: "/bins/0/id: This is a text."
  YamlFault fault_at(std::string_view pointer, std::string_view detail) const;

 private:
  friend class YamlReader;

  nlohmann::ordered_json value_ = nlohmann::ordered_json::object();
  std::map<std::string, YamlPlace, std::less<>> places_;  // by pointer
};

}  // namespace hookloop
